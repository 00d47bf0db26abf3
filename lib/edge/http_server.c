#include "edge/http_server.h"

#include "edge/http_internal.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY_BYTES = 12 * 1024, /* headers, and the piece of a stream under way */
    CROWDED_WAIT_MS = 2000,
    SWEEP_MS = 500,
    SPARE_DESCRIPTORS = 128,
};

void http_server_wake(struct http_server *server)
{
    server->has_news = true;
}

static void spread_news(struct http_server *server)
{
    server->has_news = false;
    http_streams_spread(server);
    http_streams_resume(server);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct visitor *visitor = memory_new(sizeof *visitor);
        *visitor = (struct visitor){ .server = server,
                                     .connection = connection,
                                     .next = server->visitors,
                                     .idle_since = server->now };
        if (server->visitors != NULL)
            server->visitors->previous = visitor;
        server->visitors = visitor;
        server->counts.connections++;
        *state = visitor;
        return;
    }
    struct visitor *visitor = *state;
    if (visitor == NULL)
        return;
    if (visitor->previous != NULL)
        visitor->previous->next = visitor->next;
    else
        server->visitors = visitor->next;
    if (visitor->next != NULL)
        visitor->next->previous = visitor->previous;
    server->counts.connections--;
    memory_free(visitor);
    *state = NULL;
}

/* Puts off who has not finished a request for too long; sooner when it is crowded. */
static void sweep(struct http_server *server)
{
    const bool crowded =
        server->counts.connections > server->options.connection_limit / 4 * 3;
    const int64_t most_ms =
        crowded ? CROWDED_WAIT_MS : (int64_t)server->options.timeout_s * 1000;

    for (struct visitor *visitor = server->visitors; visitor != NULL; visitor = visitor->next) {
        if (visitor->idle_since < 0 || server->now - visitor->idle_since < most_ms)
            continue;
        const union MHD_ConnectionInfo *socket =
            MHD_get_connection_info(visitor->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        (void)shutdown(socket->connect_fd, SHUT_RDWR);
        visitor->idle_since = server->now;
    }
}

/* --- the server --- */

/* As many descriptors as connections want, as far as this machine lets us. */
static void raise_limit(unsigned *connections)
{
    struct rlimit limit;
    const rlim_t wanted = (rlim_t)*connections + SPARE_DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted &&
        limit.rlim_cur > 2 * SPARE_DESCRIPTORS)
        *connections = (unsigned)limit.rlim_cur - SPARE_DESCRIPTORS;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct http_exchange *exchange = *state;

    (void)connection;
    (void)code;
    if (exchange == NULL)
        return;
    if (exchange->is_stream)
        http_stream_over(exchange);
    if (server->options.over != NULL)
        server->options.over(server->options.context, exchange);
    if (exchange->visitor != NULL) {
        exchange->visitor->idle_since = server->now;
        exchange->visitor->exchange = NULL;
    }
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    memory_free(exchange->before);
    memory_free(exchange->path);
    memory_free(exchange->method);
    text_done(&exchange->body);
    memory_free(exchange);
    *state = NULL;
}

static struct MHD_Daemon *start(struct http_server *server)
{
    const struct http_server_options *options = &server->options;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key },
        { MHD_OPTION_END, 0, NULL },
    };
    const bool plain = options->certificate == NULL;
    struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (plain ? 0 : MHD_USE_TLS), 0, NULL, NULL,
        http_on_request, server, MHD_OPTION_ARRAY, plain ? none : tls, MHD_OPTION_LISTEN_SOCKET,
        server->listening.descriptor, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_CONNECTION_LIMIT, options->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, options->timeout_s, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

/* One descriptor for the loop: the library's and those of our streams behind it. */
static int open_poller(struct http_server *server, struct fault *fault)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

    server->poller = epoll_create1(EPOLL_CLOEXEC);
    if (server->poller < 0 ||
        epoll_ctl(server->poller, EPOLL_CTL_ADD,
                  MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
                  &event) != 0)
        return fault_set(fault, FAULT_SETUP, "the HTTP server cannot wait: %s", strerror(errno));
    return 0;
}

int http_server_open(const struct http_server_options *options, struct http_server **server,
                     struct fault *fault)
{
    OWNED(http_server) struct http_server *made = memory_new(sizeof *made);

    made->options = *options;
    made->listening.descriptor = -1;
    made->poller = -1;
    raise_limit(&made->options.connection_limit);
    if (listen_open(options->listen, &made->listening, fault) != 0)
        return -1;
    made->daemon = start(made);
    if (made->daemon == NULL)
        return fault_set(fault, FAULT_SETUP, "the HTTP server on %s does not start%s",
                         options->listen,
                         options->certificate == NULL ? "" : ": is the certificate good?");
    made->listening.descriptor = -1; /* the library closes it */
    if (open_poller(made, fault) != 0)
        return -1;
    *server = TAKE(made);
    return 0;
}

static void answer_all(struct http_server *server)
{
    /* The library insists that nothing is suspended when it stops. */
    for (struct visitor *visitor = server->visitors; visitor != NULL; visitor = visitor->next) {
        if (visitor->exchange != NULL && visitor->exchange->kept)
            http_exchange_answer(visitor->exchange,
                                 &(struct http_answer){ .status = MHD_HTTP_SERVICE_UNAVAILABLE });
    }
    server->is_ending = true;
    http_streams_end(server);
    http_streams_resume(server);
    (void)MHD_run(server->daemon); /* what fails here fails in the next line too */
}

void http_server_free(struct http_server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL) {
        answer_all(server);
        MHD_stop_daemon(server->daemon);
    }
    listen_done(&server->listening);
    if (server->poller >= 0)
        (void)close(server->poller);
    memory_free(server);
}

const char *http_server_address(const struct http_server *server)
{
    return text_string(&server->listening.address);
}

bool http_server_is_local(const struct http_server *server)
{
    return server->listening.is_local;
}

int http_server_descriptor(const struct http_server *server)
{
    return server->poller;
}

int http_server_wait_ms(const struct http_server *server, int most_ms)
{
    MHD_UNSIGNED_LONG_LONG wait = 0;

    if (server->has_news)
        return 0;
    if (MHD_get_timeout(server->daemon, &wait) != MHD_YES || wait > (unsigned)most_ms)
        return most_ms;
    return (int)wait;
}

void http_server_serve(struct http_server *server, int64_t now_monotonic)
{
    server->now = now_monotonic;
    if (now_monotonic - server->swept_at >= SWEEP_MS) {
        server->swept_at = now_monotonic;
        sweep(server);
        http_streams_sweep(server);
    }
    http_streams_serve(server);
    if (server->has_news)
        spread_news(server);
    (void)MHD_run(server->daemon); /* a connection that fails is its own affair */
}

struct http_counts http_server_counts(const struct http_server *server)
{
    return server->counts;
}
