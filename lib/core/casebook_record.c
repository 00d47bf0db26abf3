/* Records: what is heard goes into the trails and into the incidents it concerns. */
#include "core/casebook_parts.h"
#include "core/measure.h"
#include "core/sign.h"
#include "core/verdict.h"

static bool asks_for(const struct condition *condition, const struct incident *incident,
                     int64_t now)
{
    if (condition == NULL)
        return false;
    for (size_t i = 0; i < condition->child_count; i++)
        if (asks_for(&condition->children[i], incident, now))
            return true;
    return (condition->kind == CONDITION_PEOPLE &&
            condition->number == measure_people(incident, condition, now)) ||
           (condition->kind == CONDITION_REGIONS &&
            condition->number == (int64_t)incident->region_count);
}

/* Is this the number of people or regions that a criterion waits for? */
static bool is_threshold(const struct scene *scene, const struct incident *incident)
{
    const struct plan *plan = scene->plan;

    for (enum level level = LEVEL_WARNING; level <= LEVEL_1; level++)
        for (size_t i = 0; i < plan->levels[level].criterion_count; i++)
            if (asks_for(plan->levels[level].criteria[i].when, incident, scene->now))
                return true;
    for (size_t i = 0; i < plan->ceiling_count; i++)
        if (asks_for(plan->ceilings[i].when, incident, scene->now))
            return true;
    return false;
}

static void judge(struct casebook *casebook, const struct scene *scene, struct incident *incident)
{
    verdict_judge(scene, incident, casebook_trail(casebook, slice_of(incident->subject)));
    casebook->knows_clocks = false;
}

static struct incident *take(struct casebook *casebook, const struct scene *scene,
                             struct slice subject, const struct occurrence *occurrence)
{
    struct incident *incident = casebook_open_incident(casebook, subject);

    if (incident == NULL) {
        if (sign_of(scene, occurrence, false) == 0)
            return NULL;
        incident = incident_new(subject, scene->now);
        (void)sign_take(scene, incident, occurrence); /* judged below */
        return casebook_open_if_called_for(casebook, scene, incident, occurrence->feedback->at);
    }
    unsigned signs = sign_take(scene, incident, occurrence);
    bool is_notable = (signs & (SIGN_MARKER | SIGN_MEDIA | SIGN_LETTER)) != 0;
    if (is_notable || ((signs & (SIGN_PERSON | SIGN_REGION)) != 0 &&
                       is_threshold(scene, incident)))
        judge(casebook, scene, incident);
    return incident;
}

/* A letter or a report without a subject belongs to the one incident that is open, if it is one. */
static struct slice subject_without(const struct casebook *casebook, const struct scene *scene,
                                    const struct occurrence *occurrence)
{
    const struct incident *only = NULL;
    size_t open = 0;

    if ((sign_of(scene, occurrence, false) & (SIGN_MEDIA | SIGN_LETTER)) == 0)
        return SLICE("*");
    for (size_t i = 0; i < casebook->count; i++) {
        if (!incident_is_open(casebook->incidents[i]))
            continue;
        only = casebook->incidents[i];
        open++;
    }
    return open == 1 ? slice_of(only->subject) : SLICE("*");
}

static void place(struct placing *placing, const struct scene *scene,
                  const struct incident *incident)
{
    if (incident == NULL || !level_worse(incident->level, placing->level))
        return;
    placing->incident = effects_copy(scene->effects, slice_of(incident->id));
    placing->level = incident->level;
}

/* --- answers --- */

static void hear_complaint(struct casebook *casebook, const struct occurrence *occurrence)
{
    const struct feedback *feedback = occurrence->feedback;
    const struct reading *reading = occurrence->reading;
    struct reply complaint = { .id = occurrence->id, .at = feedback->at };
    size_t count = 0;

    complaint.series[count++] =
        replies_series("channel/", slice_of(channel_name(feedback->channel)));
    complaint.series[count++] = replies_series("source/", feedback->source);
    if (feedback->region.length > 0)
        complaint.series[count++] = replies_series("region/", feedback->region);
    if (reading->category_count > 0)
        complaint.series[count++] = replies_series("category/", reading->categories[0].name);
    for (size_t i = 0; i < reading->subject_count && count < REPLY_SERIES_LIMIT; i++)
        complaint.series[count++] = replies_series("subject/", reading->subjects[i]);
    replies_hear(casebook->replies, &complaint);
}

void casebook_answer(struct casebook *casebook, struct key id, int64_t at)
{
    (void)replies_answer(casebook->replies, id, at); /* of others nobody counts answers */
}

/* --- the record --- */

struct placing casebook_record(struct casebook *casebook, const struct occurrence *occurrence,
                               int64_t now, struct effects *effects)
{
    struct scene scene = casebook_scene(casebook, now, effects);
    const struct reading *reading = occurrence->reading;
    struct placing placing = { NULL, LEVEL_NONE };
    struct trail *whole = casebook_need_trail(casebook, SLICE("*"));

    if (reading->is_complaint && scene.plan->follows_answers)
        hear_complaint(casebook, occurrence);
    sign_trail(&scene, whole, occurrence);
    for (size_t i = 0; i < reading->subject_count; i++) {
        struct trail *trail = casebook_need_trail(casebook, reading->subjects[i]);
        if (trail == NULL)
            continue;
        sign_trail(&scene, trail, occurrence);
        place(&placing, &scene, take(casebook, &scene, reading->subjects[i], occurrence));
    }
    if (reading->subject_count == 0) {
        struct slice subject = subject_without(casebook, &scene, occurrence);
        place(&placing, &scene, take(casebook, &scene, subject, occurrence));
        return placing;
    }
    struct incident *wide = casebook_open_incident(casebook, SLICE("*"));
    if (wide != NULL) {
        bool is_new = sign_count(wide, occurrence) != 0;
        if (is_new && is_threshold(&scene, wide))
            judge(casebook, &scene, wide);
        place(&placing, &scene, wide);
    }
    return placing;
}
