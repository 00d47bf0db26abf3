#include "core/grade.h"

#include "core/measure.h"

/* The numbers of a leaf. */
static struct finding finding_of(const struct view *view, const struct condition *condition)
{
    struct finding finding = { .condition = condition,
                               .holds = grade_holds(view, condition),
                               .unit = "" };
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
        finding.growth = measure_growth(view);
        finding.have = finding.growth.growth_percent;
        finding.need = condition->percent;
        finding.unit = "% growth";
        break;
    case CONDITION_UNUSUAL:
        row = view_worst_surge(view);
        finding.have = row == NULL ? 0 : row->growth.tier;
        finding.need = 100;
        finding.unit = "of the detector's warning";
        break;
    case CONDITION_DAY_GROWTH:
        measure_day_growth(view, &finding.have, &increase);
        finding.need = condition->percent;
        finding.unit = "% in a day";
        break;
    case CONDITION_PEOPLE:
        finding.have = (double)measure_people(view->incident, condition, view->now);
        finding.unit = "people";
        break;
    case CONDITION_MARKER:
        finding.have = (double)measure_marker_authors(view, condition, &is_trusted);
        finding.unit = "authors of a severity marker";
        break;
    case CONDITION_MEDIA:
        finding.have = (double)measure_outlets(view, condition);
        finding.unit = "outlets";
        break;
    case CONDITION_LETTER:
        finding.have = (double)measure_letters(view, condition);
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
        finding.have = measure_attested_value(view, condition);
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

static void add_growth(struct text *text, const struct finding *finding)
{
    const struct condition *condition = finding->condition;

    text_add_format(text, "growth %+.0f %% (%s %.0f %%", finding->have,
                    condition->inclusive ? "at least" : "over", finding->need);
    if (condition->held_ms > 0)
        text_add_format(text, ", held %lld min", (long long)(condition->held_ms / MINUTE_MS));
    text_add(text, " wanted)");
    /* Much growth that decides nothing: what the detector has to go by says why. */
    if (!finding->holds && finding->have > finding->need &&
        finding->growth.tier < condition->percent)
        text_add_format(text, " that does not count yet: %lld complaints, guard %.1f, usual known "
                              "of %.1f days%s",
                        (long long)finding->growth.observed, finding->growth.guard,
                        finding->growth.baseline_days,
                        finding->growth.suspected_coordination ? ", suspected coordination" : "");
}

void grade_add_finding(struct text *text, const struct finding *finding)
{
    const struct condition *condition = finding->condition;

    if (condition->kind == CONDITION_GROWTH)
        add_growth(text, finding);
    else if (condition->kind == CONDITION_FLAG)
        text_add_format(text, "%s is %sattested", condition->item, finding->holds ? "" : "not ");
    else if (condition->kind == CONDITION_UNUSUAL)
        text_add_format(text, "the detector's warning is %sin force", finding->holds ? "" : "not ");
    else if (condition->kind == CONDITION_DAY_GROWTH)
        text_add_format(text, "growth of the day %+.0f %% (over %.0f %% and %lld more wanted)",
                        finding->have, finding->need, (long long)condition->number);
    else
        text_add_format(text, "%.6g %s (at least %.6g wanted)", finding->have, finding->unit,
                        finding->need);
}
