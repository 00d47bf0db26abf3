#include "core/org.h"

#include <stdlib.h>
#include <string.h>

static const struct slice SOURCE_PREFIX = { "source/", 7 };
static const struct slice SUBJECT_PREFIX = { "subject/", 8 };

static bool starts_with(struct slice name, struct slice prefix)
{
    return name.length > prefix.length && memcmp(name.bytes, prefix.bytes, prefix.length) == 0;
}

/* ---- what the casebook asks ---- */

/* Minutes are there for a day and the running hour; before, the hours that begin in the interval
 * count. Where that lies depends on `now` alone, whatever minutes a window happens to hold still. */
static int64_t facts_sum(const void *context, struct slice name, unsigned metric, int64_t from_at,
                         int64_t to_at)
{
    const struct org *org = context;
    const struct tracked *tracked = org_find_series(org, name);
    int64_t minutes_at = moment_floor(org->now, HOUR_MS) - DAY_MS;
    int64_t sum = 0;

    if (tracked == NULL)
        return 0;
    const struct window *window = series_window(tracked->series);
    for (int64_t hour_at = moment_floor(from_at + HOUR_MS - 1, HOUR_MS);
         hour_at < to_at && hour_at < minutes_at; hour_at += HOUR_MS)
        sum += window_hour(window, hour_at).of[metric];
    if (from_at < minutes_at)
        from_at = minutes_at;
    return from_at < to_at ? sum + window_sum(window, (enum metric)metric, from_at, to_at) : sum;
}

static double facts_expected(const void *context, struct slice name, int64_t from_at,
                             int64_t to_at)
{
    struct org *org = (struct org *)context; /* org_context() needs scratch room in sources */
    const struct tracked *tracked = org_find_series(org, name);

    if (tracked == NULL)
        return -1;
    struct series_context series_context = org_context(org, tracked, to_at);
    return series_expected(tracked->series, &series_context, from_at, to_at);
}

static const struct growth *facts_growth(const void *context, struct slice name, int64_t now)
{
    struct org *org = (struct org *)context; /* as above */
    const struct tracked *tracked = org_find_series(org, name);

    if (tracked == NULL)
        return NULL;
    struct series_context series_context = org_context(org, tracked, now);
    return series_growth(tracked->series, &series_context, now);
}

/* The least of what the required sources have; where several were out at different times, their
 * outages add up. */
static int64_t facts_complete_ms(const void *context, int64_t from_at, int64_t to_at)
{
    const struct org *org = context;
    int64_t missing_ms = 0;

    for (size_t i = 0; i < org->settings->source_count; i++) {
        const struct source_rules *rules = &org->settings->sources[i];
        const struct source *source = table_find(org->sources, slice_of(rules->name));
        if (rules->required && source != NULL)
            missing_ms += to_at - from_at - source_complete_ms(source, from_at, to_at);
    }
    return missing_ms > to_at - from_at ? 0 : to_at - from_at - missing_ms;
}

static uint64_t about(struct slice subject)
{
    return slice_is(subject, "*") ? 0 : digest_fast(subject);
}

static void facts_people(const void *context, struct slice subject, int64_t from_at, int64_t to_at,
                         void (*visit)(void *visitor, struct key person), void *visitor)
{
    const struct org *org = context;

    novelty_people(org->novelty,
                   &(struct novelty_question){
                       .about_anything = slice_is(subject, "*"),
                       .about = about(subject),
                       .from_at = from_at,
                       .to_at = to_at,
                   },
                   visit, visitor);
}

static const struct facts_source FACTS = {
    .sum = facts_sum,
    .expected = facts_expected,
    .growth = facts_growth,
    .complete_ms = facts_complete_ms,
    .people = facts_people,
};

/* ---- the organisation ---- */

static const struct seed_rules *org_seed(const struct org *org)
{
    return rules_seed(org->rules, slice_of(org->name));
}

struct org *org_new(struct slice name, const struct rules *rules)
{
    struct org *org = memory_new(sizeof *org);

    org->name = memory_copy(name.bytes, name.length);
    org->series = table_new();
    org->sources = table_new();
    org->pool = pool_new();
    org->novelty = novelty_new();
    org->casebook = casebook_new(name);
    org->due_at = INT64_MAX;
    org->pool_due_at = INT64_MAX;
    org->is_new = true;
    org->dirty = true;
    org_use(org, rules);
    if (org_seed(org) != NULL)
        (void)pool_read(org->pool, org_seed(org)->pool); /* without it the shape begins flat */
    return org;
}

void org_free(struct org *org)
{
    if (org == NULL)
        return;
    for (struct table_cursor at = { 0 }; table_next(org->series, &at);) {
        struct tracked *tracked = at.value;
        series_free(tracked->series);
        memory_free(tracked->dirty_minutes);
        memory_free(tracked->frozen);
        memory_free(tracked);
    }
    for (struct table_cursor at = { 0 }; table_next(org->sources, &at);)
        source_free(at.value);
    table_free(org->series);
    table_free(org->sources);
    pool_free(org->pool);
    novelty_free(org->novelty);
    casebook_free(org->casebook);
    memory_free(org->sorted);
    memory_free(org->changed);
    text_done(&org->scratch);
    memory_free(org->name);
    memory_free(org);
}

static void find_mean(const struct org *org, struct tracked *tracked)
{
    double mean = org_rules_mean(org->settings, series_name(tracked->series));

    tracked->daily_mean = mean > 0 ? mean : 0;
}

void org_use(struct org *org, const struct rules *rules)
{
    org->rules = rules;
    org->settings = rules_org(rules, slice_of(org->name));
    for (struct table_cursor at = { 0 }; table_next(org->series, &at);)
        find_mean(org, at.value);
    casebook_use(org->casebook, rules, (struct facts){ .source = &FACTS, .context = org });
}

struct tracked *org_find_series(const struct org *org, struct slice name)
{
    return table_find(org->series, name);
}

struct tracked *org_series(struct org *org, struct slice name)
{
    struct tracked *tracked = table_find(org->series, name);

    if (tracked != NULL)
        return tracked;
    tracked = memory_new(sizeof *tracked);
    tracked->kind = starts_with(name, SOURCE_PREFIX) ? SERIES_SOURCE : SERIES_PLAIN;
    tracked->series = series_new(name, tracked->kind);
    (void)series_seed(tracked->series, seed_rules_state(org_seed(org), name)); /* often there is none */
    tracked->written_bucket_at = MOMENT_NEVER;
    tracked->oldest_dirty_at = INT64_MAX;
    tracked->is_new = true;
    find_mean(org, tracked);
    org->subject_count += starts_with(name, SUBJECT_PREFIX);
    table_set(org->series, name, tracked);
    org_note(org, tracked);
    return tracked;
}

void org_note(struct org *org, struct tracked *tracked)
{
    if (tracked->is_changed)
        return;
    tracked->is_changed = true;
    MEMORY_GROW(org->changed, org->changed_count, org->changed_capacity);
    org->changed[org->changed_count++] = tracked;
}

void org_settle(struct org *org)
{
    for (size_t i = 0; i < org->changed_count; i++) {
        tracked_settle(org->changed[i]);
        org->changed[i]->is_changed = false;
        org->changed[i]->is_new = false;
    }
    org->changed_count = 0;
}

struct source *org_source(struct org *org, struct slice name)
{
    struct source *source = table_find(org->sources, name);

    if (source != NULL)
        return source;
    source = source_new(name);
    table_set(org->sources, name, source);
    org->dirty = true;
    return source;
}

/* When nothing came in from anywhere: the outages that all sources share. */
static const struct silence *shared_silences(struct org *org, int64_t now, size_t *count)
{
    const struct silence *shared = NULL;

    *count = 0;
    for (struct table_cursor at = { 0 }; table_next(org->sources, &at);) {
        size_t mine = 0;
        const struct silence *silences = source_silences(at.value, now, &mine);
        if (mine == 0 || (table_count(org->sources) > 1 && !source_is_out(at.value))) {
            *count = 0;
            return NULL;
        }
        /* Of sources that are all out, the one that went last tells since when. */
        if (shared == NULL || silences[mine - 1].from_at > shared[0].from_at)
            shared = table_count(org->sources) > 1 ? &silences[mine - 1] : silences;
        *count = table_count(org->sources) > 1 ? 1 : mine;
    }
    return shared;
}

struct series_context org_context(struct org *org, const struct tracked *tracked, int64_t now)
{
    struct slice name = series_name(tracked->series);
    struct series_context context = {
        .settings = org->settings->detector,
        .calendar = org->settings->calendar,
        .pool = org->pool,
        .daily_mean = tracked->daily_mean,
    };

    if (!org->had_outage)
        return context;
    if (starts_with(name, SOURCE_PREFIX)) {
        struct slice source_name = { name.bytes + SOURCE_PREFIX.length,
                                     name.length - SOURCE_PREFIX.length };
        struct source *source = table_find(org->sources, source_name);
        if (source != NULL)
            context.silences = source_silences(source, now, &context.silence_count);
    } else {
        context.silences = shared_silences(org, now, &context.silence_count);
    }
    return context;
}

void org_catch_up(struct org *org, int64_t now)
{
    size_t count = 0;
    struct tracked *const *all = org_sorted_series(org, &count);

    for (size_t i = 0; i < count; i++) {
        if (series_due_at(all[i]->series) <= now)
            continue; /* its turn comes, and says what changed */
        struct series_context context = org_context(org, all[i], now);
        uint32_t steps = series_steps(all[i]->series);
        series_catch_up(all[i]->series, &context, now);
        if (series_steps(all[i]->series) != steps)
            org_note(org, all[i]);
    }
}

void tracked_touch(struct tracked *tracked, int64_t at)
{
    int64_t minute_at = moment_floor(at, MINUTE_MS);

    for (size_t i = 0; i < tracked->dirty_count && i < 4; i++) {
        if (tracked->dirty_minutes[tracked->dirty_count - 1 - i] == minute_at)
            return;
    }
    MEMORY_GROW(tracked->dirty_minutes, tracked->dirty_count, tracked->dirty_capacity);
    tracked->dirty_minutes[tracked->dirty_count++] = minute_at;
    if (minute_at < tracked->oldest_dirty_at)
        tracked->oldest_dirty_at = minute_at;
}

/* Minutes are in the window for 25 hours and the running one (core/window.h). */
#define FREEZE_MS (24 * HOUR_MS)

void tracked_freeze(struct tracked *tracked, int64_t at)
{
    const struct window *window = series_window(tracked->series);
    size_t kept = 0;

    if (tracked->oldest_dirty_at >= at - FREEZE_MS)
        return;
    tracked->oldest_dirty_at = INT64_MAX;
    for (size_t i = 0; i < tracked->dirty_count; i++) {
        int64_t minute_at = tracked->dirty_minutes[i];
        if (minute_at >= at - FREEZE_MS) {
            tracked->dirty_minutes[kept++] = minute_at;
            if (minute_at < tracked->oldest_dirty_at)
                tracked->oldest_dirty_at = minute_at;
            continue;
        }
        MEMORY_GROW(tracked->frozen, tracked->frozen_count, tracked->frozen_capacity);
        tracked->frozen[tracked->frozen_count++] = (struct frozen_minute){
            .minute_at = minute_at,
            .minute = window_minute(window, minute_at),
            .hour = window_hour(window, minute_at),
        };
    }
    tracked->dirty_count = kept;
}

void tracked_settle(struct tracked *tracked)
{
    tracked->dirty_count = 0;
    tracked->frozen_count = 0;
    tracked->oldest_dirty_at = INT64_MAX;
}

static int by_name(const void *left, const void *right)
{
    return slice_compare(series_name((*(struct tracked *const *)left)->series),
                         series_name((*(struct tracked *const *)right)->series));
}

struct tracked *const *org_sorted_series(struct org *org, size_t *count)
{
    *count = table_count(org->series);
    if (org->sorted_count != *count) {
        org->sorted = memory_resize(org->sorted, *count, sizeof *org->sorted);
        org->sorted_count = 0;
        for (struct table_cursor at = { 0 }; table_next(org->series, &at);)
            org->sorted[org->sorted_count++] = at.value;
        qsort(org->sorted, org->sorted_count, sizeof *org->sorted, by_name);
    }
    return org->sorted;
}
