#include "read/trainer.h"

#include "read/lexicon.h"
#include "read/train.h"

#include <string.h>

struct row {
    uint64_t begin; /* of its features */
    uint32_t count;
    uint16_t source;
    int8_t sentiment;
    int8_t complaint;
};

struct source {
    char *name;
    size_t rows;
};

struct trainer {
    const struct fold_table *folding;
    struct folded folded;
    struct lexemes tokens;
    struct ngrams features;
    struct source *sources;
    size_t source_count;
    size_t source_capacity;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    struct train_table table;
    uint32_t *places; /* in it: the features of all rows, one row after the other */
    size_t place_count;
    size_t place_capacity;
    struct lexicon *lexicon;
};

struct trainer *trainer_new(const struct fold_table *table)
{
    struct trainer *trainer = memory_new(sizeof *trainer);

    trainer->folding = table;
    trainer->lexicon = lexicon_new();
    return trainer;
}

void trainer_free(struct trainer *trainer)
{
    if (trainer == NULL)
        return;
    for (size_t i = 0; i < trainer->source_count; i++)
        memory_free(trainer->sources[i].name);
    folded_done(&trainer->folded);
    lexemes_done(&trainer->tokens);
    ngrams_done(&trainer->features);
    memory_free(trainer->sources);
    memory_free(trainer->rows);
    memory_free(trainer->places);
    train_table_done(&trainer->table);
    lexicon_free(trainer->lexicon);
    memory_free(trainer);
}

static void add_entry(struct trainer *trainer, struct slice word, enum lexicon_list list,
                      double value)
{
    fold_text(trainer->folding, word, &trainer->folded);
    lexemes_read(&trainer->folded, &trainer->tokens);
    lexicon_add(trainer->lexicon, &trainer->tokens, list, value);
}

void trainer_add_word(struct trainer *trainer, struct slice word, double value)
{
    add_entry(trainer, word, LEXICON_MOOD, value);
}

void trainer_add_complaint_word(struct trainer *trainer, struct slice word, double value)
{
    add_entry(trainer, word, LEXICON_COMPLAINT, value);
}

size_t trainer_source(struct trainer *trainer, struct slice name)
{
    for (size_t i = 0; i < trainer->source_count; i++)
        if (slice_is(name, trainer->sources[i].name))
            return i;
    MEMORY_GROW(trainer->sources, trainer->source_count, trainer->source_capacity);
    trainer->sources[trainer->source_count] =
        (struct source){.name = memory_copy(name.bytes, name.length)};
    return trainer->source_count++;
}

size_t trainer_source_count(const struct trainer *trainer)
{
    return trainer->source_count;
}

struct slice trainer_source_name(const struct trainer *trainer, size_t source)
{
    return slice_of(trainer->sources[source].name);
}

void trainer_add(struct trainer *trainer, struct slice text, size_t source, struct label label)
{
    struct ngrams *features = &trainer->features;
    uint64_t begin = trainer->place_count;

    fold_text(trainer->folding, text, &trainer->folded);
    lexemes_read(&trainer->folded, &trainer->tokens);
    ngrams_read(&trainer->folded, &trainer->tokens, features);
    for (size_t i = 0; i < features->count; i++) {
        MEMORY_GROW(trainer->places, trainer->place_count, trainer->place_capacity);
        trainer->places[trainer->place_count++] =
            train_table_place(&trainer->table, features->items[i].hash);
    }
    MEMORY_GROW(trainer->rows, trainer->row_count, trainer->row_capacity);
    trainer->rows[trainer->row_count++] = (struct row){
        .begin = begin,
        .count = (uint32_t)features->count,
        .source = (uint16_t)source,
        .sentiment = (int8_t)label.sentiment,
        .complaint = (int8_t)label.complaint,
    };
    trainer->sources[source].rows++;
}

size_t trainer_row_count(const struct trainer *trainer)
{
    return trainer->row_count;
}

size_t trainer_row_source(const struct trainer *trainer, size_t row)
{
    return trainer->rows[row].source;
}

struct trainer_row trainer_row(const struct trainer *trainer, size_t row, struct ngrams *features)
{
    const struct row *found = &trainer->rows[row];

    if (features->items == NULL)
        features->items = memory_array(2 * NGRAMS_MOST, sizeof *features->items);
    features->count = found->count;
    for (uint32_t i = 0; i < found->count; i++)
        features->items[i] =
            (struct ngram){.hash = trainer->table.hashes[trainer->places[found->begin + i]]};
    return (struct trainer_row){
        .source = found->source,
        .label = {found->sentiment, found->complaint},
    };
}

void trainer_train(struct trainer *trainer, const struct trainer_choice *choice, struct text *model)
{
    struct train_row *rows = memory_array(trainer->row_count + 1, sizeof *rows);
    struct train_input input;
    size_t count = 0;

    for (size_t i = 0; i < trainer->row_count; i++) {
        const struct row *row = &trainer->rows[i];

        if ((choice->without != NULL && choice->without[row->source]) ||
            (choice->half && i % 2 == 1))
            continue;
        rows[count] = (struct train_row){
            .features = trainer->places + row->begin,
            .count = row->count,
            .sentiment = row->sentiment,
            .complaint = row->complaint,
            .source = row->source,
        };
        count++;
    }
    train_balance(rows, count, trainer->source_count);
    input.table = &trainer->table;
    input.rows = rows;
    input.row_count = count;
    input.source_count = trainer->source_count;
    input.words = lexicon_words(trainer->lexicon, &input.word_count);
    train(&input, model);
    memory_free(rows);
}
