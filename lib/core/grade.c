#include "core/grade.h"

#include "core/measure.h"
#include "core/window.h"

#include <limits.h>
#include <string.h>

/* What a late record may still change is not decided upon: DESIGN.md §3. */
static const int64_t CLOSING_MS = 5 * MINUTE_MS;

int64_t grade_closed_at(int64_t now)
{
    return moment_floor(now - CLOSING_MS, MINUTE_MS);
}

/* --- growth --- */

/* Expectations are sums of rounded shares: a count of exactly five times the usual has not grown by
 * more than 400 %. */
static const double ROUNDING = 1e-6;

static bool is_over(const struct condition *condition, double percent)
{
    double ratio = 1 + percent / 100;
    double wanted = 1 + condition->percent / 100;

    return condition->inclusive ? ratio >= wanted * (1 - ROUNDING)
                                : ratio > wanted * (1 + ROUNDING);
}

/* The greatest threshold of the detector's that is not over that share, and the least that is not
 * under it. */
static void tiers_around(double percent, int *below, int *above)
{
    static const int TIERS[] = { 200, 300, 500 };

    *below = 0;
    *above = INT_MAX;
    for (int i = 2; i >= 0; i--)
        if (TIERS[i] >= percent)
            *above = TIERS[i];
    for (int i = 0; i < 3; i++)
        if (TIERS[i] <= percent)
            *below = TIERS[i];
}

/* Is this growth over the condition's share? The detector decides the plan's own numbers. Another
 * number is compared with the growth of the 24 h, and early with that of the window which shows the
 * surge most clearly, once the detector's own number below is in force. */
static bool surge_is_over(const struct condition *condition, const struct surge_row *row)
{
    const struct growth *growth = &row->growth;
    int tier = condition->literal ? growth->literal_tier : growth->tier;
    int below = 0;
    int above = 0;

    tiers_around(condition->percent, &below, &above);
    if (growth->suspected_coordination)
        return false; /* DESIGN.md §6: a warning that is marked, and no more */
    if (tier >= above)
        return true;
    if (below == above)
        return false;
    bool is_early = !condition->literal && growth->tier >= below &&
                    is_over(condition, growth->growth_percent);
    return is_early || (growth->literal_tier >= 200 && is_over(condition, growth->day_percent));
}

static bool growth_holds(const struct view *view, const struct condition *condition)
{
    for (size_t i = 0; i < view_surge_limit(view); i++) {
        const struct surge_row *row = view_surge(view, i);
        if (row == NULL || !surge_is_over(condition, row))
            continue;
        int64_t since_at = surge_row_since(row, condition);
        /* Growth that people have judged (LVL-10) does not act by lasting; it must come again. */
        if (condition->held_ms == 0 ||
            (since_at != MOMENT_NEVER && since_at > view->incident->rejected_at &&
             view->now - since_at >= condition->held_ms))
            return true;
    }
    return false;
}

static bool day_holds(const struct view *view, const struct condition *condition)
{
    double percent = 0;
    int64_t increase = 0;

    measure_day_growth(view, &percent, &increase);
    return is_over(condition, percent) && increase >= condition->number;
}

/* --- evidence --- */

static bool marker_holds(const struct view *view, const struct condition *condition)
{
    bool is_trusted = false;
    int64_t authors = measure_marker_authors(view, condition, &is_trusted);

    return authors >= condition->number || (is_trusted && !condition->any_source);
}

/* --- the risk of spreading --- */

const char *spread_sign_name(enum spread_sign sign)
{
    static const char *const NAMES[SPREAD_SIGN_COUNT] = {
        [SPREAD_CHANNELS] = "channels", [SPREAD_REGIONS] = "regions",
        [SPREAD_RISING] = "rising",     [SPREAD_MEDIA] = "media",
        [SPREAD_REPOSTS] = "reposts",   [SPREAD_INFLUENCER] = "influencer",
    };

    return NAMES[sign];
}

static bool has_media(const struct view *view, int64_t from_at)
{
    for (size_t i = 0; i < view->incident->outlet_count; i++)
        if (view->incident->outlets[i].at >= from_at)
            return true;
    return view->trail->media_at >= from_at;
}

int64_t grade_hour(const struct view *view, int64_t back)
{
    int64_t to_at = grade_closed_at(view->now) - back * HOUR_MS;

    return view_sum(view, METRIC_COMPLAINTS, to_at - HOUR_MS, to_at);
}

/* Hours in a row before `to_at` that had more complaints than the hour before. */
static int64_t rising_hours(const struct view *view, int64_t to_at, int64_t limit)
{
    int64_t later = view_sum(view, METRIC_COMPLAINTS, to_at - HOUR_MS, to_at);
    int64_t rising = 0;

    for (int64_t at = to_at - HOUR_MS; rising < limit; at -= HOUR_MS, rising++) {
        int64_t before = view_sum(view, METRIC_COMPLAINTS, at - HOUR_MS, at);
        if (later <= before)
            break;
        later = before;
    }
    return rising;
}

/* What late records may turn over, acceleration and shares, is looked at in closed time. */
int grade_spread(const struct view *view, unsigned *signs)
{
    const struct spread_rules *rules = &view->plan->spread;
    int64_t to_at = grade_closed_at(view->now);
    int64_t from_at = to_at - DAY_MS;
    const struct trail *trail = view->trail;
    int count = 0;

    *signs = 0;
    if (trail == NULL)
        return 0;
    int64_t mentions = view_sum(view, METRIC_MENTIONS, from_at, to_at);
    int64_t reposts = trail_reposts(trail, from_at, to_at);
    const bool seen[SPREAD_SIGN_COUNT] = {
        [SPREAD_CHANNELS] = trail_names(trail, "channel/", from_at) >= rules->channels,
        [SPREAD_REGIONS] = trail_names(trail, "region/", from_at) >= rules->regions,
        [SPREAD_RISING] =
            rising_hours(view, to_at, rules->rising_hours) >= rules->rising_hours,
        [SPREAD_MEDIA] = has_media(view, from_at),
        [SPREAD_REPOSTS] = mentions >= rules->repost_mentions &&
                           100.0 * (double)reposts > rules->repost_percent * (double)mentions,
        [SPREAD_INFLUENCER] = trail->reach >= rules->reach && trail->reach_at >= from_at,
    };
    for (int i = 0; i < SPREAD_SIGN_COUNT; i++) {
        *signs |= seen[i] ? BIT(i) : 0;
        count += seen[i] ? 1 : 0;
    }
    return count;
}

/* --- conditions --- */

static bool any_holds(const struct view *view, const struct condition *condition)
{
    for (size_t i = 0; i < condition->child_count; i++)
        if (grade_holds(view, &condition->children[i]))
            return true;
    return false;
}

static bool all_hold(const struct view *view, const struct condition *condition)
{
    for (size_t i = 0; i < condition->child_count; i++)
        if (!grade_holds(view, &condition->children[i]))
            return false;
    return condition->child_count > 0;
}

bool grade_holds(const struct view *view, const struct condition *condition)
{
    unsigned signs = 0;
    const struct surge_row *row = NULL;

    if (condition == NULL)
        return false;
    switch (condition->kind) {
    case CONDITION_ALL:
        return all_hold(view, condition);
    case CONDITION_ANY:
        return any_holds(view, condition);
    case CONDITION_NOT:
        return condition->child_count > 0 && !grade_holds(view, condition->children);
    case CONDITION_GROWTH:
        return growth_holds(view, condition);
    case CONDITION_UNUSUAL:
        row = view_worst_surge(view);
        return row != NULL && row->growth.tier >= 100;
    case CONDITION_DAY_GROWTH:
        return day_holds(view, condition);
    case CONDITION_PEOPLE:
        return measure_people(view->incident, condition, view->now) >= condition->number;
    case CONDITION_MARKER:
        return marker_holds(view, condition);
    case CONDITION_MEDIA:
        return measure_outlets(view, condition) >= condition->number;
    case CONDITION_LETTER:
        return measure_letters(view, condition) > 0;
    case CONDITION_REGIONS:
        return (int64_t)view->incident->region_count >= condition->number;
    case CONDITION_SPREAD_RISK:
        return grade_spread(view, &signs) >= condition->number;
    case CONDITION_FLAG:
        return incident_is_attested(view->incident, condition->item);
    case CONDITION_VALUE:
        return measure_attested_value(view, condition) >= (double)condition->number;
    }
    return false;
}
