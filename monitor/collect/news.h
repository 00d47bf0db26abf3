/* What the desk and the collector tell each other of webhooks: they come to the desk, and the
 * collector says for every source whether it is silent. A hash tocsin:collect:hook:<name> with
 *   open_at   when a desk last said that it takes them
 *   item_at   when Kafka last had one of their records
 *   items refused   how many records were taken, and how many requests were not, of all desks
 *
 * Writing and reading never wait. Counts that a lost connection may or may not have written are
 * written again: they can be too high afterwards, and never too low. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct news;

/* Of one webhook; in the desk, the numbers are those not yet told. */
struct news_row {
    bool is_known; /* Redis answered */
    int64_t open_at;
    int64_t item_at; /* MOMENT_NEVER */
    int64_t items;
    int64_t refused;
};

MUST_CHECK int news_open(const char *redis, struct news **news, struct fault *fault);
void news_free(struct news *news);
RELEASE_WITH(news, struct news, news_free)

/* The row of that webhook, borrowed; a new one where there is none. */
struct news_row *news_row(struct news *news, const char *name);

/* For the desk: writes all rows now and then. `now` is monotonic, `at` the time of the log. */
void news_tell(struct news *news, int64_t now, int64_t at);
/* For the collector: asks for all rows now and then. While Redis is away none is known. */
void news_ask(struct news *news, int64_t now);
