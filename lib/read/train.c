#include "read/train.h"

#include <math.h>
#include <string.h>

/* Found by leaving whole sources out. What is learned is the mean after the last two epochs. */
enum { EPOCHS = 4 };

static const float RATE = 0.1f;
static const float FIRST_ACCUMULATOR = 0.001f;
static const float PULL = 2e-3f; /* L2 towards what the word lists say */
static const float HABIT_PULL = 1e-3f;
static const float SMOOTHING = 0.1f; /* of labels */
static const float SHARE_OF_MOOD = 0.5f;
static const float SHARE_OF_STANCE = 0.25f;
static const float LEXICON_MOST = 6;

/* A cache line. */
struct weights {
    float now[HEAD_COUNT];
    float sums[HEAD_COUNT];  /* of squared gradients */
    float first[HEAD_COUNT]; /* what the word lists say */
    uint32_t texts;
    uint32_t unused[3];
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
    struct weights *weights; /* by place of the feature */
    void *room;
    float (*before)[HEAD_COUNT]; /* weights before the last epoch, and the bias behind them */
    struct weights bias;
    struct habit *habits; /* of each source */
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

static float clip(float value)
{
    return value > LEXICON_MOST ? LEXICON_MOST : value < -LEXICON_MOST ? -LEXICON_MOST : value;
}

static struct weights *new_weights(struct learner *learner, size_t count)
{
    learner->room = memory_array(count + 1, sizeof *learner->weights);
    return (struct weights *)(((uintptr_t)learner->room + sizeof *learner->weights - 1) &
                              ~(uintptr_t)(sizeof *learner->weights - 1));
}

static void start_words(struct learner *learner)
{
    const struct train_input *input = learner->input;

    for (size_t i = 0; i < input->word_count; i++) {
        struct weights *weights =
            &learner->weights[train_table_place(input->table, input->words[i].hash)];

        for (int head = 0; head < HEAD_COUNT; head++)
            weights->now[head] = weights->first[head] =
                clip(weights->first[head] + input->words[i].weights[head]);
    }
}

static void start_weights(struct learner *learner)
{
    const struct train_input *input = learner->input;

    learner->weights = new_weights(learner, input->table->count);
    start_words(learner);
    for (size_t i = 0; i < input->table->count; i++)
        for (int head = 0; head < HEAD_COUNT; head++)
            learner->weights[i].sums[head] = FIRST_ACCUMULATOR;
    for (int head = 0; head < HEAD_COUNT; head++)
        learner->bias.sums[head] = FIRST_ACCUMULATOR;
    learner->before = memory_array(input->table->count + 1, sizeof *learner->before);
    learner->habits = memory_array(input->source_count + 1, sizeof *learner->habits);
    for (size_t i = 0; i < input->source_count; i++)
        learner->habits[i].sum = FIRST_ACCUMULATOR;
    learner->order = memory_array(input->row_count + 1, sizeof *learner->order);
    for (size_t i = 0; i < input->row_count; i++) {
        learner->order[i] = (uint32_t)i;
        for (uint32_t j = 0; j < input->rows[i].count; j++)
            learner->weights[input->rows[i].features[j]].texts++;
    }
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
static void correct(struct weights *weights, const float gradient[HEAD_COUNT])
{
    heads step;
    heads now;
    heads sums;
    heads pulled;
    heads roots;

    memcpy(&step, gradient, sizeof step);
    memcpy(&now, weights->now, sizeof now);
    memcpy(&sums, weights->sums, sizeof sums);
    memcpy(&pulled, weights->first, sizeof pulled);
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

/* Asks for the weights of a row that is soon learned from: there are more of them than caches hold. */
static void expect(const struct learner *learner, size_t number)
{
    const struct train_row *row;

    if (number >= learner->input->row_count)
        return;
    row = &learner->input->rows[learner->order[number]];
    for (uint32_t i = 0; i < row->count; i++)
        __builtin_prefetch(&learner->weights[row->features[i]]);
}

static void learn(struct learner *learner, const struct train_row *row)
{
    struct habit *habit = &learner->habits[row->source];
    float root = sqrtf((float)(row->count == 0 ? 1 : row->count));
    float scores[HEAD_COUNT] = {0};
    float errors[HEAD_COUNT];
    float gradient[HEAD_COUNT];

    for (uint32_t i = 0; i < row->count; i++)
        for (int head = 0; head < HEAD_COUNT; head++)
            scores[head] += learner->weights[row->features[i]].now[head];
    for (int head = 0; head < HEAD_COUNT; head++)
        scores[head] = scores[head] / root + learner->bias.now[head];
    scores[HEAD_NEGATIVE] -= habit->now;
    scores[HEAD_POSITIVE] += habit->now;
    find_errors(row, scores, errors);
    for (int head = 0; head < HEAD_COUNT; head++)
        gradient[head] = errors[head] / root;
    for (uint32_t i = 0; i < row->count; i++)
        correct(&learner->weights[row->features[i]], gradient);
    correct(&learner->bias, errors);
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

/* A complaint is mostly a bad mood, and hardly ever a neutral text: the mood's weights are learned from
 * more texts. */
static void add_mood(struct weights *weights)
{
    float negative = weights->now[HEAD_NEGATIVE];
    float positive = weights->now[HEAD_POSITIVE];

    weights->now[HEAD_COMPLAINT] +=
        SHARE_OF_MOOD * (negative - positive) +
        SHARE_OF_STANCE * ((negative + positive) / 2 - weights->now[HEAD_NEUTRAL]);
}

static void remember(struct learner *learner)
{
    size_t count = learner->input->table->count;

    for (size_t i = 0; i < count; i++)
        memcpy(learner->before[i], learner->weights[i].now, sizeof learner->before[i]);
    memcpy(learner->before[count], learner->bias.now, sizeof learner->before[count]);
}

static void average(struct weights *weights, const float before[HEAD_COUNT])
{
    for (int head = 0; head < HEAD_COUNT; head++)
        weights->now[head] = (weights->now[head] + before[head]) / 2;
}

static void finish(struct learner *learner, struct text *model)
{
    const struct train_table *table = learner->input->table;
    struct train_entry *entries = memory_array(table->count + 1, sizeof *entries);
    struct model_numbers numbers = {0};

    average(&learner->bias, learner->before[table->count]);
    add_mean_habit(learner);
    add_mood(&learner->bias);
    for (int head = 0; head < HEAD_COUNT; head++)
        numbers.biases[head] = learner->bias.now[head];
    for (size_t i = 0; i < table->count; i++) {
        average(&learner->weights[i], learner->before[i]);
        add_mood(&learner->weights[i]);
        entries[i].hash = table->hashes[i];
        entries[i].texts = learner->weights[i].texts;
        memcpy(entries[i].weights, learner->weights[i].now, sizeof entries[i].weights);
    }
    train_pack(entries, table->count, &numbers, model);
    memory_free(entries);
}

void train(const struct train_input *input, struct text *model)
{
    struct learner learner = {.input = input, .random = 20261121};

    for (size_t i = 0; i < input->word_count; i++)
        (void)train_table_place(input->table, input->words[i].hash); /* all are there from now on */
    start_weights(&learner);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        if (epoch == EPOCHS - 1)
            remember(&learner);
        shuffle(&learner);
        for (size_t i = 0; i < input->row_count; i++) {
            expect(&learner, i + 1);
            learn(&learner, &input->rows[learner.order[i]]);
        }
    }
    finish(&learner, model);
    memory_free(learner.room);
    memory_free(learner.before);
    memory_free(learner.habits);
    memory_free(learner.order);
}
