#include "collect/sources/conditions.h"

void conditions_done(struct conditions *conditions)
{
    text_done(&conditions->etag);
    text_done(&conditions->last_modified);
}

size_t conditions_add(const struct conditions *conditions, struct http_header *headers, size_t count)
{
    if (conditions->etag.length > 0)
        headers[count++] = (struct http_header){ .name = "If-None-Match",
                                                 .value = text_string(&conditions->etag) };
    if (conditions->last_modified.length > 0)
        headers[count++] = (struct http_header){ .name = "If-Modified-Since",
                                                 .value = text_string(&conditions->last_modified) };
    return count;
}

void conditions_take(struct conditions *conditions, const struct http_response *response)
{
    text_clear(&conditions->etag);
    text_add(&conditions->etag, response->etag);
    text_clear(&conditions->last_modified);
    text_add(&conditions->last_modified, response->last_modified);
}
