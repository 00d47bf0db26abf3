/* Growth in force that changed: whose incident it is, and what follows. */
#include "core/casebook_parts.h"
#include "core/episode.h"
#include "core/verdict.h"

#include <stdlib.h>
#include <string.h>

/* Subjects, then categories, regions, channels, sources, and the whole. */
static int rank_of(struct slice series)
{
    static const char *const ORDER[] = { "subject/", "category/", "region/", "channel/",
                                         "source/" };

    for (int i = 0; i < 5; i++)
        if (series.length >= strlen(ORDER[i]) &&
            memcmp(series.bytes, ORDER[i], strlen(ORDER[i])) == 0)
            return i;
    return 5;
}

static int by_order(const void *left, const void *right)
{
    const struct surge *one = left;
    const struct surge *other = right;
    int ranks = rank_of(one->series) - rank_of(other->series);

    return ranks != 0 ? ranks : slice_compare(one->series, other->series);
}

static void join(const struct scene *scene, struct incident *incident, struct slice series)
{
    if (incident_has_joined(incident, series) || incident->joined_count == INCIDENT_SERIES_LIMIT)
        return;
    incident->joined[incident->joined_count++] = memory_copy(series.bytes, series.length);
    incident_log(incident, scene->now, "joined", NULL, "%.*s", (int)series.length, series.bytes);
}

/* How much of the series' excess the incident supplies: what was heard of its subject there, as far
 * as it is more than usual. */
static double supply(const struct casebook *casebook, const struct scene *scene,
                     const struct incident *incident, const struct surge *surge)
{
    const struct trail *trail = casebook_trail(casebook, slice_of(incident->subject));
    struct slice name = slice_is(surge->series, "*") ? SLICE("complaints") : surge->series;
    int64_t window_ms = surge->growth->window_ms > 0 ? surge->growth->window_ms : DAY_MS;
    double share = 1;

    if (trail == NULL)
        return 0;
    if (incident->has_growth && incident->growth.observed > 0)
        share = 1 - incident->growth.expected / (double)incident->growth.observed;
    return share * (double)trail_sum(trail, name, scene->now - window_ms, scene->now);
}

/* The open incident that supplies more than half of the excess, or NULL. */
static struct incident *host_of(const struct casebook *casebook, const struct scene *scene,
                                const struct surge *surge)
{
    double excess = (double)surge->growth->observed - surge->growth->expected;

    for (size_t i = 0; i < casebook->count; i++) {
        struct incident *incident = casebook->incidents[i];
        if (incident_is_open(incident) && strcmp(incident->subject, "*") != 0 &&
            supply(casebook, scene, incident, surge) * 2 > excess)
            return incident;
    }
    return casebook_open_incident(casebook, SLICE("*"));
}

static void open_by_growth(struct casebook *casebook, const struct scene *scene,
                           struct slice subject, struct slice series)
{
    struct incident *incident = incident_new(subject, scene->now);

    if (rank_of(series) != 0 && !slice_is(series, "*")) {
        incident->joined[incident->joined_count++] = memory_copy(series.bytes, series.length);
        incident->is_narrow = true;
    }
    (void)casebook_open_if_called_for(casebook, scene, incident, scene->now); /* or not */
}

void casebook_surge_lands(struct casebook *casebook, const struct scene *scene,
                        const struct surge *surge)
{
    bool is_subject = rank_of(surge->series) == 0;
    struct slice subject = is_subject
                               ? (struct slice){ surge->series.bytes + strlen("subject/"),
                                                 surge->series.length - strlen("subject/") }
                               : SLICE("*");
    struct incident *incident =
        is_subject ? casebook_open_incident(casebook, subject) : host_of(casebook, scene, surge);

    if (incident == NULL) {
        open_by_growth(casebook, scene, subject, surge->series);
        return;
    }
    if (slice_is(surge->series, incident->subject))
        incident->is_narrow = false; /* the whole organisation surges */
    else if (!is_subject)
        join(scene, incident, surge->series);
}

/* A growth that rises lands. One that only the literal 24 h follow has landed when it rose early,
 * unless what decides reads those 24 h alone, and nothing is open there yet. */
static bool lands(const struct casebook *casebook, struct slice series, enum surge_step step)
{
    if (step != SURGE_ROSE_LITERALLY)
        return step == SURGE_ROSE;
    for (size_t i = 0; i < casebook->count; i++) {
        OWNED(text) struct text own = { 0 };
        incident_add_series(casebook->incidents[i], &own);
        if (incident_is_open(casebook->incidents[i]) &&
            (slice_is(series, text_string(&own)) ||
             incident_has_joined(casebook->incidents[i], series)))
            return false;
    }
    return true;
}

void casebook_growth(struct casebook *casebook, const struct surge *surges, size_t count,
                     int64_t now, struct effects *effects)
{
    struct scene scene = casebook_scene(casebook, now, effects);
    struct surge *sorted = arena_take(effects->arena, (count + 1) * sizeof *sorted);
    enum surge_step *steps = arena_take(effects->arena, (count + 1) * sizeof *steps);

    for (size_t i = 0; i < count; i++)
        sorted[i] = surges[i];
    qsort(sorted, count, sizeof *sorted, by_order);
    for (size_t i = 0; i < count; i++)
        steps[i] = surges_set(&casebook->surges, sorted[i].series, sorted[i].growth, now);
    for (size_t i = 0; i < count; i++) {
        if (lands(casebook, sorted[i].series, steps[i]))
            casebook_surge_lands(casebook, &scene, &sorted[i]);
        for (size_t k = 0; k < casebook->count; k++) {
            struct incident *incident = casebook->incidents[k];
            OWNED(text) struct text own = { 0 };
            incident_add_series(incident, &own);
            if (!incident_is_open(incident) ||
                (!slice_is(sorted[i].series, text_string(&own)) &&
                 !incident_has_joined(incident, sorted[i].series)))
                continue;
            episode_refresh_growth(&scene, incident);
            verdict_judge(&scene, incident, casebook_trail(casebook, slice_of(incident->subject)));
        }
    }
    casebook->is_changed = true;
    casebook->knows_clocks = false;
}
