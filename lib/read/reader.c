#include "read/reader.h"

#include "base/table.h"
#include "read/language.h"
#include "read/redact.h"
#include "read/severity.h"
#include "read/simhash.h"

#include <string.h>

enum { EXCERPT_BYTES_MOST = 240 };

struct reader {
    const struct text_rules *rules;
    struct fold_table *table;
    struct rulebook *book;
    struct table *orgs; /* struct subjects by name */
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

int reader_open(struct reader **reader, const struct reader_setup *setup, struct fault *fault)
{
    OWNED(reader) struct reader *made = memory_new(sizeof *made);

    made->rules = setup->rules;
    made->orgs = table_new();
    if (fold_table_open(&made->table, fault) != 0)
        return -1;
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

/* A place in folded bytes as bytes of the original text; nothing for what stands in the title. */
static struct span original(const struct reading_run *run, struct span place)
{
    const struct folded *folded = &run->reader->folded;
    size_t first = folded_index(folded, place.begin);
    size_t last = folded_index(folded, place.end > place.begin ? place.end - 1 : place.begin);
    struct span span = {folded->origins[first], folded->ends[last]};

    if (span.begin < run->title_length)
        return (struct span){0, 0};
    return (struct span){
        .begin = span.begin - (uint32_t)run->title_length,
        .end = span.end - (uint32_t)run->title_length,
    };
}

static void add_reason(struct reading_run *run, struct reason reason, struct span place)
{
    struct span span;

    if (!run->question->why)
        return;
    span = original(run, place);
    reason.begin = span.begin;
    reason.end = span.end;
    MEMORY_GROW(run->reasons, run->reason_count, run->reason_capacity);
    run->reasons[run->reason_count++] = reason;
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

static bool has_name(const struct slice *names, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equals(names[i], name))
            return true;
    return false;
}

static void insert_name(struct slice *names, size_t count, struct slice name)
{
    size_t at = count;

    while (at > 0 && slice_compare(names[at - 1], name) > 0) {
        names[at] = names[at - 1];
        at--;
    }
    names[at] = name;
}

static void read_subjects(struct reading_run *run)
{
    const struct feedback *feedback = run->question->feedback;
    struct reader *reader = run->reader;
    struct reading *reading = &run->answer->reading;
    struct subjects *subjects = table_find(reader->orgs, feedback->org);
    size_t most;
    struct slice *names;

    reader->subjects.count = 0;
    if (subjects != NULL)
        subjects_find(subjects, &reader->folded, &reader->subjects);
    most = feedback->has_subjects ? feedback->subject_count : reader->subjects.count;
    names = arena_take(run->arena, (most + 1) * sizeof *names);
    for (size_t i = 0; i < most; i++) {
        const struct subject_hit *hit = &reader->subjects.items[i];
        struct slice name = feedback->has_subjects ? feedback->subjects[i] : hit->name;

        if (!feedback->has_subjects)
            add_reason(run, (struct reason){.kind = "subject", .text = name, .head = name},
                       hit->place);
        if (has_name(names, reading->subject_count, name))
            continue;
        insert_name(names, reading->subject_count++, name);
    }
    reading->subjects = names;
}

static void explain_severity(struct reading_run *run)
{
    const struct severity *severity = &run->reader->severity;
    const struct text_rules *rules = run->reader->rules;

    for (size_t i = 0; i < severity->reason_count; i++) {
        const struct severity_reason *reason = &severity->reasons[i];
        bool is_guard = reason->rule->kind == RULE_GUARD;

        add_reason(run,
                   (struct reason){
                       .kind = is_guard ? "guard" : "voice",
                       .text = is_guard ? rules->guards[reason->rule->rule].name
                                        : reason->rule->expression->text,
                       .head = slice_of(marker_name(reason->marker)),
                   },
                   reason->place);
    }
}

static void read_severity(struct reading_run *run)
{
    const struct question *question = run->question;
    struct reader *reader = run->reader;
    struct reading *reading = &run->answer->reading;
    struct marker_hit *markers;

    severity_judge(
        &(struct severity_input){
            .rules = reader->rules,
            .book = reader->book,
            .folded = &reader->folded,
            .hits = &reader->hits,
            .subjects = &reader->subjects,
            .certain = reader->rules->priors[question->feedback->channel] == PRIOR_COMPLAINT &&
                       !question->about_org,
            .about = question->about_org ||
                     (question->feedback->has_subjects && question->feedback->subject_count > 0),
        },
        &reader->severity);
    markers = arena_take(run->arena, (reader->severity.count + 1) * sizeof *markers);
    for (size_t i = 0; i < reader->severity.count; i++) {
        struct marker_hit hit = reader->severity.markers[i];
        struct span span = original(run, (struct span){hit.begin, hit.end});

        hit.begin = span.begin;
        hit.end = span.end;
        markers[i] = hit;
    }
    reading->markers = markers;
    reading->marker_count = reader->severity.count;
    explain_severity(run);
}

/* Each expression that hits makes the category more probable, once. */
static void read_categories(struct reading_run *run)
{
    const struct text_rules *rules = run->reader->rules;
    const struct pattern_hits *hits = &run->reader->hits;
    struct reading *reading = &run->answer->reading;
    double *misses = arena_take(run->arena, (rules->category_count + 1) * sizeof *misses);
    const struct expression **last =
        arena_take(run->arena, (rules->category_count + 1) * sizeof *last);
    struct category *found = arena_take(run->arena, (rules->category_count + 1) * sizeof *found);

    for (size_t i = 0; i < hits->count; i++) {
        const struct rule_place *rule = rulebook_place(run->reader->book, hits->items[i].pattern);

        if (rule->kind != RULE_CATEGORY || last[rule->rule] == rule->expression)
            continue;
        if (last[rule->rule] == NULL)
            misses[rule->rule] = 1;
        last[rule->rule] = rule->expression;
        misses[rule->rule] *= 1 - rules->categories[rule->rule].weight;
        add_reason(run,
                   (struct reason){
                       .kind = "pattern",
                       .text = rule->expression->text,
                       .head = rules->categories[rule->rule].name,
                   },
                   (struct span){hits->items[i].begin, hits->items[i].end});
    }
    for (size_t i = 0; i < rules->category_count; i++) {
        size_t at = reading->category_count;

        if (last[i] == NULL)
            continue;
        while (at > 0 && found[at - 1].probability < 1 - misses[i]) {
            found[at] = found[at - 1];
            at--;
        }
        found[at] = (struct category){rules->categories[i].name, 1 - misses[i]};
        reading->category_count++;
    }
    reading->categories = found;
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

static void read_verdict(struct reading_run *run)
{
    const struct feedback *feedback = run->question->feedback;
    struct reading *reading = &run->answer->reading;
    bool certain = run->reader->rules->priors[feedback->channel] == PRIOR_COMPLAINT;

    reading->complaint = certain ? 1 : 0;
    reading->sentiment[SENTIMENT_NEUTRAL] = 1;
    reading->is_complaint = certain;
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
    read_subjects(&run);
    read_severity(&run);
    read_categories(&run);
    read_verdict(&run);
    read_identity(&run);
    answer->reading.is_filtered = is_filtered(&run);
    if (question->why) {
        struct reason *reasons = arena_take(arena, (run.reason_count + 1) * sizeof *reasons);

        if (run.reason_count > 0)
            memcpy(reasons, run.reasons, run.reason_count * sizeof *reasons);
        answer->reasons = reasons;
        answer->reason_count = run.reason_count;
        answer->language = language_of(reader->table, question->feedback->text);
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
}

const struct text_rules *reader_rules(const struct reader *reader)
{
    return reader->rules;
}
