#include "core/why.h"

#include "core/casebook_parts.h"

const struct trail *why_trail(const struct casebook *casebook, const struct incident *incident)
{
    return casebook_trail(casebook, slice_of(incident->subject));
}

struct view why_view(const struct casebook *casebook, const struct incident *incident, int64_t now)
{
    return (struct view){
        .plan = casebook->settings->plan,
        .incident = incident,
        .trail = why_trail(casebook, incident),
        .surges = &casebook->surges,
        .facts = casebook->facts,
        .since_at = MOMENT_NEVER,
        .now = now,
    };
}

/* Rows that are added one by one, up to a limit. */
struct reasons {
    struct reason *rows;
    size_t count;
    size_t limit;
};

static void add(struct reasons *reasons, const struct view *view, const struct criterion *criterion,
                enum level level)
{
    if (reasons->count == reasons->limit)
        return;
    struct reason *reason = &reasons->rows[reasons->count++];
    *reason = (struct reason){ .clause = &criterion->clause, .level = level };
    reason->holds = grade_holds(view, criterion->when);
    reason->is_proposed = !reason->holds && grade_holds(view, criterion->propose);
    reason->finding_count =
        grade_findings(view, criterion->when, reason->findings, WHY_FINDING_LIMIT);
    if (reason->is_proposed)
        reason->proposing_count =
            grade_findings(view, criterion->propose, reason->proposing, WHY_FINDING_LIMIT);
}

size_t why_reasons(const struct view *view, struct reason *rows, size_t limit)
{
    struct reasons reasons = { rows, 0, limit };
    const struct plan *plan = view->plan;
    struct view since = *view;

    for (enum level level = LEVEL_1; level != LEVEL_NONE; level--)
        for (size_t i = 0; i < plan->levels[level].criterion_count; i++)
            add(&reasons, view, &plan->levels[level].criteria[i], level);
    size_t first = reasons.count;
    since.since_at = view->incident->level_at;
    enum level next = view->incident->level == LEVEL_1 ? LEVEL_1
                                                       : (enum level)(view->incident->level + 1);
    for (size_t i = 0; i < plan->indicator_count; i++)
        add(&reasons, &since, &plan->indicators[i], next);
    for (size_t i = 0; i < plan->ceiling_count; i++)
        add(&reasons, &since, &plan->ceilings[i], LEVEL_2);
    for (size_t i = first; i < reasons.count; i++)
        rows[i].is_request = true;
    return reasons.count;
}

const struct finding *why_nearest(const struct reason *reason)
{
    const struct finding *nearest = NULL;
    double best = -1;

    for (size_t i = 0; i < reason->finding_count; i++) {
        const struct finding *finding = &reason->findings[i];
        double share = finding->need > 0 ? finding->have / finding->need : 1;
        if (share > best) {
            best = share;
            nearest = finding;
        }
    }
    return nearest;
}

static void add_findings(struct text *text, const struct finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_add(text, i == 0 ? "" : "; ");
        grade_add_finding(text, &findings[i]);
    }
}

void why_add_sentence(struct text *text, const struct reason *reason)
{
    add_findings(text, reason->findings, reason->finding_count);
}

void why_add_proposal(struct text *text, const struct reason *reason)
{
    add_findings(text, reason->proposing, reason->proposing_count);
}
