/* One source of an organisation: is it up, until when has it been heard, and when was it out.
 *
 * Two things say that a source is out: its collector (`source-state`), and its own zeros where
 * much was expected. An outage is missing data for at most a day; what lasts longer is the new
 * normal (DESIGN.md §6). A source of which no source-state was ever heard counts as up. */
#pragma once

#include "base/text.h"
#include "core/series.h"

#include <stdbool.h>
#include <stdint.h>

enum { SOURCE_OUTAGE_LIMIT = 64 }; /* the oldest goes first; they lie ten days back at most */

struct source;

struct source *source_new(struct slice name);
void source_free(struct source *source);
RELEASE_WITH(source, struct source, source_free)

struct slice source_name(const struct source *source);

/* Would that, or those zeros, change whether the source is out? */
bool source_state_matters(const struct source *source, bool up);
bool source_zeros_matter(const struct source *source, int64_t since_at);
/* What a collector says: up or down since `at`, and heard of through `through_at`. */
void source_state(struct source *source, bool up, int64_t at, int64_t through_at);
/* What its zeros say: silent since then; MOMENT_NEVER: not. */
void source_zeros(struct source *source, int64_t since_at, int64_t now);
bool source_is_out(const struct source *source);
/* When the outage began that runs; MOMENT_NEVER when none does. */
int64_t source_out_since(const struct source *source);
int64_t source_through_at(const struct source *source);

/* The outages as missing data: by from_at, none longer than a day, an open one until `now`.
 * Borrowed until the next change. */
const struct silence *source_silences(struct source *source, int64_t now, size_t *count);
/* How much of [from_at, to_at) it was up and heard of. */
int64_t source_complete_ms(const struct source *source, int64_t from_at, int64_t to_at);

void source_write(const struct source *source, struct text *text);
/* False when it is not what source_write() made; the source is unchanged then. */
bool source_read(struct source *source, struct slice stored);
