#include "core/grade.h"

#include "core/window.h"

#include <string.h>

/* What a late record may still change is not decided upon: DESIGN.md §3. */
static const int64_t CLOSING_MS = 5 * MINUTE_MS;

int64_t grade_closed_at(int64_t now)
{
    return moment_floor(now - CLOSING_MS, MINUTE_MS);
}

int64_t grade_day_sum(const struct view *view, unsigned metric, int64_t to_at)
{
    OWNED(text) struct text series = { 0 };

    if (view->facts.source == NULL)
        return 0;
    incident_add_series(view->incident, &series);
    return view->facts.source->sum(view->facts.context, slice_of(text_string(&series)), metric,
                                   to_at - DAY_MS, to_at);
}

/* --- growth --- */

/* Rows that count for the incident: its own series, then those that joined. */
static const struct surge_row *surge_at(const struct view *view, size_t index)
{
    const struct incident *incident = view->incident;

    if (index == 0) {
        OWNED(text) struct text series = { 0 };
        incident_add_series(incident, &series);
        return surges_find(view->surges, slice_of(text_string(&series)));
    }
    return surges_find(view->surges, slice_of(incident->joined[index - 1]));
}

static size_t surge_limit(const struct view *view)
{
    return 1 + view->incident->joined_count;
}

const struct surge_row *grade_worst_surge(const struct view *view)
{
    const struct surge_row *worst = NULL;

    for (size_t i = 0; i < surge_limit(view); i++) {
        const struct surge_row *row = surge_at(view, i);
        if (row != NULL && (worst == NULL || row->growth.tier > worst->growth.tier))
            worst = row;
    }
    return worst;
}

/* The smallest threshold that the detector decides and that is at least so much. */
static int tier_for(double percent)
{
    return percent <= 200 ? 200 : percent <= 300 ? 300 : percent <= 500 ? 500 : 100000;
}

static bool is_over(const struct condition *condition, double percent)
{
    return condition->inclusive ? percent >= condition->percent : percent > condition->percent;
}

/* Is this growth over the condition's share? The detector's tiers say so for the plan's own
 * numbers; another number is compared with the day's literal growth, once that has passed the
 * detector's minimum and guard. */
static bool surge_is_over(const struct condition *condition, const struct surge_row *row)
{
    const struct growth *growth = &row->growth;
    int tier = condition->literal ? growth->literal_tier : growth->tier;

    if (growth->suspected_coordination)
        return false; /* DESIGN.md §6: a warning that is marked, and no more */
    return tier >= tier_for(condition->percent) ||
           (growth->literal_tier >= 200 && growth->window_ms == DAY_MS &&
            is_over(condition, growth->growth_percent));
}

static bool growth_holds(const struct view *view, const struct condition *condition)
{
    for (size_t i = 0; i < surge_limit(view); i++) {
        const struct surge_row *row = surge_at(view, i);
        if (row == NULL || !surge_is_over(condition, row))
            continue;
        int64_t since_at = surge_row_since(row, condition->percent);
        /* Growth that people have judged (LVL-10) does not act by lasting; it must come again. */
        if (condition->held_ms == 0 ||
            (since_at != MOMENT_NEVER && since_at > view->incident->rejected_at &&
             view->now - since_at >= condition->held_ms))
            return true;
    }
    return false;
}

static double growth_percent(const struct view *view)
{
    const struct surge_row *row = grade_worst_surge(view);

    return row != NULL ? row->growth.growth_percent
                       : view->incident->has_growth ? view->incident->growth.growth_percent : 0;
}

/* PLAN.md A-13: today's rolling 24 h against the 24 h before. */
static void day_growth(const struct view *view, double *percent, int64_t *increase)
{
    int64_t today = grade_day_sum(view, METRIC_DISTINCT, view->now);
    int64_t before = grade_day_sum(view, METRIC_DISTINCT, view->now - DAY_MS);

    *increase = today - before;
    *percent = 100.0 * (double)(today - before) / (double)(before > 0 ? before : 1);
}

static bool day_holds(const struct view *view, const struct condition *condition)
{
    double percent = 0;
    int64_t increase = 0;

    day_growth(view, &percent, &increase);
    return is_over(condition, percent) && increase >= condition->number;
}

/* --- evidence --- */

static int64_t marker_authors(const struct view *view, const struct condition *condition,
                              bool *is_trusted)
{
    int64_t most = 0;

    *is_trusted = false;
    for (int i = 0; i < MARKER_COUNT; i++) {
        const struct marker_seen *marker = &view->incident->markers[i];
        if ((condition->mask & BIT(i)) == 0 || marker->count == 0)
            continue;
        *is_trusted |= marker->is_trusted;
        int64_t authors = marker->author_count > 0 ? (int64_t)marker->author_count : 1;
        most = authors > most ? authors : most;
    }
    return most;
}

static bool marker_holds(const struct view *view, const struct condition *condition)
{
    bool is_trusted = false;
    int64_t authors = marker_authors(view, condition, &is_trusted);

    return authors >= condition->number || (is_trusted && !condition->any_source);
}

static int64_t outlets(const struct view *view, const struct condition *condition)
{
    int64_t count = 0;

    for (size_t i = 0; i < view->incident->outlet_count; i++) {
        const struct outlet_seen *outlet = &view->incident->outlets[i];
        bool fits = condition->tier_exactly ? outlet->tier == condition->tier
                                            : outlet->tier >= condition->tier;
        if (fits && outlet->at > view->now - condition->within_ms &&
            outlet->received_at >= view->since_at)
            count++;
    }
    return count;
}

static int64_t letters(const struct view *view, const struct condition *condition)
{
    int64_t count = 0;

    for (size_t i = 0; i < view->incident->letter_count; i++) {
        const struct letter_seen *letter = &view->incident->letters[i];
        if (letter->rank >= condition->rank && letter->received_at >= view->since_at)
            count++;
    }
    return count;
}

static double attested_value(const struct view *view, const struct condition *condition)
{
    const struct flag *flag = incident_flag(view->incident, condition->item);

    return flag == NULL ? 0 : flag->number;
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
    int64_t mentions = trail_sum(trail, SLICE("mentions"), from_at, view->now);
    int64_t reposts = trail_sum(trail, SLICE("reposts"), from_at, view->now);
    const bool seen[SPREAD_SIGN_COUNT] = {
        [SPREAD_CHANNELS] = trail_names(trail, "channel/", from_at, view->now) >= rules->channels,
        [SPREAD_REGIONS] = trail_names(trail, "region/", from_at, view->now) >= rules->regions,
        [SPREAD_RISING] =
            trail_rising_hours(trail, SLICE("complaints"), to_at) >= rules->rising_hours,
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
        row = grade_worst_surge(view);
        return row != NULL && row->growth.tier >= 100;
    case CONDITION_DAY_GROWTH:
        return day_holds(view, condition);
    case CONDITION_PEOPLE:
        return (int64_t)view->incident->people.count >= condition->number;
    case CONDITION_MARKER:
        return marker_holds(view, condition);
    case CONDITION_MEDIA:
        return outlets(view, condition) >= condition->number;
    case CONDITION_LETTER:
        return letters(view, condition) > 0;
    case CONDITION_REGIONS:
        return (int64_t)view->incident->region_count >= condition->number;
    case CONDITION_SPREAD_RISK:
        return grade_spread(view, &signs) >= condition->number;
    case CONDITION_FLAG:
        return incident_is_attested(view->incident, condition->item);
    case CONDITION_VALUE:
        return attested_value(view, condition) >= (double)condition->number;
    }
    return false;
}

/* The numbers of a leaf. */
static struct finding finding_of(const struct view *view, const struct condition *condition)
{
    struct finding finding = { condition, grade_holds(view, condition), 0, 0, "" };
    unsigned signs = 0;
    int64_t increase = 0;
    bool is_trusted = false;
    const struct surge_row *row = NULL;

    finding.need = (double)condition->number;
    switch (condition->kind) {
    case CONDITION_ALL:
    case CONDITION_ANY:
    case CONDITION_NOT:
        break;
    case CONDITION_GROWTH:
        finding.have = growth_percent(view);
        finding.need = condition->percent;
        finding.unit = "% growth";
        break;
    case CONDITION_UNUSUAL:
        row = grade_worst_surge(view);
        finding.have = row == NULL ? 0 : row->growth.tier;
        finding.need = 100;
        finding.unit = "of the detector's warning";
        break;
    case CONDITION_DAY_GROWTH:
        day_growth(view, &finding.have, &increase);
        finding.need = condition->percent;
        finding.unit = "% in a day";
        break;
    case CONDITION_PEOPLE:
        finding.have = (double)view->incident->people.count;
        finding.unit = "people";
        break;
    case CONDITION_MARKER:
        finding.have = (double)marker_authors(view, condition, &is_trusted);
        finding.unit = "authors of a severity marker";
        break;
    case CONDITION_MEDIA:
        finding.have = (double)outlets(view, condition);
        finding.unit = "outlets";
        break;
    case CONDITION_LETTER:
        finding.have = (double)letters(view, condition);
        finding.need = 1;
        finding.unit = "letters";
        break;
    case CONDITION_REGIONS:
        finding.have = (double)view->incident->region_count;
        finding.unit = "regions";
        break;
    case CONDITION_SPREAD_RISK:
        finding.have = (double)grade_spread(view, &signs);
        finding.unit = "signs of spreading";
        break;
    case CONDITION_FLAG:
        finding.have = incident_is_attested(view->incident, condition->item) ? 1 : 0;
        finding.need = 1;
        finding.unit = condition->item;
        break;
    case CONDITION_VALUE:
        finding.have = attested_value(view, condition);
        finding.unit = condition->item;
        break;
    }
    return finding;
}

size_t grade_findings(const struct view *view, const struct condition *condition,
                      struct finding *findings, size_t limit)
{
    bool is_inner = condition != NULL &&
                    (condition->kind == CONDITION_ALL || condition->kind == CONDITION_ANY ||
                     condition->kind == CONDITION_NOT);
    size_t count = 0;

    if (condition == NULL || limit == 0)
        return 0;
    if (!is_inner) {
        findings[0] = finding_of(view, condition);
        return 1;
    }
    for (size_t i = 0; i < condition->child_count; i++)
        count += grade_findings(view, &condition->children[i], findings + count, limit - count);
    return count;
}

void grade_add_finding(struct text *text, const struct finding *finding)
{
    const struct condition *condition = finding->condition;
    const char *relation = condition->kind == CONDITION_GROWTH && !condition->inclusive
                               ? "over"
                               : "at least";

    text_add_format(text, "%.6g %s (%s %.6g wanted%s)", finding->have, finding->unit, relation,
                    finding->need, condition->held_ms > 0 ? ", held" : "");
}
