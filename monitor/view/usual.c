#include "view/usual.h"

#include "core/detector.h"
#include "wire/keys.h"

static const struct detector_settings *settings_of(const struct usual_request *request)
{
    return request->rules == NULL ? NULL : request->rules->detector;
}

static int read_series(const struct usual_request *request, struct series *series, bool *known,
                       struct fault *fault)
{
    OWNED(text) struct text key = { 0 };
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    keys_add(&key, "b", request->view.org.name, request->series);
    const struct question question = { "GET", request->view.org.partition,
                                       { text_string(&key), key.length }, { { 0 } } };
    if (store_ask_one(request->view.store, &question, &reply, fault) != 0)
        return -1;
    *known = redis_reply_kind(reply) == REDIS_TEXT && series_read(series, redis_reply_text(reply));
    return 0;
}

int usual_read(const struct usual_request *request, struct usual_answer *answer,
               struct fault *fault)
{
    OWNED(series) struct series *series = series_new(request->series, SERIES_PLAIN);
    const struct detector_settings *settings = settings_of(request);
    bool known = false;

    *answer = (struct usual_answer){ 0 };
    if (settings == NULL || request->hours == 0)
        return 0;
    if (read_series(request, series, &known, fault) != 0)
        return -1;
    if (!known)
        return 0;
    const struct series_context context = { .settings = settings,
                                            .calendar = request->rules->calendar };
    answer->count = request->hours;
    answer->hours = arena_take(request->view.arena, request->hours * sizeof *answer->hours);
    usual_hours(series, &context, request->from_at, answer->hours, answer->count);
    const double expected = answer->hours[answer->count - 1].expected;
    for (int tier = 0; tier < USUAL_TIERS; tier++) {
        answer->growth_percent[tier] = 100 * (settings->tier_ratio[tier] - 1);
        answer->thresholds[tier] = usual_threshold(series, settings, tier, expected);
    }
    answer->baseline_days = series_baseline_days(series);
    return 0;
}
