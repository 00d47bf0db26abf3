/* The log: one line per event on standard error, an id, a sentence and fields, as in
 *
 *     2026-11-21T03:04:05.678Z surge notice trigger-raised: level-2 for 'battery' (growth=312%)
 *
 * Only programs log, and each failure once. Control characters and bytes that are no UTF-8 never
 * reach the terminal as they are; a line that is too long ends in `…`. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

enum log_level {
    LOG_LEVEL_ERROR,   /* someone must act */
    LOG_LEVEL_WARNING, /* survived, and says how */
    LOG_LEVEL_NOTICE,  /* the state of an incident, or of this program, changed */
    LOG_LEVEL_INFO,    /* hourly */
    LOG_LEVEL_DEBUG,   /* the rest */
};

enum {
    LOG_LINE_BYTES = 2048, /* longer lines are cut */
    LOG_OUTSIDE_BYTES = 80 /* of outside text in a line */
};

struct log {
    const char *program;   /* "surge"; borrowed */
    enum log_level lowest; /* lines below are not written */
    int descriptor;        /* 2, save in tests */
};

/* A log to standard error that leaves out debug lines. */
struct log log_to_stderr(const char *program);

bool log_level_find(struct slice name, enum log_level *level);
const char *log_level_name(enum log_level level);

/* `id` is a fixed word of ours such as "redis-away". */
void log_write(const struct log *log, enum log_level level, const char *id, const char *format, ...)
    PRINTF_LIKE(4, 5);

#define log_error(log, ...)   log_write(log, LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(log, ...) log_write(log, LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(log, ...)  log_write(log, LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(log, ...)    log_write(log, LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(log, ...)   log_write(log, LOG_LEVEL_DEBUG, __VA_ARGS__)

/* Outside text in a line: log_notice(log, "…", "source " QUOTED " is silent", LOG_QUOTE(name)). */
#define QUOTED           "'%.*s'"
#define LOG_QUOTE(slice) (int)slice_cut((slice), LOG_OUTSIDE_BYTES).length, (slice).bytes
