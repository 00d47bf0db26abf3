#include "read/reader.h"

#include "base/table.h"
#include "read/reader_parts.h"
#include "read/redact.h"
#include "read/simhash.h"

#include <string.h>

enum { EXCERPT_BYTES_MOST = 240 };

int reader_open(struct reader **reader, const struct reader_setup *setup, struct fault *fault)
{
    OWNED(reader) struct reader *made = memory_new(sizeof *made);

    made->rules = setup->rules;
    made->orgs = table_new();
    if (fold_table_open(&made->table, fault) != 0)
        return -1;
    if (setup->model.length > 0 && model_open(&made->model, setup->model, fault) != 0)
        return fault_during(fault, "text model");
    if (rulebook_open(&made->book, setup->rules, made->table, fault) != 0)
        return fault_during(fault, "text rules");
    *reader = TAKE(made);
    return 0;
}

void reader_free(struct reader *reader)
{
    struct table_cursor cursor = {0};

    if (reader == NULL)
        return;
    while (table_next(reader->orgs, &cursor))
        subjects_free(cursor.value);
    table_free(reader->orgs);
    rulebook_free(reader->book);
    model_free(reader->model);
    lexemes_done(&reader->tokens);
    ngrams_done(&reader->ngrams);
    fold_table_free(reader->table);
    folded_done(&reader->folded);
    text_done(&reader->whole);
    text_done(&reader->excerpt);
    pattern_hits_done(&reader->hits);
    subject_hits_done(&reader->subjects);
    severity_done(&reader->severity);
    memory_free(reader);
}

int reader_add_org(struct reader *reader, struct slice org, const struct subject_rule *subjects,
                   size_t count, struct fault *fault)
{
    struct subjects *made = NULL;

    if (subjects_open(&made, subjects, count, reader->table, fault) != 0)
        return fault_during(fault, "organisation '%.*s'", (int)org.length, org.bytes);
    subjects_free(table_find(reader->orgs, org));
    table_set(reader->orgs, org, made);
    return 0;
}

static void fold(struct reading_run *run)
{
    const struct feedback *feedback = run->question->feedback;
    struct reader *reader = run->reader;
    struct slice whole = feedback->text;

    run->title_length = 0;
    if (feedback->title.length > 0) {
        text_clear(&reader->whole);
        text_add_bytes(&reader->whole, feedback->title.bytes, feedback->title.length);
        text_add_char(&reader->whole, '\n');
        run->title_length = reader->whole.length;
        text_add_bytes(&reader->whole, feedback->text.bytes, feedback->text.length);
        whole = (struct slice){reader->whole.bytes, reader->whole.length};
    }
    fold_text(reader->table, whole, &reader->folded);
}

static bool is_filtered(struct reading_run *run)
{
    const struct text_rules *rules = run->reader->rules;
    const struct pattern_hits *hits = &run->reader->hits;

    for (size_t i = 0; i < hits->count; i++) {
        const struct rule_place *rule = rulebook_place(run->reader->book, hits->items[i].pattern);

        if (rule->kind == RULE_FILTER &&
            (rules->filters[rule->rule].channels & 1u << run->question->feedback->channel) != 0)
            return true;
    }
    return false;
}

static void read_identity(struct reading_run *run)
{
    struct reader *reader = run->reader;
    struct reading *reading = &run->answer->reading;
    struct slice cut = slice_cut(run->question->feedback->text, EXCERPT_BYTES_MOST);
    size_t begin;
    size_t end;

    reading->is_repost = repost_core(&reader->folded, &begin, &end);
    reading->has_text_key = simhash_of(&reader->folded, begin, end, &reading->simhash);
    text_clear(&reader->excerpt);
    redact_add(&reader->excerpt, cut);
    cut = slice_cut((struct slice){text_string(&reader->excerpt), reader->excerpt.length},
                    EXCERPT_BYTES_MOST);
    reading->excerpt = (struct slice){arena_copy(run->arena, cut.bytes, cut.length), cut.length};
}

void reader_ask(struct reader *reader, const struct question *question, struct arena *arena,
                struct answer *answer)
{
    struct reading_run run = {
        .reader = reader,
        .question = question,
        .arena = arena,
        .answer = answer,
    };

    *answer = (struct answer){0};
    fold(&run);
    rulebook_scan(reader->book, &reader->folded, &reader->hits);
    reader_parts_subjects(&run);
    reader_parts_severity(&run);
    reader_parts_categories(&run);
    reader_parts_verdict(&run);
    read_identity(&run);
    answer->reading.is_filtered = is_filtered(&run);
    answer->language =
        !question->language ? SLICE("und") : language_of(reader->table, question->feedback->text);
    if (question->why) {
        struct reason *reasons = arena_take(arena, (run.reason_count + 1) * sizeof *reasons);

        if (run.reason_count > 0)
            memcpy(reasons, run.reasons, run.reason_count * sizeof *reasons);
        answer->reasons = reasons;
        answer->reason_count = run.reason_count;
        memory_free(run.reasons);
    }
}

void reader_read(struct reader *reader, const struct feedback *feedback, struct arena *arena,
                 struct reading *reading)
{
    struct answer answer;

    reader_ask(reader, &(struct question){.feedback = feedback}, arena, &answer);
    *reading = answer.reading;
}

void reader_add_version(const struct reader *reader, struct digest *digest)
{
    fold_table_add_version(reader->table, digest);
    if (reader->model != NULL)
        digest_add_number(digest, (int64_t)model_checksum(reader->model));
}

const struct text_rules *reader_rules(const struct reader *reader)
{
    return reader->rules;
}
