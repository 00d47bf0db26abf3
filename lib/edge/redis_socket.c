#include "edge/redis_socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int redis_address_parse(const char *given, struct redis_address *address, struct fault *fault)
{
    static const char UNIX[] = "unix:";
    const char *colon = strrchr(given, ':');
    struct sockaddr_un limit;

    if (strncmp(given, UNIX, sizeof UNIX - 1) == 0) {
        const char *path = given + sizeof UNIX - 1;
        if (*path == '\0' || strlen(path) >= sizeof limit.sun_path)
            return fault_set(fault, FAULT_SETUP, "'%s': a socket's path has 1 to %zu bytes", given,
                             sizeof limit.sun_path - 1);
        address->path = memory_copy(path, strlen(path));
    } else if (colon != NULL && colon != given && colon[1] != '\0') {
        address->host = memory_copy(given, (size_t)(colon - given));
        address->port = memory_copy(colon + 1, strlen(colon + 1));
    } else {
        return fault_set(fault, FAULT_SETUP, "'%s' is neither unix:/path nor HOST:PORT", given);
    }
    address->shown = memory_copy(given, strlen(given));
    return 0;
}

void redis_address_done(struct redis_address *address)
{
    memory_free(address->shown);
    memory_free(address->path);
    memory_free(address->host);
    memory_free(address->port);
}

static int begin(int family, const struct sockaddr *to, socklen_t length, int *descriptor)
{
    const int one = 1;
    int made = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (made < 0)
        return -1;
    if (connect(made, to, length) != 0 && errno != EINPROGRESS) {
        int error = errno;
        (void)close(made); /* the error to tell is connect's */
        errno = error;
        return -1;
    }
    if (family != AF_UNIX)
        (void)setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); /* slower without */
    *descriptor = made;
    return 0;
}

static int begin_unix(const char *path, int *descriptor)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };

    memcpy(to.sun_path, path, strlen(path)); /* its length was checked */
    return begin(AF_UNIX, (const struct sockaddr *)&to, sizeof to, descriptor);
}

int redis_socket_connect(const struct redis_address *address, int *descriptor,
                         struct fault *fault)
{
    const struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    int result = -1;

    if (address->path != NULL) {
        result = begin_unix(address->path, descriptor);
    } else {
        int error = getaddrinfo(address->host, address->port, &wanted, &found);
        if (error != 0)
            return fault_set(fault, FAULT_AWAY, "Redis at %s: %s", address->shown,
                             gai_strerror(error));
        for (const struct addrinfo *to = found; to != NULL && result != 0; to = to->ai_next)
            result = begin(to->ai_family, to->ai_addr, to->ai_addrlen, descriptor);
        freeaddrinfo(found);
    }
    if (result != 0)
        return fault_set(fault, FAULT_AWAY, "Redis at %s: %s", address->shown, strerror(errno));
    return 0;
}
