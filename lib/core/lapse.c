#include "core/lapse.h"

#include "core/announce.h"
#include "core/answered.h"
#include "core/deadline.h"
#include "core/episode.h"
#include "core/grade.h"
#include "core/release.h"
#include "core/verdict.h"
#include "core/window.h"

/* The end of the observation of level 3 without a spread trend proposes to close it (DYN-7). */
static bool propose_close(const struct scene *scene, struct incident *incident,
                          const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);
    const struct checklist *list = &scene->plan->checklists[CHECKLIST_CLOSE];

    if (incident->level != LEVEL_3 || incident->proposals[LEVEL_NONE].is_pending ||
        !release_is_due(&view))
        return false;
    episode_propose(scene, incident, trail,
                    &(struct entry){ .level = LEVEL_NONE,
                                     .mode = MODE_ACTIVE,
                                     .clauses = &list->clause,
                                     .clause_count = 1 });
    struct clock *observation = deadline_find(incident, SLICE("CLK-18"));
    if (observation != NULL) {
        observation->state = CLOCK_MET;
        observation->ended_at = scene->now;
    }
    return true;
}

void lapse_clocks(const struct scene *scene, struct incident *incident,
                    const struct trail *trail)
{
    if (deadline_next_at(incident) <= scene->now) {
        (void)propose_close(scene, incident, trail); /* both may meet the clock that is due */
        answered_meet(scene, incident);
    }
    for (struct clock *clock; deadline_step(incident, scene->plan, scene->now, &clock);) {
        OWNED(text) struct text note = { 0 };
        if (clock->stage == CLOCK_STAGE_LOOK &&
            answered_is_on_course(scene, incident, clock, &note))
            continue;
        if (scene_is_silenced(scene, incident)) {
            incident_log(incident, scene->now, "silenced", NULL, "%s at %d%%", clock->id,
                         clock->stage);
            continue;
        }
        announce_clock(scene, incident, clock, note.length > 0 ? text_string(&note) : NULL);
        if (clock->stage == 100)
            incident_log(incident, scene->now, trigger_type_name(TRIGGER_CLOCK_OVERDUE), NULL, "%s",
                         clock->id);
    }
}

static void raise_peaks(const struct scene *scene, struct incident *incident)
{
    struct view view = scene_view(scene, incident, NULL);
    int64_t complaints = view_day_sum(&view, METRIC_DISTINCT, scene->now + MINUTE_MS);
    int64_t mentions = view_day_sum(&view, METRIC_MENTIONS, scene->now + MINUTE_MS);

    if (complaints > incident->peak_complaints)
        incident->peak_complaints = complaints;
    if (mentions > incident->peak_mentions)
        incident->peak_mentions = mentions;
}

void lapse_minute(const struct scene *scene, struct incident *incident,
                    const struct trail *trail)
{
    struct view view = scene_view(scene, incident, trail);
    unsigned signs = 0;

    raise_peaks(scene, incident);
    if (grade_spread(&view, &signs) >= scene->plan->spread.at_least)
        incident->spread_at = scene->now;
    episode_refresh_growth(scene, incident);
    answered_meet(scene, incident); /* one that is overdue */
    verdict_judge(scene, incident, trail);
    (void)propose_close(scene, incident, trail); /* once it is proposed it stays so */
    incident_touch(incident);
}
