#include "core/answered.h"

#include "base/moment.h"

/* The series whose complaints are the incident's; none: all complaints are. */
static size_t series_of(const struct incident *incident, uint32_t series[INCIDENT_SERIES_LIMIT])
{
    if (!slice_is(slice_of(incident->subject), "*")) {
        series[0] = replies_series("subject/", slice_of(incident->subject));
        return 1;
    }
    for (size_t i = 0; incident->is_narrow && i < incident->joined_count; i++)
        series[i] = replies_series("", slice_of(incident->joined[i]));
    return incident->is_narrow ? incident->joined_count : 0;
}

struct reply_share answered_share(const struct replies *replies, const struct incident *incident,
                                  const struct clock *clock, int64_t now)
{
    uint32_t series[INCIDENT_SERIES_LIMIT];
    int64_t to_at = now < clock->due_at ? now + 1 : clock->due_at;

    return replies_share(replies, &(struct reply_question){
                                      .series = series,
                                      .series_count = series_of(incident, series),
                                      .from_at = incident->heard_from_at,
                                      .to_at = to_at,
                                      .recent_at = now - clock->look_ms,
                                  });
}

static double percent_of(int64_t part, int64_t whole)
{
    return whole == 0 ? 100 : 100 * (double)part / (double)whole;
}

double answered_projection(const struct reply_share *share)
{
    return percent_of(share->answered + share->recent_answers,
                      share->complaints + share->recent_complaints);
}

static bool is_reached(const struct reply_share *share, const struct clock *clock)
{
    return share->is_whole && share->answered * 100 >= share->complaints * clock->answered_percent;
}

void answered_meet(const struct scene *scene, struct incident *incident)
{
    for (size_t i = 0; i < incident->clock_count; i++) {
        struct clock *clock = &incident->clocks[i];
        if (clock->state != CLOCK_PENDING || clock->answered_percent == 0 ||
            clock->due_at > scene->now)
            continue;
        struct reply_share share = answered_share(scene->replies, incident, clock, scene->now);
        if (!is_reached(&share, clock))
            continue;
        clock->state = CLOCK_MET;
        clock->ended_at = scene->now;
        incident_log(incident, scene->now, "met", NULL, "%s: %lld of %lld complaints answered",
                     clock->id, (long long)share.answered, (long long)share.complaints);
    }
}

bool answered_is_on_course(const struct scene *scene, const struct incident *incident,
                           const struct clock *clock, struct text *note)
{
    struct reply_share share = answered_share(scene->replies, incident, clock, scene->now);
    double projection = answered_projection(&share);

    if (share.is_whole && projection >= clock->answered_percent)
        return true;
    text_add_format(note, "%s%lld of %lld complaints answered (%.0f %%); at this pace %.0f %% when due, "
                    "%d %% wanted",
                    share.is_whole ? "" : "of those still known, ", (long long)share.answered,
                    (long long)share.complaints, percent_of(share.answered, share.complaints),
                    projection, clock->answered_percent);
    return false;
}
