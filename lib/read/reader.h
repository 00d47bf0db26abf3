/* What a text says: is it a complaint, in which mood, about what, how grave, and is it new.
 *
 * One reader holds the compiled rules, the fold table and the model; reading changes nothing in
 * it that a later reading could notice, so the same record always gives the same answer. It takes
 * any bytes: what is no UTF-8 reads as U+FFFD. It never decides anything about the plan. */
#pragma once

#include "base/digest.h"
#include "base/fault.h"
#include "core/record.h"
#include "core/text_rules.h"

struct reader;

struct reader_setup {
    const struct text_rules *rules; /* borrowed for the reader's life */
    struct slice model;             /* the bytes of a model file; empty: no model, all neutral.
                                       Not needed after reader_open() */
};

/* Fails (FAULT_SETUP) on an expression that does not compile and on a model whose checksum is
 * wrong. Takes about 60 ms, most of it for the fold table. */
MUST_CHECK int reader_open(struct reader **reader, const struct reader_setup *setup,
                           struct fault *fault);
void reader_free(struct reader *reader);
RELEASE_WITH(reader, struct reader, reader_free)

/* The subjects of an organisation; everything is copied. An organisation added again is replaced.
 * Fails (FAULT_SETUP) on an empty alias. */
MUST_CHECK int reader_add_org(struct reader *reader, struct slice org,
                              const struct subject_rule *subjects, size_t count,
                              struct fault *fault);

/* Fills in every member. Slices live in the arena, names of categories in the rules, found
 * subjects in the reader; `subjects` that came with the record in the record. */
void reader_read(struct reader *reader, const struct feedback *feedback, struct arena *arena,
                 struct reading *reading);

/* Adds everything that decides how texts are read (fold table, model) to a rules version; the
 * rule files themselves are added by whoever loads them. */
void reader_add_version(const struct reader *reader, struct digest *digest);

/* One thing that made the verdict. */
struct reason {
    const char
        *kind; /* "feature", "pattern", "guard", "voice", "channel", "subject", "threshold" */
    struct slice text; /* the n-gram, the expression, the name */
    struct slice head; /* what it speaks for: "complaint", "death", "product-quality" … */
    uint32_t begin;    /* bytes of the original text; both 0 when it stands nowhere */
    uint32_t end;
    double weight; /* what it adds to the head, 0 for patterns */
};

struct question {
    const struct feedback *feedback;
    bool about_org; /* known to be about the organisation, whatever it names */
    bool why;       /* collect reasons */
    bool language;  /* tell it, too */
};

struct answer {
    struct reading reading;
    const struct reason *reasons; /* in the order they were found */
    size_t reason_count;
    struct slice language; /* "zh-Hans", "zh-Hant", "zh", "en", "und" */
};

/* reader_read() for people: with language and, when asked for, reasons. */
void reader_ask(struct reader *reader, const struct question *question, struct arena *arena,
                struct answer *answer);

/* The rules it was opened with. */
const struct text_rules *reader_rules(const struct reader *reader);

/* Runs the tests that the rules carry; calls `report` once for each that fails, with a sentence
 * that names file and line, and returns how many did. */
typedef void reader_report(void *context, const char *sentence);
size_t reader_check(struct reader *reader, reader_report *report, void *context);
