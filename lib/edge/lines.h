/* Lines of a file, one after the other: plain, .xz or .zst (told by the first bytes, not by the
 * name), or standard input for "-". A line may hold any bytes but the newline. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* What is longer is cut here, and the rest of the line is skipped. */
enum { LINES_LIMIT_BYTES = 8 * 1024 * 1024 };

struct lines;

/* FAULT_SETUP when the file cannot be opened. */
int lines_open(const char *path, struct lines **lines, struct fault *fault) MUST_CHECK;
void lines_free(struct lines *lines);
RELEASE_WITH(lines, struct lines, lines_free)

/* The next line without its newline, borrowed until the next call; *more is false at the end.
 * FAULT_INPUT when the file cannot be read or is damaged. */
int lines_next(struct lines *lines, struct slice *line, bool *more, struct fault *fault) MUST_CHECK;

/* The number of the line given last, from 1. */
uint64_t lines_number(const struct lines *lines);
/* Was the line given last cut? */
bool lines_was_cut(const struct lines *lines);
