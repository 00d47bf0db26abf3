#include "read/train.h"

enum { MOODS = 3, KINDS = 2 };

/* How many rows a source has of each label. */
struct amounts {
    size_t moods[MOODS];
    size_t kinds[KINDS]; /* no complaint, complaint */
};

static void count_labels(struct amounts *amounts, const struct train_row *row)
{
    if (row->sentiment >= 0)
        amounts->moods[row->sentiment]++;
    if (row->complaint >= 0)
        amounts->kinds[row->complaint]++;
}

/* What makes the labels that occur weigh the same together as they did. */
static float even_out(const size_t *amounts, size_t count, int label)
{
    size_t sum = 0;
    size_t classes = 0;

    for (size_t i = 0; i < count; i++) {
        sum += amounts[i];
        classes += amounts[i] > 0;
    }
    return (float)sum / (float)classes / (float)amounts[label];
}

/* How often a source complains says nothing of the next one: within a source all labels weigh the
 * same, and so do the three moods over all sources. Without it the model learns that what sounds
 * like a shop is a complaint, and that nothing is neutral. */
void train_balance(struct train_row *rows, size_t row_count, size_t source_count)
{
    struct amounts *amounts = memory_array(source_count + 1, sizeof *amounts);
    struct amounts *all = &amounts[source_count];

    for (size_t i = 0; i < row_count; i++) {
        count_labels(&amounts[rows[i].source], &rows[i]);
        count_labels(all, &rows[i]);
    }
    for (size_t i = 0; i < row_count; i++) {
        struct train_row *row = &rows[i];
        const struct amounts *own = &amounts[row->source];

        if (row->sentiment >= 0)
            row->mood_weight = even_out(own->moods, MOODS, row->sentiment) *
                               even_out(all->moods, MOODS, row->sentiment);
        if (row->complaint >= 0)
            row->complaint_weight = even_out(own->kinds, KINDS, row->complaint);
    }
    memory_free(amounts);
}
