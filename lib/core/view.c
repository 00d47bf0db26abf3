#include "core/view.h"

int64_t view_sum(const struct view *view, unsigned metric, int64_t from_at, int64_t to_at)
{
    OWNED(text) struct text series = { 0 };

    incident_add_series(view->incident, &series);
    return view->facts.source->sum(view->facts.context, slice_of(text_string(&series)), metric,
                                   from_at, to_at);
}

int64_t view_day_sum(const struct view *view, unsigned metric, int64_t to_at)
{
    return view_sum(view, metric, to_at - DAY_MS, to_at);
}

const struct surge_row *view_surge(const struct view *view, size_t index)
{
    const struct incident *incident = view->incident;

    if (index == 0) {
        OWNED(text) struct text series = { 0 };
        incident_add_series(incident, &series);
        return surges_find(view->surges, slice_of(text_string(&series)));
    }
    return surges_find(view->surges, slice_of(incident->joined[index - 1]));
}

size_t view_surge_limit(const struct view *view)
{
    return 1 + view->incident->joined_count;
}

const struct surge_row *view_worst_surge(const struct view *view)
{
    const struct surge_row *worst = NULL;

    for (size_t i = 0; i < view_surge_limit(view); i++) {
        const struct surge_row *row = view_surge(view, i);
        if (row != NULL && (worst == NULL || row->growth.tier > worst->growth.tier))
            worst = row;
    }
    return worst;
}
