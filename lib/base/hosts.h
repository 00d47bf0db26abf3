/* How often each host may be asked, whoever asks: a token bucket a host, filled evenly. */
#pragma once

#include "base/text.h"

#include <stdint.h>

struct hosts;

struct hosts *hosts_new(void);
void hosts_free(struct hosts *hosts);
RELEASE_WITH(hosts, struct hosts, hosts_free)

/* Takes one request to the host of this address. 0 when it may be made now, else how long to wait
 * until it is worth asking again. Of several rates for one host the lowest holds. */
int64_t hosts_take(struct hosts *hosts, struct slice url, int64_t a_minute, int64_t now);
/* Nothing goes to that host for so long: it said so itself. */
void hosts_hold(struct hosts *hosts, struct slice url, int64_t until);

/* "https://user@Example.org:8443/x" -> "Example.org:8443"; empty when there is none. */
struct slice hosts_name(struct slice url);
