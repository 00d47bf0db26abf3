#include "core/counting_cases.h"

#include "core/casebook.h"

/* One series and its plan. */
struct lane_case {
    struct counting_cases *cases;
    size_t series;
    struct casebook *casebook; /* NULL until the first growth in force */
    struct growth growth;      /* as told last */
    uint64_t sequence;
};

struct counting_cases {
    struct counting_cases_setup setup;
    struct lane_case *lanes;
    size_t count;
    struct arena *arena;
};

struct counting_cases *counting_cases_new(const struct counting_cases_setup *setup)
{
    struct counting_cases *cases = memory_new(sizeof *cases);

    cases->setup = *setup;
    cases->count = counting_series_count(setup->counting);
    cases->lanes = memory_array(cases->count + 1, sizeof *cases->lanes);
    cases->arena = arena_new();
    for (size_t i = 0; i < cases->count; i++)
        cases->lanes[i] = (struct lane_case){ .cases = cases, .series = i };
    return cases;
}

void counting_cases_free(struct counting_cases *cases)
{
    if (cases == NULL)
        return;
    for (size_t i = 0; i < cases->count; i++)
        casebook_free(cases->lanes[i].casebook);
    memory_free(cases->lanes);
    arena_free(cases->arena);
    memory_free(cases);
}

/* ---- what the casebook asks ---- */

static int64_t facts_sum(const void *context, struct slice series, unsigned metric, int64_t from_at,
                         int64_t to_at)
{
    const struct lane_case *lane = context;

    if (!slice_is(series, "*") || metric == METRIC_NEGATIVE)
        return 0;
    return counting_sum(lane->cases->setup.counting, lane->series, (enum metric)metric,
                        &(struct silence){ .from_at = from_at, .to_at = to_at });
}

static double facts_expected(const void *context, struct slice series, int64_t from_at,
                             int64_t to_at)
{
    const struct lane_case *lane = context;
    const struct counting *counting = lane->cases->setup.counting;
    struct series_context asked = counting_context(counting, lane->series);

    if (!slice_is(series, "*"))
        return -1;
    return series_expected(counting_state(counting, lane->series), &asked, from_at, to_at);
}

static const struct growth *facts_growth(const void *context, struct slice series, int64_t now)
{
    const struct lane_case *lane = context;

    (void)now; /* it is known as it was told */
    return slice_is(series, "*") ? &lane->growth : NULL;
}

static int64_t facts_complete_ms(const void *context, int64_t from_at, int64_t to_at)
{
    (void)context; /* what is not in the file did not happen */
    return to_at - from_at;
}

static void facts_people(const void *context, struct slice subject, int64_t from_at, int64_t to_at,
                         void (*visit)(void *visitor, struct key person), void *visitor)
{
    (void)context; /* counts have no people */
    (void)subject;
    (void)from_at;
    (void)to_at;
    (void)visit;
    (void)visitor;
}

static const struct facts_source FACTS = {
    .sum = facts_sum,
    .expected = facts_expected,
    .growth = facts_growth,
    .complete_ms = facts_complete_ms,
    .people = facts_people,
};

/* ---- time ---- */

static void give(struct lane_case *lane, struct effects *effects)
{
    const struct counting_cases_setup *setup = &lane->cases->setup;

    for (size_t i = 0; i < effects->count; i++) {
        effects->triggers[i].sequence = ++lane->sequence;
        setup->listen(setup->listener, &effects->triggers[i]);
    }
    arena_clear(lane->cases->arena);
}

/* The open case that has something to do first, and not after `to_at`; NULL when none has. */
static struct lane_case *next_due(struct counting_cases *cases, int64_t to_at)
{
    struct lane_case *first = NULL;
    int64_t first_at = to_at;

    for (size_t i = 0; i < cases->count; i++) {
        struct lane_case *lane = &cases->lanes[i];
        if (lane->casebook == NULL)
            continue;
        int64_t due_at = casebook_due_at(lane->casebook);
        if (due_at < first_at || (due_at == first_at && first == NULL && due_at != INT64_MAX)) {
            first = lane;
            first_at = due_at;
        }
    }
    return first;
}

void counting_cases_pass(struct counting_cases *cases, int64_t to_at)
{
    for (;;) {
        struct lane_case *lane = next_due(cases, to_at);
        struct effects effects;
        if (lane == NULL)
            return;
        effects_init(&effects, cases->arena);
        casebook_moment(lane->casebook, casebook_due_at(lane->casebook), &effects);
        give(lane, &effects);
    }
}

void counting_cases_take(struct counting_cases *cases, const struct telling *tellings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct telling *telling = &tellings[i];
        struct lane_case *lane = &cases->lanes[telling->series];
        struct surge surge = { .series = SLICE("*"), .growth = &lane->growth };
        struct effects effects;
        counting_cases_pass(cases, telling->at);
        lane->growth = telling->growth;
        if (telling->growth.tier == telling->before)
            continue; /* told again while it lasts */
        if (lane->casebook == NULL) {
            lane->casebook =
                casebook_new(counting_name(cases->setup.counting, telling->series));
            casebook_use(lane->casebook, cases->setup.rules,
                         (struct facts){ .source = &FACTS, .context = lane });
        }
        effects_init(&effects, cases->arena);
        casebook_growth(lane->casebook, &surge, 1, telling->at, &effects);
        give(lane, &effects);
    }
}
