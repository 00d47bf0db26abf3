#include "collect/sources/patience.h"

#include "base/moment.h"
#include "wire/times.h"

#include <stdlib.h>
#include <string.h>

enum { TOO_MANY = 429, SECONDS_DIGITS_MOST = 6 };

#define PATIENCE_MOST_MS HOUR_MS

static int64_t until_reset(const char *reset, int64_t now)
{
    const size_t length = strlen(reset);
    int64_t at = 0;

    if (length > 0 && length <= SECONDS_DIGITS_MOST && strspn(reset, "0123456789") == length)
        return strtol(reset, NULL, 10) * SECOND_MS;
    return times_parse(slice_of(reset), NULL, &at) ? at - now : 0;
}

int64_t patience_ms(const struct http_response *response, int64_t now)
{
    int64_t wait = response->status == 200 ? 0 : response->retry_after_ms;

    if (wait == 0 && response->status == TOO_MANY)
        wait = until_reset(response->limit_reset, now);
    if (wait <= 0)
        return 0;
    return wait < PATIENCE_MOST_MS ? wait : PATIENCE_MOST_MS;
}
