#include "edge/port.h"

#include "base/text.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool can_bind(const struct addrinfo *info)
{
    int one = 1;
    int socket_descriptor = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, 0);

    if (socket_descriptor < 0)
        return false;
    /* The server sets this too: a connection that lingers does not keep it from listening. */
    (void)setsockopt(socket_descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bool bound = bind(socket_descriptor, info->ai_addr, info->ai_addrlen) == 0 &&
                 listen(socket_descriptor, 1) == 0;
    (void)close(socket_descriptor); /* nothing was sent */
    return bound;
}

int port_is_free(const char *address, bool *is_free, struct fault *fault)
{
    const char *colon = strrchr(address, ':');

    if (colon == NULL || colon == address || colon[1] == '\0')
        return fault_set(fault, FAULT_SETUP, "'%s' is no address such as 127.0.0.1:8420", address);
    OWNED(string) char *host = memory_copy(address, (size_t)(colon - address));
    struct addrinfo wanted = { .ai_socktype = SOCK_STREAM,
                               .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    int result = getaddrinfo(host, colon + 1, &wanted, &found);
    if (result != 0)
        return fault_set(fault, FAULT_SETUP, "'%s' is no address to listen at: %s", address,
                         gai_strerror(result));
    *is_free = can_bind(found);
    freeaddrinfo(found);
    return 0;
}
