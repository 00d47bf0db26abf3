#include "read/train.h"

#include "read/train_table.h"

#include <math.h>
#include <string.h>

/* Found by leaving whole sources out. */
enum { EPOCHS = 4, LEAST_TEXTS = 3 };

static const float RATE = 0.1f;
static const float FIRST_ACCUMULATOR = 0.001f;
static const float PULL = 2e-3f; /* L2 towards what the word lists say */
static const float HABIT_PULL = 1e-3f;
static const float SMOOTHING = 0.1f; /* of labels */
static const float SHARE_OF_MOOD = 0.4f;
static const float LEXICON_MOST = 6;

struct weights {
    float now[HEAD_COUNT];
    float sums[HEAD_COUNT]; /* of squared gradients */
};

/* How much kinder a source is than all others. Its own while learning, so that no word is blamed
 * for it; what a source that is not known gets is the mean. */
struct habit {
    float now;
    float sum;
    bool is_met;
};

struct learner {
    const struct train_input *input;
    struct train_table table; /* feature -> place */
    struct weights *weights;
    float (*first)[HEAD_COUNT];
    struct weights bias;
    struct habit *habits; /* of each source */
    uint32_t *places;     /* of all rows, one after the other */
    uint64_t *begins;
    uint32_t *order;
    uint64_t random;
};

static uint64_t next_random(struct learner *learner)
{
    uint64_t value = learner->random += 0x9E3779B97F4A7C15u;

    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

static void shuffle(struct learner *learner)
{
    for (size_t i = learner->input->row_count; i > 1; i--) {
        size_t j = next_random(learner) % i;
        uint32_t other = learner->order[j];

        learner->order[j] = learner->order[i - 1];
        learner->order[i - 1] = other;
    }
}

/* Which features are worth a place: those of the word lists and those in three texts or more. */
static void collect(struct learner *learner)
{
    const struct train_input *input = learner->input;

    for (size_t i = 0; i < input->row_count; i++)
        for (uint32_t j = 0; j < input->rows[i].count; j++)
            train_table_count(&learner->table, input->rows[i].hashes[j]);
    for (size_t i = 0; i < input->word_count; i++)
        train_table_keep(&learner->table, input->words[i].hash);
    train_table_number(&learner->table, LEAST_TEXTS);
}

static void place_rows(struct learner *learner)
{
    const struct train_input *input = learner->input;
    uint64_t total = 0;

    for (size_t i = 0; i < input->row_count; i++)
        total += input->rows[i].count;
    learner->places = memory_array(total + 1, sizeof *learner->places);
    learner->begins = memory_array(input->row_count + 1, sizeof *learner->begins);
    learner->order = memory_array(input->row_count + 1, sizeof *learner->order);
    total = 0;
    for (size_t i = 0; i < input->row_count; i++) {
        learner->order[i] = (uint32_t)i;
        learner->begins[i] = total;
        for (uint32_t j = 0; j < input->rows[i].count; j++) {
            uint32_t place = train_table_place(&learner->table, input->rows[i].hashes[j]);

            if (place != TRAIN_TABLE_NONE)
                learner->places[total++] = place;
        }
    }
    learner->begins[input->row_count] = total;
}

static float clip(float value)
{
    return value > LEXICON_MOST ? LEXICON_MOST : value < -LEXICON_MOST ? -LEXICON_MOST : value;
}

static void start_weights(struct learner *learner)
{
    const struct train_input *input = learner->input;
    size_t count = learner->table.numbered;

    learner->weights = memory_array(count + 1, sizeof *learner->weights);
    learner->first = memory_array(count + 1, sizeof *learner->first);
    for (size_t i = 0; i < input->word_count; i++) {
        uint32_t place = train_table_place(&learner->table, input->words[i].hash);

        for (int head = 0; head < HEAD_COUNT; head++)
            learner->first[place][head] =
                clip(learner->first[place][head] + input->words[i].weights[head]);
    }
    for (size_t i = 0; i < count; i++)
        for (int head = 0; head < HEAD_COUNT; head++) {
            learner->weights[i].now[head] = learner->first[i][head];
            learner->weights[i].sums[head] = FIRST_ACCUMULATOR;
        }
    for (int head = 0; head < HEAD_COUNT; head++)
        learner->bias.sums[head] = FIRST_ACCUMULATOR;
    learner->habits = memory_array(input->source_count + 1, sizeof *learner->habits);
    for (size_t i = 0; i < input->source_count; i++)
        learner->habits[i].sum = FIRST_ACCUMULATOR;
}

/* What the scores should change by; false for heads the row has no label for. */
static void find_errors(const struct train_row *row, const float scores[HEAD_COUNT],
                        float errors[HEAD_COUNT])
{
    double wide[HEAD_COUNT];
    double probabilities[3];

    for (int head = 0; head < HEAD_COUNT; head++) {
        wide[head] = (double)scores[head];
        errors[head] = 0;
    }
    if (row->sentiment >= 0) {
        model_softmax(wide, probabilities);
        for (int head = 0; head < 3; head++) {
            float target = (head == row->sentiment ? 1 - SMOOTHING : 0) + SMOOTHING / 3;

            errors[head] = ((float)probabilities[head] - target) * row->mood_weight;
        }
    }
    if (row->complaint >= 0) {
        float target = (row->complaint != 0 ? 1 - SMOOTHING : 0) + SMOOTHING / 2;

        errors[HEAD_COMPLAINT] =
            ((float)model_probability(wide[HEAD_COMPLAINT]) - target) * row->complaint_weight;
    }
}

typedef float heads __attribute__((vector_size(HEAD_COUNT * sizeof(float))));
typedef int32_t marks __attribute__((vector_size(HEAD_COUNT * sizeof(float))));

/* All heads at once; one whose row has no label stays as it is. */
static void correct(struct weights *weights, const float *first, const float gradient[HEAD_COUNT])
{
    heads step;
    heads now;
    heads sums;
    heads pulled;
    heads roots;

    memcpy(&step, gradient, sizeof step);
    memcpy(&now, weights->now, sizeof now);
    memcpy(&sums, weights->sums, sizeof sums);
    memcpy(&pulled, first, sizeof pulled);
    step = (heads)((marks)(step + PULL * (now - pulled)) & (step != 0));
    sums += step * step;
    for (int head = 0; head < HEAD_COUNT; head++)
        roots[head] = sqrtf(sums[head]);
    now -= RATE * step / roots;
    memcpy(weights->now, &now, sizeof now);
    memcpy(weights->sums, &sums, sizeof sums);
}

/* Only between praise and blame: how often a source is neutral its words must tell. */
static void correct_habit(struct habit *habit, const float errors[HEAD_COUNT])
{
    float step = (errors[HEAD_POSITIVE] - errors[HEAD_NEGATIVE]) / 2 + HABIT_PULL * habit->now;

    habit->sum += step * step;
    habit->now -= RATE * step / sqrtf(habit->sum);
    habit->is_met = true;
}

static void learn(struct learner *learner, size_t index)
{
    static const float NOTHING[HEAD_COUNT];
    const struct train_row *row = &learner->input->rows[index];
    const uint32_t *places = learner->places + learner->begins[index];
    size_t count = learner->begins[index + 1] - learner->begins[index];
    struct habit *habit = &learner->habits[row->source];
    float root = sqrtf((float)(row->count == 0 ? 1 : row->count));
    float scores[HEAD_COUNT] = {0};
    float errors[HEAD_COUNT];
    float gradient[HEAD_COUNT];

    for (size_t i = 0; i < count; i++)
        for (int head = 0; head < HEAD_COUNT; head++)
            scores[head] += learner->weights[places[i]].now[head];
    for (int head = 0; head < HEAD_COUNT; head++)
        scores[head] = scores[head] / root + learner->bias.now[head];
    scores[HEAD_NEGATIVE] -= habit->now;
    scores[HEAD_POSITIVE] += habit->now;
    find_errors(row, scores, errors);
    for (int head = 0; head < HEAD_COUNT; head++)
        gradient[head] = errors[head] / root;
    for (size_t i = 0; i < count; i++)
        correct(&learner->weights[places[i]], learner->first[places[i]], gradient);
    correct(&learner->bias, NOTHING, errors);
    if (row->sentiment >= 0)
        correct_habit(habit, errors);
}

static void add_mean_habit(struct learner *learner)
{
    float sum = 0;
    float met = 0;

    for (size_t i = 0; i < learner->input->source_count; i++) {
        sum += learner->habits[i].now;
        met += learner->habits[i].is_met ? 1 : 0;
    }
    if (met == 0)
        return;
    learner->bias.now[HEAD_NEGATIVE] -= sum / met;
    learner->bias.now[HEAD_POSITIVE] += sum / met;
}

/* A complaint is mostly a bad mood: the mood's weights are learned from more texts. */
static void add_mood(struct weights *weights)
{
    weights->now[HEAD_COMPLAINT] +=
        SHARE_OF_MOOD * (weights->now[HEAD_NEGATIVE] - weights->now[HEAD_POSITIVE]);
}

static void finish(struct learner *learner, struct text *model)
{
    size_t count = learner->table.numbered;
    struct train_entry *entries = memory_array(count + 1, sizeof *entries);
    struct model_numbers numbers = {0};

    add_mean_habit(learner);
    add_mood(&learner->bias);
    for (int head = 0; head < HEAD_COUNT; head++)
        numbers.biases[head] = learner->bias.now[head];
    for (size_t i = 0; i < count; i++) {
        add_mood(&learner->weights[i]);
        entries[i].hash = learner->table.hashes[i];
        entries[i].texts = learner->table.texts[i];
        memcpy(entries[i].weights, learner->weights[i].now, sizeof entries[i].weights);
    }
    train_pack(entries, count, &numbers, model);
    memory_free(entries);
}

void train(const struct train_input *input, struct text *model)
{
    struct learner learner = {.input = input, .random = 20261121};

    train_table_init(&learner.table);
    collect(&learner);
    place_rows(&learner);
    start_weights(&learner);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(&learner);
        for (size_t i = 0; i < input->row_count; i++)
            learn(&learner, learner.order[i]);
    }
    finish(&learner, model);
    train_table_done(&learner.table);
    memory_free(learner.weights);
    memory_free(learner.first);
    memory_free(learner.habits);
    memory_free(learner.places);
    memory_free(learner.begins);
    memory_free(learner.order);
}
