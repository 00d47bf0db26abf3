/* The daily and weekly shape shared by all series of an organisation: what a series is taken to
 * look like until it has shown its own.
 *
 * Once a local day, the owner adds all series in byte order and closes the day. Each day's shape is
 * kept for a while, so a series that was left alone steps through the shapes as they were. */
#pragma once

#include "base/text.h"
#include "core/baseline.h"

#include <stdbool.h>
#include <stdint.h>

enum { POOL_DAYS = 64 };

struct pool;

struct pool *pool_new(void);
void pool_free(struct pool *pool);
RELEASE_WITH(pool, struct pool, pool_free)

/* The shape in force at that moment; flat when none was closed before it. NULL is flat too. */
const struct profile *pool_profile(const struct pool *pool, int64_t at);

/* Adds what the series shows of its shape; one that has too few complaints adds nothing. */
void pool_add(struct pool *pool, const struct baseline *baseline);
/* What was added since the last time is the shape from that moment on. */
void pool_close(struct pool *pool, int64_t at);

/* Bit for bit, also between machines. */
void pool_write(const struct pool *pool, struct text *text);
/* False when it is not what pool_write made; the pool is unchanged then. */
bool pool_read(struct pool *pool, struct slice stored);
