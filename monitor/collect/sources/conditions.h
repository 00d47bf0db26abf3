/* What an answer is known by, so that the next request is answered only when there is another. */
#pragma once

#include "base/text.h"
#include "edge/http_client.h"

enum { CONDITIONS_MOST = 2 };

struct conditions {
    struct text etag;
    struct text last_modified;
};

void conditions_done(struct conditions *conditions);

/* Sets headers behind the first `count`, where CONDITIONS_MOST have room; how many there are then.
 * Borrowed until the next conditions_take(). */
size_t conditions_add(const struct conditions *conditions, struct http_header *headers, size_t count);
void conditions_take(struct conditions *conditions, const struct http_response *response);
