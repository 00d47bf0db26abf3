#include "read/model.h"

#include "base/digest.h"
#include "read/processor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const char MAGIC[8] = "TOCSINT2";

enum { HUGE_PAGE_BYTES = 2 * 1024 * 1024 };

struct model {
    struct model_line *lines;
    struct model_numbers numbers;
    uint64_t checksum;
};

struct header {
    char magic[8];
    uint32_t lines;
    uint32_t heads;
    struct model_numbers numbers;
};

_Static_assert(sizeof(struct model_line) == 64, "a line is a cache line");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "model files are little-endian");

enum {
    LINES_BYTES = MODEL_LINES * (int)sizeof(struct model_line),
    ALIGNMENT = LINES_BYTES < HUGE_PAGE_BYTES ? (int)sizeof(struct model_line) : HUGE_PAGE_BYTES,
    FILE_BYTES = (int)sizeof(struct header) + LINES_BYTES + (int)sizeof(uint64_t),
};

static bool are_finite(const struct model_numbers *numbers)
{
    for (unsigned head = 0; head < MODEL_HEADS; head++)
        if (!isfinite(numbers->scales[head]) || !isfinite(numbers->biases[head]))
            return false;
    return true;
}

int model_open(struct model **model, struct slice bytes, struct fault *fault)
{
    struct header header;
    uint64_t checksum;
    struct model *made;

    if (bytes.length != FILE_BYTES)
        return fault_set(fault, FAULT_SETUP, "a model has %d bytes, this file has %zu", FILE_BYTES,
                         bytes.length);
    memcpy(&header, bytes.bytes, sizeof header);
    memcpy(&checksum, bytes.bytes + FILE_BYTES - sizeof checksum, sizeof checksum);
    if (memcmp(header.magic, MAGIC, sizeof MAGIC) != 0 || header.lines != MODEL_LINES ||
        header.heads != MODEL_HEADS)
        return fault_set(fault, FAULT_SETUP, "this is no model file of our version");
    if (checksum != digest_fast((struct slice){bytes.bytes, FILE_BYTES - sizeof checksum}))
        return fault_set(fault, FAULT_SETUP, "the model's checksum is wrong: the file was altered");
    if (!are_finite(&header.numbers))
        return fault_set(fault, FAULT_SETUP, "the model holds a number that is none");
    made = memory_new(sizeof *made);
    made->numbers = header.numbers;
    made->checksum = checksum;
    if (posix_memalign((void **)&made->lines, ALIGNMENT, LINES_BYTES) != 0)
        abort();                                            /* out of memory */
    (void)madvise(made->lines, LINES_BYTES, MADV_HUGEPAGE); /* only faster */
    memcpy(made->lines, bytes.bytes + sizeof header, LINES_BYTES);
    *model = made;
    return 0;
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    free(model->lines);
    memory_free(model);
}

void model_write(struct text *to, const struct model_line *lines,
                 const struct model_numbers *numbers)
{
    struct header header = {.lines = MODEL_LINES, .heads = MODEL_HEADS, .numbers = *numbers};
    size_t begin = to->length;
    uint64_t checksum;

    memcpy(header.magic, MAGIC, sizeof MAGIC);
    text_add_bytes(to, &header, sizeof header);
    text_add_bytes(to, lines, LINES_BYTES);
    checksum = digest_fast((struct slice){to->bytes + begin, to->length - begin});
    text_add_bytes(to, &checksum, sizeof checksum);
}

/* The row of an n-gram as one word, 0 when there is none. The seven tags are compared at once: the
 * bits of the difference are zero where they agree. Without a branch: which n-grams are known no
 * processor can guess. */
static inline uint64_t find_row(const struct model *model, uint32_t hash)
{
    static const uint64_t ONES = 0x40201008040201u;
    static const uint64_t HIGHS = 0x40201008040201u << (MODEL_TAG_BITS - 1);
    static const uint64_t LAST = 1ull << (MODEL_ROWS * MODEL_TAG_BITS - 1);
    const struct model_line *line = &model->lines[model_line_of(hash)];
    uint64_t tags = line->tags ^ ONES * model_tag_of(hash);
    uint64_t zeros = (tags - ONES) & ~tags & HIGHS;
    uint64_t row;

    memcpy(&row, line->rows[__builtin_ctzll(zeros | LAST) / MODEL_TAG_BITS], sizeof row);
    return row & -(uint64_t)(zeros != 0);
}

typedef int8_t narrow __attribute__((vector_size(8)));
typedef int16_t wide __attribute__((vector_size(16)));

/* A sum of so many rows cannot leave sixteen bits. */
enum { ROWS_A_SUM = 250 };

FOR_EACH_PROCESSOR static void add_rows(const struct model *model, const struct ngrams *ngrams,
                                        int32_t sums[MODEL_HEADS])
{
    for (size_t from = 0; from < ngrams->count; from += ROWS_A_SUM) {
        size_t to = from + ROWS_A_SUM < ngrams->count ? from + ROWS_A_SUM : ngrams->count;
        wide sum = {0};

        for (size_t i = from; i < to; i++) {
            uint64_t row = find_row(model, ngrams->items[i].hash);
            narrow read;

            memcpy(&read, &row, sizeof read);
            sum += __builtin_convertvector(read, wide);
        }
        for (unsigned head = 0; head < MODEL_HEADS; head++)
            sums[head] += sum[head];
    }
}

void model_expect(const struct model *model, struct ngrams *features)
{
    features->lines = (const char *)model->lines;
}

void model_score(const struct model *model, const struct ngrams *ngrams, double scores[HEAD_COUNT])
{
    int32_t sums[MODEL_HEADS] = {0};
    double root = sqrt((double)(ngrams->count == 0 ? 1 : ngrams->count));

    add_rows(model, ngrams, sums);
    for (unsigned head = 0; head < HEAD_COUNT; head++)
        scores[head] = (double)model->numbers.scales[head] * sums[head] / root +
                       (double)model->numbers.biases[head];
}

void model_weigh(const struct model *model, uint32_t hash, size_t features,
                 double weights[HEAD_COUNT])
{
    uint64_t found = find_row(model, hash);
    double root = sqrt((double)(features == 0 ? 1 : features));
    int8_t row[MODEL_HEADS];

    memcpy(row, &found, sizeof row);
    for (unsigned head = 0; head < HEAD_COUNT; head++)
        weights[head] = (double)model->numbers.scales[head] * row[head] / root;
}

uint64_t model_checksum(const struct model *model)
{
    return model->checksum;
}

typedef double four __attribute__((vector_size(4 * sizeof(double)), aligned(8)));

/* e^x of four at once, by halving x until the series is short, and squaring back: only additions and
 * products, each rounded alike everywhere. */
static void exponentials(double numbers[4])
{
    four x;
    four term = {1, 1, 1, 1};
    four sum = {1, 1, 1, 1};

    for (int i = 0; i < 4; i++)
        numbers[i] = numbers[i] > 40 ? 40 : numbers[i];
    memcpy(&x, numbers, sizeof x);
    x /= 256;
    for (int i = 1; i < 10; i++) {
        term *= x / i;
        sum += term;
    }
    for (int i = 0; i < 8; i++)
        sum *= sum;
    for (int i = 0; i < 4; i++)
        numbers[i] = numbers[i] < -40 ? 0 : sum[i];
}

/* Less the largest of the three, so that none of the exponentials is large. */
static void lower(const double scores[3], double numbers[3])
{
    double most = scores[0] > scores[1] ? scores[0] : scores[1];

    most = scores[2] > most ? scores[2] : most;
    for (int i = 0; i < 3; i++)
        numbers[i] = scores[i] - most;
}

static void share(const double numbers[3], double probabilities[3])
{
    double sum = 0;

    for (int i = 0; i < 3; i++)
        sum += numbers[i];
    for (int i = 0; i < 3; i++)
        probabilities[i] = numbers[i] / sum;
}

double model_probability(double score)
{
    double numbers[4] = {-score};

    exponentials(numbers);
    return 1 / (1 + numbers[0]);
}

void model_softmax(const double scores[3], double probabilities[3])
{
    double numbers[4] = {0};

    lower(scores, numbers);
    exponentials(numbers);
    share(numbers, probabilities);
}

void model_judge(const double scores[HEAD_COUNT], double moods[3], double *complaint)
{
    double numbers[HEAD_COUNT];

    lower(scores, numbers);
    numbers[HEAD_COMPLAINT] = -scores[HEAD_COMPLAINT];
    exponentials(numbers);
    share(numbers, moods);
    *complaint = 1 / (1 + numbers[HEAD_COMPLAINT]);
}
