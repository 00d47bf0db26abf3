/* How long a server asks to be left alone: by Retry-After, or, when it says that there were too many
 * questions, until its limit begins anew (Mastodon names that moment, others its second, others how
 * many seconds there are). Never longer than an hour: a server may ask for patience, not for silence. */
#pragma once

#include "edge/http_client.h"

/* 0: it does not ask. `now` is the wall's. */
int64_t patience_ms(const struct http_response *response, int64_t now);
