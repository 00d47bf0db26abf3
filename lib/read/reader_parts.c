#include "read/reader_parts.h"

#include "base/table.h"

#include <string.h>

struct span reader_parts_original(const struct reading_run *run, struct span place)
{
    const struct folded *folded = &run->reader->folded;
    size_t first = folded_index(folded, place.begin);
    size_t last = folded_index(folded, place.end > place.begin ? place.end - 1 : place.begin);
    struct span span = {folded->origins[first].begin, folded->origins[last].end};

    if (span.begin < run->title_length)
        return (struct span){0, 0};
    return (struct span){
        .begin = span.begin - (uint32_t)run->title_length,
        .end = span.end - (uint32_t)run->title_length,
    };
}

void reader_parts_reason(struct reading_run *run, struct reason reason, struct span place)
{
    struct span span;

    if (!run->question->why)
        return;
    span = reader_parts_original(run, place);
    reason.begin = span.begin;
    reason.end = span.end;
    MEMORY_GROW(run->reasons, run->reason_count, run->reason_capacity);
    run->reasons[run->reason_count++] = reason;
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

void reader_parts_subjects(struct reading_run *run)
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
            reader_parts_reason(run, (struct reason){.kind = "subject", .text = name, .head = name},
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

        reader_parts_reason(run,
                            (struct reason){
                                .kind = is_guard ? "guard" : "voice",
                                .text = is_guard ? rules->guards[reason->rule->rule].name
                                                 : reason->rule->expression->text,
                                .head = slice_of(marker_name(reason->marker)),
                            },
                            reason->place);
    }
}

void reader_parts_severity(struct reading_run *run)
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
        struct span span = reader_parts_original(run, (struct span){hit.begin, hit.end});

        hit.begin = span.begin;
        hit.end = span.end;
        markers[i] = hit;
    }
    reading->markers = markers;
    reading->marker_count = reader->severity.count;
    explain_severity(run);
}

/* Each expression that hits makes the category more probable, once. */
void reader_parts_categories(struct reading_run *run)
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
        reader_parts_reason(run,
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
