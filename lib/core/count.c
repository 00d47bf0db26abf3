#include "core/count.h"

#include "core/outage.h"
#include "core/passing.h"

#include <string.h>

/* One record on its way into the series. */
struct counting {
    struct org *org;
    const struct folding *folding;
    struct effects *effects;
    struct surge *surges; /* series whose growth rose */
    size_t surge_count;
    size_t surge_capacity;
    int64_t now;
    int64_t event_at;     /* a clock that runs ahead counts at `now` */
    struct counts counts; /* distinct is set for each series */
};

static bool claim(struct counting *counting, struct slice subject)
{
    const struct folding *folding = counting->folding;

    return novelty_claim(counting->org->novelty,
                         &(struct novelty_claim){
                             .about = subject.length == 0 ? 0 : digest_fast(subject),
                             .has_person = folding->feedback->author_id.length > 0,
                             .person = folding->person,
                             .has_text = folding->reading->has_text_key,
                             .simhash = folding->reading->simhash,
                             .at = counting->event_at,
                         });
}

static void add_surge(struct counting *counting, struct tracked *tracked,
                      const struct series_context *context)
{
    if (counting->surge_count == counting->surge_capacity) {
        size_t capacity = counting->surge_capacity * 2 + 8;
        struct surge *grown = arena_take(counting->effects->arena, capacity * sizeof *grown);
        for (size_t i = 0; i < counting->surge_count; i++)
            grown[i] = counting->surges[i];
        counting->surges = grown;
        counting->surge_capacity = capacity;
    }
    counting->surges[counting->surge_count++] = (struct surge){
        .series = series_name(tracked->series),
        .growth = series_growth(tracked->series, context, counting->now),
    };
}

/* The series of that name, made when it is not there; NULL when there are too many. */
static struct tracked *need_series(struct org *org, const char *dimension, struct slice value)
{
    text_clear(&org->scratch);
    text_add(&org->scratch, dimension);
    text_add_bytes(&org->scratch, value.bytes, value.length);
    struct slice name = { org->scratch.bytes, org->scratch.length };
    struct tracked *tracked = org_find_series(org, name);

    if (tracked != NULL)
        return tracked;
    bool is_subject = strcmp(dimension, "subject/") == 0;
    if (table_count(org->series) >= ORG_SERIES_LIMIT ||
        (is_subject && org->subject_count >= ORG_SUBJECT_LIMIT)) {
        org->overflow_count++;
        return NULL;
    }
    return org_series(org, name);
}

static void count_in(struct counting *counting, struct tracked *tracked, bool is_distinct)
{
    struct org *org = counting->org;
    const struct folding *folding = counting->folding;
    struct arrival arrival = {
        .event_at = counting->event_at,
        .counts = counting->counts,
        .is_passed_on = folding->reading->is_repost || folding->feedback->parent.length > 0,
    };

    if (tracked == NULL)
        return; /* said by need_series() */
    arrival.counts.of[METRIC_DISTINCT] = is_distinct;
    struct series_context context = org_context(org, tracked, counting->now);
    tracked_freeze(tracked, counting->event_at);
    bool rose = series_record(tracked->series, &context, &arrival, counting->now);
    tracked_touch(tracked, counting->event_at);
    org_note(org, tracked);
    if (counting->event_at < counting->now - HOUR_MS) /* the window will forget it before it is learned */
        tracked->written_bucket_at = MOMENT_NEVER;
    if (rose)
        add_surge(counting, tracked, &context);
    passing_expect(org, tracked);
}

/* Counts in each subject; the bits say about which of them it is distinct. */
static unsigned long long count_subjects(struct counting *counting)
{
    const struct reading *reading = counting->folding->reading;
    unsigned long long distinct_subjects = 0;

    for (size_t i = 0; i < reading->subject_count && i < 64; i++) {
        struct slice subject = reading->subjects[i];
        bool is_distinct = reading->is_complaint && claim(counting, subject);
        if (is_distinct)
            distinct_subjects |= 1ull << i;
        count_in(counting, need_series(counting->org, "subject/", subject), is_distinct);
    }
    return distinct_subjects;
}

static void count_elsewhere(struct counting *counting, bool is_distinct)
{
    struct org *org = counting->org;
    const struct feedback *feedback = counting->folding->feedback;
    const struct reading *reading = counting->folding->reading;
    struct tracked **channel = &org->channels[feedback->channel];

    if (*channel == NULL)
        *channel = need_series(org, "channel/", slice_of(channel_name(feedback->channel)));
    count_in(counting, *channel, is_distinct);
    count_in(counting, need_series(org, "source/", feedback->source), is_distinct);
    for (size_t i = 0; i < reading_counted_categories(reading); i++)
        count_in(counting, need_series(org, "category/", reading->categories[i].name),
                 is_distinct);
    if (feedback->region.length > 0)
        count_in(counting, need_series(org, "region/", feedback->region), is_distinct);
    if (org->whole == NULL)
        org->whole = need_series(org, "*", SLICE(""));
    count_in(counting, org->whole, is_distinct);
}

static void start_days(struct org *org, int64_t now)
{
    if (org->pool_due_at != INT64_MAX)
        return;
    struct local_time local = calendar_local(org->settings->calendar, now);
    org->pool_due_at = calendar_day_starts_at(org->settings->calendar, local.day + 1);
    if (org->pool_due_at < org->due_at)
        org->due_at = org->pool_due_at;
    org->dirty = true;
}

void count_record(struct org *org, const struct folding *folding,
                  struct effects *effects, struct outcome *outcome)
{
    const struct reading *reading = folding->reading;
    int64_t now = folding->now;
    struct counting counting = {
        .org = org,
        .folding = folding,
        .effects = effects,
        .now = now,
        .event_at = outcome->counted_at < now ? outcome->counted_at : now,
        .counts = { .of = { [METRIC_MENTIONS] = 1,
                            [METRIC_COMPLAINTS] = reading->is_complaint,
                            [METRIC_NEGATIVE] =
                                reading_sentiment(reading) == SENTIMENT_NEGATIVE } },
    };

    org->now = now;
    start_days(org, now);
    unsigned long long distinct_subjects = count_subjects(&counting);
    outcome->is_complaint = reading->is_complaint;
    outcome->is_distinct =
        distinct_subjects != 0 ||
        (reading->is_complaint && reading->subject_count == 0 && claim(&counting, SLICE("")));
    count_elsewhere(&counting, outcome->is_distinct);
    (void)outage_source(org, folding->feedback->source, now); /* known from now on */

    struct feedback counted = *folding->feedback;
    counted.at = counting.event_at;
    outcome->placing =
        casebook_record(org->casebook,
                        &(struct occurrence){
                            .feedback = &counted,
                            .id = folding->id,
                            .reading = reading,
                            .is_distinct = outcome->is_distinct,
                            .distinct_subjects = distinct_subjects,
                            .has_person = folding->feedback->author_id.length > 0,
                            .person = folding->person,
                        },
                        now, effects);
    if (counting.surge_count > 0)
        casebook_growth(org->casebook, counting.surges, counting.surge_count, now, effects);
    if (casebook_due_at(org->casebook) < org->due_at)
        org->due_at = casebook_due_at(org->casebook);
}
