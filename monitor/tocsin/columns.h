/* Rows and columns on standard output: aligned, cut to the screen and coloured on a terminal; whole
 * values with a tab between in a pipe. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

struct columns;

/* `heads` are the names of the columns with "|" between; the last column is cut on a terminal. */
struct columns *columns_new(const char *heads);
void columns_free(struct columns *columns);
RELEASE_WITH(columns, struct columns, columns_free)

/* The next cell of the row; outside text is made harmless. */
void columns_add(struct columns *columns, struct slice cell);
void columns_add_format(struct columns *columns, const char *format, ...) PRINTF_LIKE(2, 3);
/* The colour of the row that comes, as in columns_colour(). */
void columns_set_colour(struct columns *columns, const char *colour);
void columns_print(const struct columns *columns);

/* The terminal's sequence for a level's name, "" when standard output is none. */
const char *columns_colour(struct slice level);
const char *columns_alarm(void);
const char *columns_plain(void);
/* Columns and lines of the terminal; 80 × 24 when nobody says. */
size_t columns_width(void);
size_t columns_height(void);
