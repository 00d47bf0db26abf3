/* A private Redis on a Unix socket, for the test that includes this. */
#pragma once

#include "edge/process.h"
#include "edge/redis.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct redis_server {
    char folder[32];
    struct text socket;  /* "/tmp/tocsin-redis-…/s" */
    struct text address; /* "unix:/tmp/…/s" */
    struct process process;
};

/* Starts it again after redis_server_kill(); what it had stored is there again. */
static inline void redis_server_run(struct redis_server *server)
{
    const char *const arguments[] = { "redis-server", "--port", "0", "--unixsocket",
                                      text_string(&server->socket), "--dir", server->folder,
                                      "--appendonly", "yes", "--appendfsync", "always",
                                      "--save", "", "--loglevel", "warning", NULL };
    const struct process_start start = { "/usr/bin/redis-server", arguments, NULL };
    struct redis *redis = NULL;
    struct redis_reply *reply = NULL;

    assert_int_equal(process_start(&server->process, &start, NULL), 0);
    assert_int_equal(redis_open(text_string(&server->address), &redis, NULL), 0);
    while (redis_ask_words(redis, &reply, NULL, "PING", NULL) != 0)
        poll(NULL, 0, 5); /* it says in no other way that it is up */
    redis_reply_free(reply);
    redis_free(redis);
}

static inline void redis_server_start(struct redis_server *server)
{
    *server = (struct redis_server){ .folder = "/tmp/tocsin-redis-XXXXXX" };
    assert_non_null(mkdtemp(server->folder));
    text_add_format(&server->socket, "%s/s", server->folder);
    text_add_format(&server->address, "unix:%s", text_string(&server->socket));
    redis_server_run(server);
}

static inline void redis_server_signal(struct redis_server *server, int number)
{
    process_signal(&server->process, number);
}

static inline void redis_server_kill(struct redis_server *server)
{
    process_signal(&server->process, SIGKILL);
    waitpid(server->process.id, NULL, 0);
    server->process.id = 0;
    unlink(text_string(&server->socket));
}

static inline void redis_server_stop(struct redis_server *server)
{
    OWNED(text) struct text command = { 0 };

    redis_server_kill(server);
    text_add_format(&command, "rm -r %s", server->folder);
    assert_int_equal(system(text_string(&command)), 0);
    text_done(&server->socket);
    text_done(&server->address);
}
