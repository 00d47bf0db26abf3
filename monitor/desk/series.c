#include "desk/series.h"

#include "desk/answer.h"
#include "report/profile.h"
#include "view/usual.h"

#include <math.h>
#include <string.h>

enum { SHOWN_HOURS = 24, DEFAULT_HOURS = 14 * 24, DEFAULT_MINUTES = 24 * 60 };

static double rounded(double number)
{
    return floor(number * 100 + 0.5) / 100;
}

static void write_head(struct writer *writer, const struct stretch *stretch,
                       const struct json *growth)
{
    const struct tally day =
        tally_sum(stretch->points, stretch->count, stretch->from_at, stretch->to_at);
    const struct tally hour =
        tally_sum(stretch->points, stretch->count, stretch->to_at - HOUR_MS, stretch->to_at);

    writer_object(writer);
    writer_member_slice(writer, "name", stretch->series);
    writer_name(writer, "last_24h");
    tally_write(writer, &day);
    writer_name(writer, "last_hour");
    tally_write(writer, &hour);
    if (growth != NULL) {
        writer_name(writer, "growth");
        writer_value(writer, growth);
    }
    writer_name(writer, "hours");
    writer_array(writer);
    for (int64_t at = stretch->from_at; at < stretch->to_at; at += HOUR_MS)
        writer_integer(writer,
                       tally_sum(stretch->points, stretch->count, at, at + HOUR_MS).distinct);
    writer_array_end(writer);
    writer_object_end(writer);
}

void series_list(struct request *request)
{
    const struct view *view = &request->view;
    const int64_t end_at = moment_floor(view->now, HOUR_MS) + HOUR_MS;
    struct names names = { 0 };
    struct pages growth = { 0 };
    struct fault fault = { 0 };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (counts_series(view, &names, &fault) != 0 || pages_growth(view, &growth, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    struct stretch *stretches = arena_take(view->arena, (names.count + 1) * sizeof *stretches);
    for (size_t i = 0; i < names.count; i++)
        stretches[i] = (struct stretch){ .series = names.rows[i],
                                         .from_at = end_at - SHOWN_HOURS * HOUR_MS,
                                         .to_at = end_at };
    if (counts_hours(view, stretches, names.count, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    writer_object(&writer);
    writer_name(&writer, "series");
    writer_array(&writer);
    for (size_t i = 0; i < names.count; i++)
        write_head(&writer, &stretches[i], pages_find(&growth, names.rows[i]));
    writer_array_end(&writer);
    writer_object_end(&writer);
    answer_json(request, &json);
}

/* The span that was asked for, or the last `standard` steps. False: it was answered. */
static bool read_span(struct request *request, struct stretch *stretch, int64_t step_ms,
                      int64_t standard)
{
    const char *from = http_exchange_argument(request->exchange, "from");
    const char *to = http_exchange_argument(request->exchange, "to");

    stretch->to_at = moment_floor(request->view.now, step_ms) + step_ms;
    if (to != NULL && !moment_parse(slice_of(to), &stretch->to_at)) {
        answer_problem(request, 422, "moment", "'to' is no moment as in RFC 3339");
        return false;
    }
    stretch->from_at = stretch->to_at - standard * step_ms;
    if (from != NULL && !moment_parse(slice_of(from), &stretch->from_at)) {
        answer_problem(request, 422, "moment", "'from' is no moment as in RFC 3339");
        return false;
    }
    if ((stretch->to_at - stretch->from_at) / step_ms > COUNTS_POINT_LIMIT) {
        answer_problem(request, 422, "span", "that is more than 5000 points");
        return false;
    }
    return true;
}

static void write_points(struct writer *writer, const struct stretch *stretch)
{
    writer_name(writer, "points");
    writer_array(writer);
    for (size_t i = 0; i < stretch->count; i++) {
        const struct tally *tally = &stretch->points[i].tally;
        writer_array(writer);
        writer_moment(writer, stretch->points[i].at);
        writer_integer(writer, tally->mentions);
        writer_integer(writer, tally->complaints);
        writer_integer(writer, tally->distinct);
        writer_integer(writer, tally->negative);
        writer_array_end(writer);
    }
    writer_array_end(writer);
}

/* What is usual, hour by hour, as the trailing 24 h that end with the hour. */
static void write_usual(struct writer *writer, const struct usual_answer *usual, int64_t from_at)
{
    writer_name(writer, "usual");
    writer_object(writer);
    writer_member_integer(writer, "window_minutes", DAY_MS / MINUTE_MS);
    writer_member_decimal(writer, "baseline_days", rounded(usual->baseline_days));
    writer_name(writer, "points");
    writer_array(writer);
    for (size_t i = 0; i < usual->count; i++) {
        writer_array(writer);
        writer_moment(writer, from_at + (int64_t)i * HOUR_MS);
        writer_decimal(writer, rounded(usual->hours[i].expected));
        writer_decimal(writer, rounded(usual->hours[i].low));
        writer_decimal(writer, rounded(usual->hours[i].high));
        writer_array_end(writer);
    }
    writer_array_end(writer);
    writer_object_end(writer);
    writer_name(writer, "thresholds");
    writer_array(writer);
    for (int tier = 0; tier < USUAL_TIERS; tier++) {
        writer_object(writer);
        writer_member_decimal(writer, "growth_percent", rounded(usual->growth_percent[tier]));
        writer_member_decimal(writer, "count", usual->thresholds[tier]);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static int read_usual(const struct request *request, const struct stretch *stretch,
                      struct usual_answer *usual, struct fault *fault)
{
    const int64_t from_at = moment_floor(stretch->from_at, HOUR_MS);
    const struct usual_request wanted = {
        .view = request->view,
        .series = stretch->series,
        .rules = profile_rules(request->desk->profile, request->view.org.name),
        .from_at = from_at,
        .hours = stretch->to_at <= from_at
                     ? 0
                     : (size_t)((stretch->to_at - from_at + HOUR_MS - 1) / HOUR_MS),
    };

    return usual_read(&wanted, usual, fault);
}

static bool is_series(struct request *request, bool *known)
{
    struct names names = { 0 };
    struct fault fault = { 0 };

    *known = false;
    if (counts_series(&request->view, &names, &fault) != 0) {
        answer_fault(request, &fault);
        return false;
    }
    for (size_t i = 0; i < names.count; i++)
        *known |= slice_equals(names.rows[i], request->rest);
    return true;
}

void series_show(struct request *request)
{
    const struct view *view = &request->view;
    const char *step = http_exchange_argument(request->exchange, "step");
    const bool minutes = step != NULL && strcmp(step, "minute") == 0;
    struct stretch stretch = { .series = request->rest };
    struct pages growth = { 0 };
    struct usual_answer usual = { 0 };
    struct fault fault = { 0 };
    bool known = false;
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (!read_span(request, &stretch, minutes ? MINUTE_MS : HOUR_MS,
                   minutes ? DEFAULT_MINUTES : DEFAULT_HOURS) ||
        !is_series(request, &known))
        return;
    if (!known) {
        answer_not_found(request);
        return;
    }
    if ((minutes ? counts_minutes(view, &stretch, 1, &fault)
                 : counts_hours(view, &stretch, 1, &fault)) != 0 ||
        pages_growth(view, &growth, &fault) != 0 ||
        read_usual(request, &stretch, &usual, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    const struct json *reading = pages_find(&growth, request->rest);
    writer_object(&writer);
    writer_member_slice(&writer, "name", request->rest);
    writer_member(&writer, "step", minutes ? "minute" : "hour");
    writer_member_moment(&writer, "from", stretch.from_at);
    writer_member_moment(&writer, "to", stretch.to_at);
    if (reading != NULL) {
        writer_name(&writer, "growth");
        writer_value(&writer, reading);
    }
    write_points(&writer, &stretch);
    if (usual.hours != NULL)
        write_usual(&writer, &usual, moment_floor(stretch.from_at, HOUR_MS));
    writer_object_end(&writer);
    answer_json(request, &json);
}
