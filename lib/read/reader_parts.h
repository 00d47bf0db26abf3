/* What the files of the reader share: its insides, and one text on its way through. */
#pragma once

#include "read/language.h"
#include "read/model.h"
#include "read/reader.h"
#include "read/severity.h"

struct reader {
    const struct text_rules *rules;
    struct fold_table *table;
    struct rulebook *book;
    struct table *orgs;  /* struct subjects by name */
    struct model *model; /* NULL when there is none */
    struct lexemes tokens;
    struct ngrams ngrams;
    /* Room that every text uses again. */
    struct folded folded;
    struct text whole;
    struct text excerpt;
    struct pattern_hits hits;
    struct subject_hits subjects;
    struct severity severity;
};

/* One text on its way through. */
struct reading_run {
    struct reader *reader;
    const struct question *question;
    struct arena *arena;
    struct answer *answer;
    struct reason *reasons;
    size_t reason_count;
    size_t reason_capacity;
    size_t title_length; /* bytes in front of the text, newline included */
};

/* Adds a reason when reasons are wanted; the place is one of folded bytes. */
void reader_parts_reason(struct reading_run *run, struct reason reason, struct span place);
/* A place in folded bytes as bytes of the original text; nothing for what stands in the title. */
struct span reader_parts_original(const struct reading_run *run, struct span place);

/* Subjects, severity markers and categories, from the patterns that hit. */
void reader_parts_subjects(struct reading_run *run);
void reader_parts_severity(struct reading_run *run);
void reader_parts_categories(struct reading_run *run);
/* Complaint and sentiment, from channel and model. */
void reader_parts_verdict(struct reading_run *run);
