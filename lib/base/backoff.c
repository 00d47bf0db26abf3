#include "base/backoff.h"

#include "base/digest.h"

enum { DOUBLINGS_MOST = 30 };

int64_t backoff_next(struct backoff *backoff)
{
    int64_t bound_ms = backoff->least_ms;
    uint64_t random = 0;

    for (int i = 0; i < backoff->failures && bound_ms < backoff->most_ms; i++)
        bound_ms *= 2;
    if (bound_ms > backoff->most_ms)
        bound_ms = backoff->most_ms;
    if (backoff->failures < DOUBLINGS_MOST)
        backoff->failures++;
    digest_random(&random, sizeof random);
    return 1 + (int64_t)(random % (uint64_t)bound_ms);
}

void backoff_reset(struct backoff *backoff)
{
    backoff->failures = 0;
}
