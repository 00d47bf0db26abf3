/* Where Redis is, and a socket to it that never blocks; private to redis.c. */
#pragma once

#include "base/fault.h"

struct redis_address {
    char *shown; /* as it was given */
    char *path;  /* of a Unix socket, or NULL */
    char *host;
    char *port;
};

MUST_CHECK int redis_address_parse(const char *given, struct redis_address *address,
                                   struct fault *fault);
void redis_address_done(struct redis_address *address);
/* Begins to connect; writable once that is over, well or not. Looks names up, which waits for the
 * resolver: production addresses are numbers or in /etc/hosts. */
MUST_CHECK int redis_socket_connect(const struct redis_address *address, int *descriptor,
                                    struct fault *fault);
