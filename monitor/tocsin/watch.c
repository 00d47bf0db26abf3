/* tocsin watch: the live stream in a terminal, as lines in a pipe, or as a command run once for every
 * trigger. */
#include "tocsin/watch.h"

#include "base/screen.h"
#include "core/record.h"
#include "edge/clock.h"
#include "edge/files.h"
#include "edge/shell.h"
#include "edge/signals.h"
#include "program/program.h"
#include "tocsin/columns.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SILENCE_MS = 45000, /* three heartbeats */
    PAUSE_MS = 500,     /* before trying again, growing */
    PAUSE_MOST_MS = 15000,
    COMMAND_MS = 60000,
    COMMAND_TRIES = 5,
};

static const struct option rows[] = {
    CLIENT_ROWS(struct watch_settings, client),
    { "exec", OPTION_TEXT, "COMMAND",
      .sentence = "run this by the shell once for each trigger: the event on its input, "
                  "TOCSIN_TYPE, TOCSIN_LEVEL, TOCSIN_SUBJECT, TOCSIN_ID in its environment",
      .place = offsetof(struct watch_settings, execute) },
    { "after", OPTION_TEXT, "PLACE",
      .sentence = "begin behind this place (CLUSTER-OFFSET) instead of now",
      .place = offsetof(struct watch_settings, after) },
    { "keep", OPTION_TEXT, "FILE",
      .sentence = "remember in this file what was done with, and go on behind it the next time",
      .place = offsetof(struct watch_settings, keep) },
    { "stream", OPTION_FLAG, .sentence = "lines one below the other, also on a terminal",
      .place = offsetof(struct watch_settings, stream) },
    { "once", OPTION_FLAG, .sentence = "end after the first trigger",
      .place = offsetof(struct watch_settings, once) },
};

static const struct options options = {
    .program = "tocsin watch",
    .sentence = "Shows what happens as it happens.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "A command that fails is run again after 1, 2, 4 and 8 seconds, at most five times in all.\n"
            "With --keep nothing is left out while nobody watches. Ctrl-C ends it.",
};

struct watch {
    const struct watch_settings *settings;
    struct client client; /* of the stream */
    struct client asking; /* of the board */
    struct watch_board *board; /* NULL: lines */
    struct server_events *events;
    struct table *seen; /* ids of triggers: delivery is at least once */
    struct arena *arena;
    struct text last;   /* where to go on */
    struct signals *signals;
    bool stopped; /* by the one who watches */
    bool done;
    int code;
};

static bool is_stopped(struct watch *watch)
{
    watch->stopped |= signals_next(watch->signals) == SIGNAL_EVENT_STOP;
    return watch->stopped;
}

/* A pause that ends early when somebody wants to stop; that a child has ended is no reason. */
static void rest(struct watch *watch, int64_t pause_ms)
{
    struct pollfd waiting = { .fd = signals_descriptor(watch->signals), .events = POLLIN };
    const int64_t until_at = clock_monotonic() + pause_ms;

    while (!is_stopped(watch) && clock_monotonic() < until_at)
        (void)poll(&waiting, 1, (int)(until_at - clock_monotonic())); /* looked at above */
}

/* --- the command --- */

static char *variable(const char *name, struct slice value)
{
    OWNED(text) struct text text = { 0 };

    text_add_format(&text, "%s=", name);
    screen_add(&text, value);
    return text_take(&text);
}

/* False when somebody stops it before it has succeeded or was given up. */
static bool run_command(struct watch *watch, const struct json *event, struct slice bytes)
{
    const struct json *data = json_find(event, "data");
    OWNED(string) char *type = variable("TOCSIN_TYPE", json_string(event, "type"));
    OWNED(string) char *level = variable("TOCSIN_LEVEL", json_string(data, "level"));
    OWNED(string) char *subject = variable("TOCSIN_SUBJECT", json_string(data, "subject"));
    OWNED(string) char *id = variable("TOCSIN_ID", json_string(event, "id"));
    const char *const environment[] = { type, level, subject, id, NULL };
    const struct shell shell = { watch->settings->execute, bytes, environment, COMMAND_MS };

    for (int try = 1; try <= COMMAND_TRIES && !is_stopped(watch); try++) {
        struct fault fault = { 0 };
        int code = 0;
        if (shell_run(&shell, &code, &fault) == 0 && code == 0)
            return true;
        fprintf(stderr, "tocsin watch: the command %s (try %d of %d)\n",
                fault.kind == FAULT_NONE ? "failed" : fault.text, try, COMMAND_TRIES);
        rest(watch, PAUSE_MS << try);
    }
    watch->code = EXIT_NO;
    return !watch->stopped;
}

/* --- the place --- */

enum { PLACE_LIMIT_BYTES = 256 };

/* What was done with must not be done again, whatever ends us. */
static void keep_place(struct watch *watch)
{
    struct fault fault = { 0 };

    if (watch->settings->keep == NULL || watch->last.length == 0)
        return;
    if (files_write(watch->settings->keep,
                    (struct slice){ text_string(&watch->last), watch->last.length }, 0600,
                    &fault) != 0)
        fprintf(stderr, "tocsin watch: %s\n", fault.text);
}

/* Where to begin: behind what was kept or named; else behind what is there now, so that nothing is
 * left out when the desk goes away before the first trigger. */
static int find_place(struct watch *watch, struct fault *fault)
{
    const struct watch_settings *settings = watch->settings;
    const struct json *state = NULL;
    OWNED(text) struct text path = { 0 };

    if (settings->keep != NULL && files_exist(settings->keep)) {
        if (files_read(settings->keep, PLACE_LIMIT_BYTES, &watch->last, fault) != 0)
            return -1;
        while (watch->last.length > 0 && watch->last.bytes[watch->last.length - 1] == '\n')
            watch->last.bytes[--watch->last.length] = '\0';
        return 0;
    }
    if (settings->after != NULL) {
        text_add(&watch->last, settings->after);
        return 0;
    }
    text_add(&path, "/v1/state");
    client_add_org(&watch->asking, &path);
    if (client_get(&watch->asking, text_string(&path), &state, fault) != 0)
        return fault->kind == FAULT_AWAY ? -1 : 0; /* no organisation yet */
    const struct slice place = json_string(state, "last_position");
    text_add_bytes(&watch->last, place.bytes, place.length);
    keep_place(watch);
    return 0;
}

/* --- events --- */

static void take_trigger(struct watch *watch, const struct server_event *event)
{
    const struct json *document = NULL;
    OWNED(text) struct text line = { 0 };

    arena_clear(watch->arena);
    if (json_parse(event->data, SERVER_EVENT_LIMIT_BYTES, watch->arena, &document, NULL) != 0)
        return;
    text_clear(&watch->last);
    text_add_bytes(&watch->last, event->id.bytes, event->id.length);
    if (table_find(watch->seen, json_string(document, "id")) != NULL)
        return;
    table_set(watch->seen, json_string(document, "id"), watch);
    if (watch->board != NULL) {
        watch_board_add(watch->board, document);
    } else if (watch->settings->client.json) {
        printf("%.*s\n", (int)event->data.length, event->data.bytes);
    } else {
        watch_add_line(&line, document);
        const struct slice level = json_string(json_find(document, "data"), "level");
        printf("%s%s%s\n", columns_colour(level), text_string(&line), columns_plain());
    }
    fflush(stdout);
    if (watch->settings->execute == NULL || run_command(watch, document, event->data))
        keep_place(watch);
    watch->done = watch->settings->once;
}

static bool on_piece(void *context, struct slice piece)
{
    struct watch *watch = context;
    struct server_event event;

    server_events_add(watch->events, piece);
    while (!watch->done && server_events_next(watch->events, &event)) {
        if (slice_is(event.type, "trigger"))
            take_trigger(watch, &event);
        else if (slice_is(event.type, "gap"))
            fprintf(stderr, "tocsin watch: some triggers were missed\n");
        else if (watch->board != NULL && slice_is(event.type, "state"))
            watch_board_touch(watch->board);
    }
    if (watch->board != NULL)
        watch_board_draw(watch->board, "live", clock_monotonic());
    return !watch->done && !is_stopped(watch);
}

static int follow(struct watch *watch, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text answer = { 0 };
    long status = 0;

    text_add(&path, "/v1/stream");
    client_add_org(&watch->client, &path);
    const struct http_call call = {
        .base = watch->client.base,
        .path = text_string(&path),
        .method = "GET",
        .token = watch->client.token,
        .after = watch->last.length > 0 ? text_string(&watch->last) : NULL,
        .timeout_ms = SILENCE_MS,
        .piece = on_piece,
        .context = watch,
    };
    if (http_call(&call, &status, &answer, fault) != 0)
        return -1;
    if (status == 200)
        return 0;
    return fault_set(fault, status >= 500 ? FAULT_AWAY : FAULT_INPUT, "the desk answers %ld",
                     status);
}

/* Until somebody ends it; a desk that goes away is waited for, once it has been there. */
static int run(struct watch *watch)
{
    int64_t pause_ms = PAUSE_MS;
    bool was_there = false;

    while (!watch->done && !is_stopped(watch)) {
        struct fault fault = { 0 };
        const int result = follow(watch, &fault);
        was_there |= result == 0 || watch->last.length > 0;
        if (result != 0 && (!was_there || fault.kind == FAULT_INPUT))
            return client_fail("watch", &fault);
        if (watch->done || is_stopped(watch))
            break;
        if (watch->board != NULL)
            watch_board_draw(watch->board, "DISCONNECTED, trying again", clock_monotonic());
        else
            fprintf(stderr, "tocsin watch: the desk is away; trying again\n");
        rest(watch, pause_ms);
        pause_ms = pause_ms * 2 > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause_ms * 2;
    }
    return watch->code;
}

static int open_watch(struct watch *watch, struct fault *fault)
{
    const struct watch_settings *settings = watch->settings;
    const bool board = isatty(STDOUT_FILENO) == 1 && !settings->stream &&
                       !settings->client.json && settings->execute == NULL;

    if (signals_open(&watch->signals, fault) != 0 ||
        client_open(&settings->client, &watch->client, fault) != 0 ||
        client_open(&settings->client, &watch->asking, fault) != 0)
        return -1;
    watch->events = server_events_new();
    watch->seen = table_new();
    watch->arena = arena_new();
    if (find_place(watch, fault) != 0)
        return -1;
    if (board) {
        watch->board = watch_board_new(&watch->asking);
        fputs("\033[?1049h\033[?25l", stdout); /* a screen of its own, no cursor */
    }
    return 0;
}

static void close_watch(struct watch *watch)
{
    if (watch->board != NULL)
        fputs("\033[?25h\033[?1049l", stdout);
    watch_board_free(watch->board);
    server_events_free(watch->events);
    table_free(watch->seen);
    arena_free(watch->arena);
    text_done(&watch->last);
    client_done(&watch->client);
    client_done(&watch->asking);
    signals_free(watch->signals);
}

int tocsin_watch(int argc, char **argv)
{
    struct watch_settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    struct watch watch = { .settings = &settings };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    const int code = open_watch(&watch, &fault) == 0 ? run(&watch) : client_fail("watch", &fault);
    close_watch(&watch);
    return code;
}
