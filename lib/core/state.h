/* What the state of an incident needs beside base/pack: truths, strings that may be absent, and
 * numbers that must lie in a range. */
#pragma once

#include "base/pack.h"

void state_write_bool(struct text *text, bool value);
void state_write_string(struct text *text, const char *string); /* NULL reads back as NULL */

bool state_read_bool(struct unpack *unpack);
/* Yours to free, or NULL. */
char *state_read_string(struct unpack *unpack);
/* The same where one must be: "" when it is not, and the reading has failed. */
char *state_need_string(struct unpack *unpack);
/* How many things of at least `bytes` bytes each are still to come. */
size_t state_read_count(struct unpack *unpack, size_t bytes);
/* A whole number from 0 on and below `limit`, such as an enumerator. */
int state_read_below(struct unpack *unpack, int limit);
