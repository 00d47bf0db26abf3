#include "tocsin/counts_asked.h"

#include "base/moment.h"
#include "read/zone.h"

enum { HOURS_MOST = 4992 }; /* 208 days; the desk gives up to 5000 points */

static void add_path(struct text *path, const struct counts_question *question)
{
    OWNED(text) struct text from = { 0 };
    OWNED(text) struct text to = { 0 };
    int64_t to_at = moment_floor(question->to_at, HOUR_MS);

    moment_add(&from, to_at - HOURS_MOST * HOUR_MS);
    moment_add(&to, to_at);
    text_add(path, "/v1/series/");
    http_call_add_part(path, slice_of(question->series));
    text_add_format(path, "?step=hour&from=%s&to=%s", text_string(&from), text_string(&to));
}

static int64_t number_of(const struct json *cell)
{
    int64_t number = 0;

    (void)json_integer(cell, &number); /* 0 where there is none */
    return number < 0 ? 0 : number;
}

/* A point is [start, mentions, complaints, distinct, negative]. */
static bool read_point(const struct json *point, struct counting_row *row)
{
    const struct json *mentions = point->first == NULL ? NULL : point->first->next;
    const struct json *complaints = mentions == NULL ? NULL : mentions->next;

    if (complaints == NULL || complaints->next == NULL ||
        !moment_parse(point->first->text, &row->start_at))
        return false;
    row->complaints = (uint32_t)number_of(complaints);
    row->distinct = (uint32_t)number_of(complaints->next);
    return true;
}

static void add_points(struct counts_file *file, size_t series, const struct json *points)
{
    bool has_begun = false;

    for (const struct json *one = points == NULL ? NULL : points->first; one != NULL;
         one = one->next) {
        struct counting_row row;
        if (!read_point(one, &row))
            continue;
        has_begun = has_begun || row.complaints > 0;
        if (has_begun)
            counting_add(file->counting, series, &row);
    }
}

static int ask(struct client *client, const struct counts_question *question,
               struct counts_file *file, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    const struct json *answer = NULL;
    struct calendar *calendar = arena_take(file->arena, sizeof *calendar);

    add_path(&path, question);
    client_add_org(client, &path);
    if (zone_calendar(question->zone, file->arena, calendar, fault) != 0 ||
        client_get(client, text_string(&path), &answer, fault) != 0)
        return -1;
    add_points(file, counting_series(file->counting, slice_of(question->series), calendar),
               json_find(answer, "points"));
    return 0;
}

int counts_asked_open(const struct counts_question *question,
                      const struct detector_settings *settings, struct counts_file *file,
                      struct fault *fault)
{
    struct client client = { 0 };

    *file = (struct counts_file){ .arena = arena_new(), .counting = counting_new(settings) };
    int status = client_open(question->client, &client, fault);
    if (status == 0)
        status = ask(&client, question, file, fault);
    client_done(&client);
    return status;
}
