#include "edge/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LISTEN_BACKLOG = 1024 };

static int cannot(const char *address, struct fault *fault)
{
    return fault_set(fault, FAULT_SETUP, "listening on %s: %s", address, strerror(errno));
}

static int start(struct listening *listening, const struct sockaddr *where, socklen_t length)
{
    const int on = 1;

    listening->descriptor =
        socket(where->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listening->descriptor < 0)
        return -1;
    if (where->sa_family != AF_UNIX)
        (void)setsockopt(listening->descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listening->descriptor, where, length) != 0 ||
        listen(listening->descriptor, LISTEN_BACKLOG) != 0) {
        const int error = errno;
        close(listening->descriptor);
        listening->descriptor = -1;
        errno = error;
        return -1;
    }
    return 0;
}

static int open_unix(const char *address, struct listening *listening, struct fault *fault)
{
    struct sockaddr_un where = { .sun_family = AF_UNIX };
    const char *path = address + strlen("unix:");

    if (*path == '\0' || strlen(path) >= sizeof where.sun_path)
        return fault_set(fault, FAULT_SETUP, "'%s' is no path for a Unix socket", address);
    memcpy(where.sun_path, path, strlen(path));

    struct stat old;
    if (stat(path, &old) == 0 && S_ISSOCK(old.st_mode))
        (void)unlink(path); /* bind says so when it is still there */
    if (start(listening, (const struct sockaddr *)&where, sizeof where) != 0)
        return cannot(address, fault);
    listening->is_local = true;
    text_add(&listening->address, address);
    return 0;
}

/* Splits "[::1]:80" and "127.0.0.1:80". */
static bool split(const char *address, struct text *host, const char **port)
{
    const char *colon = strrchr(address, ':');

    if (colon == NULL || colon == address)
        return false;
    *port = colon + 1;
    if (address[0] == '[' && colon[-1] == ']')
        text_add_bytes(host, address + 1, (size_t)(colon - address) - 2);
    else
        text_add_bytes(host, address, (size_t)(colon - address));
    return **port != '\0';
}

static bool is_loopback(const struct sockaddr *where)
{
    if (where->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const void *)where;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *six = (const void *)where;
    return memcmp(&six->sin6_addr, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}

static void add_address(struct listening *listening, const struct text *host)
{
    struct sockaddr_storage where = { 0 };
    socklen_t length = sizeof where;

    (void)getsockname(listening->descriptor, (struct sockaddr *)&where, &length);
    const in_port_t port = where.ss_family == AF_INET ? ((struct sockaddr_in *)&where)->sin_port
                                                      : ((struct sockaddr_in6 *)&where)->sin6_port;
    const bool six = where.ss_family == AF_INET6;
    text_add_format(&listening->address, six ? "[%s]:%u" : "%s:%u", text_string(host),
                    (unsigned)ntohs(port));
}

int listen_open(const char *address, struct listening *listening, struct fault *fault)
{
    OWNED(text) struct text host = { 0 };
    const char *port = NULL;

    *listening = (struct listening){ .descriptor = -1 };
    if (strncmp(address, "unix:", strlen("unix:")) == 0)
        return open_unix(address, listening, fault);

    const struct addrinfo wanted = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *found = NULL;
    if (!split(address, &host, &port) ||
        getaddrinfo(text_string(&host), port, &wanted, &found) != 0 || found == NULL)
        return fault_set(fault, FAULT_SETUP,
                         "'%s' is no address to listen on: ADDR:PORT or unix:/path", address);

    const int result = start(listening, found->ai_addr, found->ai_addrlen);
    listening->is_local = is_loopback(found->ai_addr);
    freeaddrinfo(found);
    if (result != 0)
        return cannot(address, fault);
    add_address(listening, &host);
    return 0;
}

void listen_done(struct listening *listening)
{
    if (listening->descriptor >= 0)
        close(listening->descriptor);
    if (strncmp(text_string(&listening->address), "unix:", strlen("unix:")) == 0)
        (void)unlink(text_string(&listening->address) + strlen("unix:")); /* may be gone */
    text_done(&listening->address);
}
