/* How the terminal says things: growth in all its forms, one JSON object a line. */
#pragma once

#include "wire/json.h"

/* "4.4× = 440% of the mean = +340%" */
void shown_add_growth(struct text *text, const struct json *growth);
/* Each value of the list on its own line. */
void shown_print_lines(const struct json *list);
void shown_print_json(const struct json *value);
/* A line on standard error. */
void shown_say(const char *sentence);
/* "name: value", the value made harmless; nothing when it is empty. */
void shown_print_member(const char *name, struct slice value);
/* "  LVL-5 (S1 四.1) 「…」" */
void shown_print_clause(const struct json *clause);
/* "10-21 11:04" of an RFC 3339 moment, in UTC, as it stands. */
struct slice shown_short_moment(struct slice moment);
