#include "desk/present.h"

#include "desk/answer.h"
#include "desk/stream.h"
#include "report/gather.h"
#include "report/profile.h"
#include "report/render.h"

#include <string.h>

/* "ID/dossier": the incident before the last '/', and the kind behind it. */
static bool read_path(const struct request *request, struct slice *incident,
                      enum briefing_kind *kind)
{
    const char *slash = memrchr(request->rest.bytes, '/', request->rest.length);

    if (slash == NULL || slash == request->rest.bytes)
        return false;
    const size_t length = (size_t)(slash - request->rest.bytes);
    *incident = (struct slice){ request->rest.bytes, length };
    return briefing_kind_find((struct slice){ slash + 1, request->rest.length - length - 1 },
                              kind) &&
           briefing_kind_is_of_incident(*kind);
}

bool present_is_report(const struct request *request)
{
    struct slice incident;
    enum briefing_kind kind;

    return read_path(request, &incident, &kind);
}

static const char *language_of(const struct request *request)
{
    const char *language = http_exchange_argument(request->exchange, "language");

    return language != NULL && strcmp(language, "en") == 0 ? "en" : "zh";
}

static void send_form(struct request *request, const struct report *report)
{
    const char *format = http_exchange_argument(request->exchange, "format");

    if (format == NULL || strcmp(format, "md") == 0)
        answer_document(request, "text/markdown; charset=utf-8",
                        (struct slice){ text_string(&report->markdown), report->markdown.length });
    else if (strcmp(format, "html") == 0)
        answer_document(request, "text/html; charset=utf-8",
                        (struct slice){ text_string(&report->html), report->html.length });
    else if (strcmp(format, "json") == 0)
        answer_document(request, "application/json",
                        (struct slice){ text_string(&report->json), report->json.length });
    else
        answer_problem(request, 422, "format", "'format' is json, md or html");
}

static void present(struct request *request, struct report_request *wanted)
{
    const struct desk *desk = request->desk;
    const struct report_style style = { desk->templates_folder, language_of(request) };
    struct briefing briefing = { 0 };
    struct fault fault = { 0 };
    OWNED(report) struct report report = { 0 };
    size_t count = 0;

    wanted->view = request->view;
    wanted->present = true;
    wanted->calendar = profile_calendar(desk->profile, request->view.org.name);
    wanted->title = profile_title(desk->profile, request->view.org.name);
    wanted->events.rows = stream_events(desk, request->view.arena, &count);
    wanted->events.count = count;
    if (report_gather(wanted, &briefing, &fault) != 0 ||
        report_render(&briefing, &style, &report, &fault) != 0) {
        if (fault.kind == FAULT_INPUT)
            answer_not_found(request);
        else
            answer_fault(request, &fault);
        return;
    }
    send_form(request, &report);
}

void present_briefing(struct request *request)
{
    const int64_t now = moment_floor(request->view.now, MINUTE_MS);
    struct report_request wanted = {
        .kind = BRIEFING_HOURLY,
        .id = SLICE("now"),
        .from_at = moment_floor(now, HOUR_MS),
        .to_at = now + MINUTE_MS,
    };

    present(request, &wanted);
}

void present_report(struct request *request)
{
    const int64_t now = moment_floor(request->view.now, MINUTE_MS) + MINUTE_MS;
    struct report_request wanted = { .from_at = now - DAY_MS, .to_at = now };

    if (!read_path(request, &wanted.incident, &wanted.kind)) {
        answer_not_found(request);
        return;
    }
    wanted.id = slice_of(briefing_kind_name(wanted.kind));
    present(request, &wanted);
}

bool present_translated(struct request *request, struct slice json)
{
    const struct report_style style = { request->desk->templates_folder, language_of(request) };
    OWNED(text) struct text markdown = { 0 };
    struct fault fault = { 0 };

    if (http_exchange_argument(request->exchange, "language") == NULL ||
        report_translate(json, &style, &markdown, &fault) != 0)
        return false;
    answer_document(request, "text/markdown; charset=utf-8",
                    (struct slice){ text_string(&markdown), markdown.length });
    return true;
}
