/* How long to wait before the next try: full jitter over a bound that doubles, so that many who
 * failed together do not come back together. */
#pragma once

#include <stdint.h>

struct backoff {
    int64_t least_ms;
    int64_t most_ms;
    int failures;
};

/* One more failure: how long to wait now. */
int64_t backoff_next(struct backoff *backoff);
/* It worked: the next failure is the first. */
void backoff_reset(struct backoff *backoff);
