#include "core/release.h"

#include "core/window.h"

#include <math.h>
#include <string.h>

static const int64_t LOOK_BACK_MS = 10 * DAY_MS;

const struct checklist *release_checklist(const struct plan *plan, const struct incident *incident)
{
    switch (incident->level) {
    case LEVEL_NONE:
    case LEVEL_WARNING:
        return &plan->checklists[CHECKLIST_WARNING];
    case LEVEL_3:
        return &plan->checklists[CHECKLIST_CLOSE];
    case LEVEL_2:
    case LEVEL_1:
        break;
    }
    return &plan->checklists[incident->is_casualty ? CHECKLIST_TERMINATION : CHECKLIST_CANCEL];
}

bool release_admits(const struct plan *plan, const struct incident *incident, enum role role)
{
    unsigned roles = release_checklist(plan, incident)->roles;

    if (incident->level == LEVEL_1)
        roles |= plan->level_1_roles;
    return (roles & BIT(role)) != 0;
}

int release_approvals(const struct plan *plan, const struct incident *incident)
{
    int approvals = release_checklist(plan, incident)->approvals;

    return incident->level == LEVEL_1 && plan->level_1_approvals > approvals
               ? plan->level_1_approvals
               : approvals;
}

bool release_has_approved(const struct incident *incident, const char *actor)
{
    for (size_t i = 0; i < incident->approval_count; i++)
        if (strcmp(incident->approvals[i].actor, actor) == 0)
            return true;
    return false;
}

bool release_is_approved(const struct plan *plan, const struct incident *incident)
{
    unsigned named = release_checklist(plan, incident)->roles;
    bool has_named = false;

    for (size_t i = 0; i < incident->approval_count; i++)
        has_named |= (named & BIT(incident->approvals[i].role)) != 0;
    return has_named && (int)incident->approval_count >= release_approvals(plan, incident);
}

/* How much of the time between has complete data. */
static int64_t complete_ms(const struct view *view, int64_t from_at, int64_t to_at)
{
    return view->facts.source->complete_ms(view->facts.context, from_at, to_at);
}

/* The moment from which on there is so much complete data before `to_at`; MOMENT_NEVER when the
 * data do not reach back so far. A silent source suspends the count, it does not restart it. */
static int64_t complete_since(const struct view *view, int64_t to_at, int64_t length_ms)
{
    int64_t low = to_at - LOOK_BACK_MS;
    int64_t high = to_at - length_ms;

    if (complete_ms(view, high, to_at) >= length_ms)
        return high;
    if (complete_ms(view, low, to_at) < length_ms)
        return MOMENT_NEVER;
    while (high - low > MINUTE_MS) {
        int64_t middle = low + (high - low) / 2;
        if (complete_ms(view, middle, to_at) >= length_ms)
            low = middle;
        else
            high = middle;
    }
    return moment_floor(low, MINUTE_MS);
}

/* Time that counts since `from_at`: what passed, less what was incomplete. */
static int64_t counted_ms(const struct view *view, int64_t from_at)
{
    int64_t closed_at = grade_closed_at(view->now);
    int64_t passed = view->now - from_at;

    if (closed_at <= from_at)
        return passed;
    return passed - ((closed_at - from_at) - complete_ms(view, from_at, closed_at));
}

static struct check_state hours(const struct check_rule *rule, int64_t have_ms, bool is_met)
{
    return (struct check_state){
        .rule = rule,
        .is_met = is_met,
        .have = (double)have_ms / (double)HOUR_MS,
        .need = (double)rule->within_ms / (double)HOUR_MS,
        .unit = "h",
    };
}

static struct check_state period(const struct view *view, const struct check_rule *rule)
{
    const struct incident *incident = view->incident;
    int64_t from_at =
        incident->response_at == MOMENT_NEVER ? incident->opened_at : incident->response_at;
    int64_t have_ms = counted_ms(view, from_at);

    return hours(rule, have_ms, have_ms >= rule->within_ms);
}

/* So many are usual for the incident's series in that time; 0 when nobody knows. */
static double usual(const struct view *view, int64_t from_at, int64_t to_at)
{
    OWNED(text) struct text series = { 0 };

    incident_add_series(view->incident, &series);
    double expected = view->facts.source->expected(view->facts.context,
                                                   slice_of(text_string(&series)), from_at, to_at);
    return expected > 0 ? expected : 0;
}

/* The last 24 h of complete data against the peak of the rolling 24 h. Where the usual alone
 * is more than that share of the peak, it is what exceeds the usual that must have fallen so far. */
static struct check_state drop(const struct view *view, const struct check_rule *rule,
                               unsigned metric)
{
    int64_t to_at = grade_closed_at(view->now);
    bool is_mentions = metric == METRIC_MENTIONS;
    int64_t peak = is_mentions ? view->incident->peak_mentions : view->incident->peak_complaints;
    int64_t from_at = complete_since(view, to_at, DAY_MS);
    int64_t now = from_at == MOMENT_NEVER ? peak : view_sum(view, metric, from_at, to_at);
    double most = (double)peak * rule->percent / 100.0;
    double calm = is_mentions ? 0 : usual(view, to_at - DAY_MS, to_at); /* mentions have no usual */

    if (calm > most)
        most = calm + fmax((double)peak - calm, 0) * rule->percent / 100.0;
    return (struct check_state){
        .rule = rule,
        .is_met = from_at != MOMENT_NEVER && (double)now <= floor(most),
        .have = (double)now,
        .need = floor(most),
        .unit = is_mentions ? "mentions" : "complaints",
    };
}

/* PLAN.md A-12: three blocks of 24 h of complete data, none above the one before by more than the
 * tolerance. */
static struct check_state no_growth(const struct view *view, const struct check_rule *rule)
{
    struct check_state state = { .rule = rule, .is_met = true, .unit = "complaints more" };
    int64_t to_at = grade_closed_at(view->now);
    int64_t later = -1;

    for (int block = 0; block < 3; block++) {
        int64_t from_at = complete_since(view, to_at, DAY_MS);
        if (from_at == MOMENT_NEVER) {
            state.is_met = false;
            return state;
        }
        int64_t count = view_sum(view, METRIC_DISTINCT, from_at, to_at);
        double share = rule->tolerance_percent / 100.0 * (double)count;
        double tolerance =
            share > (double)rule->tolerance_count ? share : (double)rule->tolerance_count;
        if (later >= 0 && (double)later > (double)count + tolerance) {
            state.is_met = false;
            state.have = (double)(later - count);
            state.need = tolerance;
        }
        later = count;
        to_at = from_at;
    }
    return state;
}

static struct check_state no_media(const struct view *view, const struct check_rule *rule)
{
    int64_t items = 0;

    for (size_t i = 0; i < view->incident->outlet_count; i++)
        if (view->incident->outlets[i].tier >= rule->tier &&
            view->incident->outlets[i].at > view->now - rule->within_ms)
            items++;
    return (struct check_state){
        .rule = rule, .is_met = items == 0, .have = (double)items, .unit = "items"
    };
}

static struct check_state attested(const struct view *view, const struct check_rule *rule)
{
    const struct flag *flag = incident_flag(view->incident, rule->item);
    bool has_evidence = flag != NULL && flag->evidence != NULL;
    bool is_met = flag != NULL && flag->value && (has_evidence || !rule->needs_evidence);

    return (struct check_state){
        .rule = rule, .is_met = is_met, .have = is_met ? 1 : 0, .need = 1, .unit = rule->item
    };
}

static struct check_state no_casualty(const struct view *view, const struct check_rule *rule)
{
    int64_t last_at = MOMENT_NEVER;

    for (int i = 0; i < MARKER_COUNT; i++)
        if ((view->plan->casualty_markers & BIT(i)) != 0 &&
            view->incident->markers[i].last_at > last_at)
            last_at = view->incident->markers[i].last_at;
    if (last_at == MOMENT_NEVER)
        return hours(rule, rule->within_ms, true);
    int64_t have_ms = counted_ms(view, last_at);
    return hours(rule, have_ms, have_ms >= rule->within_ms);
}

static struct check_state no_spread(const struct view *view, const struct check_rule *rule)
{
    const struct incident *incident = view->incident;
    int64_t from_at = incident->level_at;

    if (incident->spread_at > from_at)
        from_at = incident->spread_at;
    int64_t have_ms = counted_ms(view, from_at);
    return hours(rule, have_ms, have_ms >= rule->within_ms);
}

struct check_state release_check(const struct view *view, const struct check_rule *rule)
{
    switch (rule->kind) {
    case CHECK_PERIOD:
        return period(view, rule);
    case CHECK_DROP:
        return drop(view, rule, METRIC_DISTINCT);
    case CHECK_COOLED:
        return drop(view, rule, METRIC_MENTIONS);
    case CHECK_NO_GROWTH:
        return no_growth(view, rule);
    case CHECK_NO_MEDIA:
        return no_media(view, rule);
    case CHECK_ATTESTED:
        return attested(view, rule);
    case CHECK_NO_CASUALTY:
        return no_casualty(view, rule);
    case CHECK_NO_SPREAD:
        break;
    }
    return no_spread(view, rule);
}

static bool are_met(const struct view *view, bool of_closing)
{
    const struct checklist *list = release_checklist(view->plan, view->incident);

    for (size_t i = 0; i < list->check_count; i++)
        if (list->checks[i].is_of_closing == of_closing &&
            !release_check(view, &list->checks[i]).is_met)
            return false;
    return true;
}

bool release_is_due(const struct view *view)
{
    return are_met(view, false);
}

bool release_is_known(const struct view *view)
{
    return are_met(view, true);
}

bool release_is_ready(const struct view *view)
{
    return release_is_due(view) && release_is_known(view);
}

/* What is nearly there must not look as if it were. */
static double floor_tenth(double number)
{
    return (double)(int64_t)(number * 10) / 10;
}

void release_add_missing(struct text *text, const struct view *view)
{
    const struct checklist *list = release_checklist(view->plan, view->incident);
    const char *separator = "";

    for (size_t i = 0; i < list->check_count; i++) {
        struct check_state state = release_check(view, &list->checks[i]);
        if (state.is_met)
            continue;
        text_add_format(text, "%s%s (%.10g of %.10g %s)", separator, state.rule->title,
                        floor_tenth(state.have), state.need, state.unit);
        separator = "; ";
    }
}
