/* Many clients of the live stream in one process: some read, some never do. Each event holds
 * "sent": SECONDS of the monotonic clock; how long it took is gathered.
 *
 * usage: stream_clients PORT WATCHING STALLED EVENTS
 * Prints "connected" when all have their headers, then one line of JSON. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE_BYTES = 32768, READY_AT_ONCE = 256, LIMIT_S = 120 };

struct client {
    int descriptor;
    char rest[2 * PIECE_BYTES]; /* what came of frames, without the chunks' own lines */
    size_t length;
    size_t chunk_left; /* of the chunk under way; 0: its line comes */
    char line[32];     /* of the next chunk: its length */
    size_t line_length;
    bool connected;
};

struct bench {
    struct client *clients;
    size_t watching;
    size_t connected;
    double *took;
    size_t taken;
    size_t expected;
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int connect_one(int port, bool reads)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    const int small = 4096;
    struct sockaddr_in where = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    static const char request[] = "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!reads)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (connect(descriptor, (struct sockaddr *)&where, sizeof where) != 0 ||
        write(descriptor, request, sizeof request - 1) != (ssize_t)sizeof request - 1) {
        perror("connecting");
        exit(1);
    }
    return descriptor;
}

/* The headers are over: returns what follows, or NULL while they are not. */
static const char *connected(struct bench *bench, struct client *client, const char *bytes)
{
    const char *end = strstr(bytes, "\r\n\r\n");

    if (end == NULL)
        return NULL; /* they come in one piece, or this run has no result */
    client->connected = true;
    if (++bench->connected == bench->watching) {
        puts("connected");
        fflush(stdout);
    }
    return end + 4;
}

/* A frame may be cut into chunks anywhere, also amid a number. */
static void add_chunks(struct client *client, const char *at, const char *end)
{
    while (at < end) {
        if (client->chunk_left > 0) {
            const size_t here = (size_t)(end - at);
            const size_t part = here < client->chunk_left ? here : client->chunk_left;
            memcpy(client->rest + client->length, at, part);
            client->length += part;
            client->chunk_left -= part;
            at += part;
            continue;
        }
        const char byte = *at++;
        if (byte != '\n' && byte != '\r' && client->line_length + 1 < sizeof client->line)
            client->line[client->line_length++] = byte;
        if (byte == '\n' && client->line_length > 0) {
            client->line[client->line_length] = '\0';
            client->chunk_left = strtoul(client->line, NULL, 16);
            client->line_length = 0;
        }
    }
}

static void take(struct bench *bench, struct client *client, double now)
{
    char *at = client->rest;
    char *end = NULL;

    client->rest[client->length] = '\0';
    while ((end = strstr(at, "\n\n")) != NULL) {
        *end = '\0';
        const char *sent = strstr(at, "\"sent\":");
        if (sent != NULL && bench->taken < bench->expected)
            bench->took[bench->taken++] = now - strtod(sent + 7, NULL);
        at = end + 2;
    }
    client->length -= (size_t)(at - client->rest);
    memmove(client->rest, at, client->length);
}

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    const int port = (int)strtol(argv[1], NULL, 10);
    const size_t stalled = strtoul(argv[3], NULL, 10);
    struct bench bench = { .watching = strtoul(argv[2], NULL, 10) };
    struct rlimit limit;
    const int poller = epoll_create1(0);

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    bench.expected = bench.watching * strtoul(argv[4], NULL, 10);
    bench.took = calloc(bench.expected + 1, sizeof *bench.took);
    bench.clients = calloc(bench.watching, sizeof *bench.clients);
    for (size_t i = 0; i < bench.watching; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &bench.clients[i] };
        bench.clients[i].descriptor = connect_one(port, true);
        epoll_ctl(poller, EPOLL_CTL_ADD, bench.clients[i].descriptor, &event);
    }
    for (size_t i = 0; i < stalled; i++)
        (void)connect_one(port, false);

    const double until = seconds() + LIMIT_S;
    while (bench.taken < bench.expected && seconds() < until) {
        struct epoll_event ready[READY_AT_ONCE];
        static char piece[PIECE_BYTES];
        const int count = epoll_wait(poller, ready, READY_AT_ONCE, 1000);
        for (int i = 0; i < count; i++) {
            struct client *client = ready[i].data.ptr;
            const ssize_t got = read(client->descriptor, piece, sizeof piece - 1);
            if (got <= 0) {
                epoll_ctl(poller, EPOLL_CTL_DEL, client->descriptor, NULL);
                continue;
            }
            piece[got] = '\0';
            const double now = seconds();
            const char *at = client->connected ? piece : connected(&bench, client, piece);
            if (at != NULL)
                add_chunks(client, at, piece + got);
            take(&bench, client, now);
        }
    }
    qsort(bench.took, bench.taken, sizeof *bench.took, by_size);
    if (bench.taken == 0)
        return 1;
    printf("{\"taken\": %zu, \"expected\": %zu, \"p50_ms\": %.1f, \"p99_ms\": %.1f, \"max_ms\": %.1f}\n",
           bench.taken, bench.expected, 1000 * bench.took[bench.taken / 2],
           1000 * bench.took[bench.taken * 99 / 100], 1000 * bench.took[bench.taken - 1]);
    return 0;
}
