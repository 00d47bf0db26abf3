#include "tocsin/watch.h"

#include "base/moment.h"
#include "base/screen.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"

#include <stdio.h>
#include <string.h>

enum { REFRESH_MS = 5000, REDRAW_MS = 1000, CLOCKS_SHOWN = 6, INCIDENTS_SHOWN = 6 };

struct watch_board {
    struct client *client;
    struct arena *arena; /* of the answers shown */
    const struct json *state;
    const struct json *incidents;
    const struct json *deadlines;
    char *fault;
    char *lines[WATCH_LINES]; /* newest first from `newest` on, in a ring */
    char *levels[WATCH_LINES];
    size_t newest;
    size_t count;
    int64_t asked_at;
    int64_t drawn_at;
};

struct watch_board *watch_board_new(struct client *client)
{
    struct watch_board *board = memory_new(sizeof *board);

    board->client = client;
    board->asked_at = -REFRESH_MS;
    return board;
}

void watch_board_free(struct watch_board *board)
{
    if (board == NULL)
        return;
    for (size_t i = 0; i < WATCH_LINES; i++) {
        memory_free(board->lines[i]);
        memory_free(board->levels[i]);
    }
    memory_free(board->fault);
    memory_free(board);
}

void watch_board_touch(struct watch_board *board)
{
    board->asked_at = -REFRESH_MS;
    board->drawn_at = 0;
}

void watch_board_add(struct watch_board *board, const struct json *event)
{
    OWNED(text) struct text line = { 0 };
    const struct slice level = json_string(json_find(event, "data"), "level");

    watch_add_line(&line, event);
    board->newest = (board->newest + WATCH_LINES - 1) % WATCH_LINES;
    memory_free(board->lines[board->newest]);
    memory_free(board->levels[board->newest]);
    board->lines[board->newest] = memory_copy(text_string(&line), line.length);
    board->levels[board->newest] = memory_copy(level.bytes, level.length);
    if (board->count < WATCH_LINES)
        board->count++;
    watch_board_touch(board);
}

static int ask(struct watch_board *board, struct fault *fault)
{
    const struct {
        const char *path;
        const struct json **answer;
    } questions[] = {
        { "/v1/state", &board->state },
        { "/v1/incidents?state=open&limit=20", &board->incidents },
        { "/v1/deadlines", &board->deadlines },
    };

    board->state = NULL;
    board->incidents = NULL;
    board->deadlines = NULL;
    arena_clear(board->client->arena);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        OWNED(text) struct text path = { 0 };
        text_add(&path, questions[i].path);
        client_add_org(board->client, &path);
        if (client_get(board->client, text_string(&path), questions[i].answer, fault) != 0)
            return -1;
    }
    return 0;
}

static void refresh(struct watch_board *board, int64_t now)
{
    struct fault fault = { 0 };

    if (now - board->asked_at < REFRESH_MS)
        return;
    board->asked_at = now;
    memory_free(board->fault);
    board->fault = ask(board, &fault) == 0 ? NULL : memory_copy(fault.text, strlen(fault.text));
}

/* --- drawing: every line is cut to the width and clears the rest of itself --- */

struct page {
    struct text text;
    size_t width;
    size_t left; /* lines */
};

static void put(struct page *page, const char *colour, const struct text *line)
{
    if (page->left == 0)
        return;
    const struct slice shown =
        screen_cut((struct slice){ text_string(line), line->length }, page->width);
    text_add(&page->text, colour);
    text_add_bytes(&page->text, shown.bytes, shown.length);
    text_add_format(&page->text, "%s\033[K\n", columns_plain());
    page->left--;
}

static void put_words(struct page *page, const char *colour, const char *words)
{
    OWNED(text) struct text line = { 0 };

    text_add(&line, words);
    put(page, colour, &line);
}

static int64_t number_of(const struct json *object, const char *name)
{
    int64_t number = 0;

    return json_integer(json_find(object, name), &number) ? number : 0;
}

static void put_headline(struct page *page, const struct watch_board *board, const char *status)
{
    OWNED(text) struct text line = { 0 };
    const struct slice level = json_string(board->state, "level");

    text_add(&line, " ");
    screen_add(&line, level);
    text_add(&line, "  ");
    screen_add(&line, json_string(board->state, "org"));
    text_add_format(&line, "  %lld open  %lld proposed  %lld overdue  ",
                    (long long)number_of(board->state, "open"),
                    (long long)number_of(board->state, "proposed"),
                    (long long)number_of(board->state, "overdue"));
    screen_add(&line, json_string(board->state, "now"));
    text_add_format(&line, "  %s", status);
    put(page, columns_colour(level), &line);
    const struct json *troubles = json_find(board->state, "degraded");
    for (const struct json *one = troubles == NULL ? NULL : troubles->first; one != NULL;
         one = one->next) {
        text_clear(&line);
        text_add(&line, " ! ");
        screen_add(&line, json_string(one, "sentence"));
        put(page, columns_alarm(), &line);
    }
    if (board->fault != NULL) {
        text_clear(&line);
        text_add_format(&line, " ! %s", board->fault);
        put(page, columns_alarm(), &line);
    }
}

static void put_incidents(struct page *page, const struct watch_board *board)
{
    const struct json *list = json_find(board->incidents, "incidents");
    size_t most = INCIDENTS_SHOWN;

    for (const struct json *one = list == NULL ? NULL : list->first; one != NULL && most > 0;
         one = one->next, most--) {
        OWNED(text) struct text line = { 0 };
        text_add(&line, " ");
        screen_add(&line, slice_cut(json_string(one, "id"), 8));
        text_add(&line, "  ");
        screen_add(&line, json_string(one, "level"));
        text_add(&line, "  ");
        screen_add(&line, json_string(one, "subject"));
        text_add(&line, "  ");
        shown_add_growth(&line, json_find(one, "growth"));
        text_add_format(&line, "  %lld people", (long long)number_of(one, "people"));
        if (json_string(one, "proposed_level").length > 0) {
            text_add(&line, "  proposed: ");
            screen_add(&line, json_string(one, "proposed_level"));
        }
        put(page, columns_colour(json_string(one, "level")), &line);
    }
}

/* "−12 min", "1 h 30 min" until the instant. */
static void add_left(struct text *line, int64_t left_ms)
{
    const int64_t minutes = (left_ms < 0 ? -left_ms : left_ms) / MINUTE_MS;

    text_add(line, left_ms < 0 ? "−" : " ");
    if (minutes < 120)
        text_add_format(line, "%lld min", (long long)minutes);
    else
        text_add_format(line, "%lld h", (long long)(minutes / 60));
}

static void put_clocks(struct page *page, const struct watch_board *board)
{
    const struct json *list = json_find(board->deadlines, "deadlines");
    size_t most = CLOCKS_SHOWN;
    int64_t now = 0;
    int64_t due_at = 0;

    (void)moment_parse(json_string(board->state, "now"), &now); /* 0 then */
    for (const struct json *one = list == NULL ? NULL : list->first; one != NULL && most > 0;
         one = one->next) {
        OWNED(text) struct text line = { 0 };
        const struct slice state = json_string(one, "state");
        const bool overdue = slice_is(state, "overdue");
        if ((!overdue && !slice_is(state, "pending")) ||
            !moment_parse(json_string(one, "due_at"), &due_at))
            continue;
        text_add(&line, " ");
        add_left(&line, due_at - now);
        text_add(&line, overdue ? "  OVERDUE  " : "  ");
        screen_add(&line, json_string(one, "clock"));
        text_add(&line, "  ");
        screen_add(&line, json_string(one, "name"));
        text_add(&line, "  ");
        screen_add(&line, json_string(one, "group"));
        text_add(&line, "  ");
        screen_add(&line, json_string(one, "subject"));
        put(page, overdue ? columns_alarm() : "", &line);
        most--;
    }
}

void watch_board_draw(struct watch_board *board, const char *line, int64_t now_monotonic)
{
    struct page page = { .width = columns_width(), .left = columns_height() - 1 };

    if (now_monotonic - board->drawn_at < REDRAW_MS)
        return;
    board->drawn_at = now_monotonic;
    refresh(board, now_monotonic);
    text_add(&page.text, "\033[H");
    put_headline(&page, board, line);
    put_words(&page, "", "");
    put_incidents(&page, board);
    put_words(&page, "", "");
    put_clocks(&page, board);
    put_words(&page, "", "");
    for (size_t i = 0; i < board->count; i++) {
        const size_t place = (board->newest + i) % WATCH_LINES;
        put_words(&page, columns_colour(slice_of(board->levels[place])), board->lines[place]);
    }
    text_add(&page.text, "\033[J");
    fwrite(page.text.bytes, 1, page.text.length, stdout);
    fflush(stdout);
    text_done(&page.text);
}
