#include "core/measure.h"

#include "core/window.h"

struct growth measure_growth(const struct view *view)
{
    const struct surge_row *row = view_worst_surge(view);
    OWNED(text) struct text series = { 0 };

    if (row != NULL)
        return row->growth;
    incident_add_series(view->incident, &series);
    const struct growth *growth = view->facts.source->growth(
        view->facts.context, slice_of(text_string(&series)), view->now);
    return growth == NULL ? (struct growth){ 0 } : *growth;
}

void measure_day_growth(const struct view *view, double *percent, int64_t *increase)
{
    int64_t today = view_day_sum(view, METRIC_DISTINCT, view->now);
    int64_t before = view_day_sum(view, METRIC_DISTINCT, view->now - DAY_MS);

    *increase = today - before;
    *percent = 100.0 * (double)(today - before) / (double)(before > 0 ? before : 1);
}

int64_t measure_marker_authors(const struct view *view, const struct condition *condition,
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

int64_t measure_outlets(const struct view *view, const struct condition *condition)
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

int64_t measure_letters(const struct view *view, const struct condition *condition)
{
    int64_t count = 0;

    for (size_t i = 0; i < view->incident->letter_count; i++) {
        const struct letter_seen *letter = &view->incident->letters[i];
        if (letter->rank >= condition->rank && letter->received_at >= view->since_at)
            count++;
    }
    return count;
}

double measure_attested_value(const struct view *view, const struct condition *condition)
{
    const struct flag *flag = incident_flag(view->incident, condition->item);

    return flag == NULL ? 0 : flag->number;
}

int64_t measure_people(const struct incident *incident, const struct condition *condition,
                       int64_t now)
{
    return condition->within_ms == 0
               ? (int64_t)incident->people.count
               : (int64_t)people_since(&incident->people, now - condition->within_ms);
}
