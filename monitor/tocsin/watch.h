/* What `tocsin watch` shows and does. */
#pragma once

#include "base/table.h"
#include "tocsin/client.h"
#include "wire/server_events.h"

enum { WATCH_LINES = 200 };

struct watch_settings {
    struct client_settings client;
    const char *execute;
    const char *after;
    const char *keep; /* a file that remembers the place */
    bool stream;
    bool once; /* end after the first trigger */
};

/* One trigger as a line: its time, level, words and reason. */
void watch_add_line(struct text *line, const struct json *event);

/* The board on a terminal: headline, incidents, clocks, and the newest triggers below. */
struct watch_board;

struct watch_board *watch_board_new(struct client *client);
void watch_board_free(struct watch_board *board);
RELEASE_WITH(watch_board, struct watch_board, watch_board_free)
/* A trigger came. */
void watch_board_add(struct watch_board *board, const struct json *event);
/* `line` says how the connection is. Asks the desk when what is shown is old, and draws. */
void watch_board_draw(struct watch_board *board, const char *line, int64_t now_monotonic);
/* What is shown is old now. */
void watch_board_touch(struct watch_board *board);
