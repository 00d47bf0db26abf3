/* The desk: what all its parts share. One struct on main's stack; nothing here outlives it. */
#pragma once

#include "base/reel.h"
#include "base/table.h"
#include "core/record.h"
#include "core/topics.h"
#include "edge/clock.h"
#include "edge/http_server.h"
#include "edge/kafka_consumer.h"
#include "edge/kafka_producer.h"
#include "edge/log.h"
#include "view/pages.h"
#include "wire/json.h"
#include "wire/tokens.h"
#include "wire/writer.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DESK_BODY_LIMIT_BYTES = 1024 * 1024,
    DESK_PATH_LIMIT_BYTES = 2048,
    DESK_OUTCOME_MS = 5000,    /* how long a person waits for what came of a decision */
    DESK_HEARTBEAT_MS = 15000, /* so that proxies and clients know the line is alive */
};

struct settings {
    const char *kafka;
    const char *redis;
    const char *state;
    const char *rules;
    const char *sources;
    const char *clock;
    const char *embedded;
    const char *listen;
    const char *certificate;
    const char *key;
    const char *briefings;
    const char *organisation;
    bool login;
    bool behind_proxy;
    bool check_config;
    int64_t connections;
};

struct triggers; /* the trigger topic: triggers.c */
struct commands; /* decisions under way: commands.c */
struct session;  /* tokens: session.c */
struct pace;     /* who asks too fast: pace.c */
struct hooks;    /* webhooks with shapes of their own: hooks.c */
struct profile;  /* titles and local time: report/profile.h */

struct desk {
    struct settings settings;
    struct log log;
    struct clock *clock;
    struct store *store;
    struct http_server *server;
    struct kafka_producer *producer;
    struct reel *reel;
    struct triggers *triggers;
    struct commands *commands;
    struct session *session;
    struct pace *pace;
    struct hooks *hooks; /* NULL when the sources cannot be read */
    struct profile *profile; /* NULL when the rules cannot be read */
    char *rules_folder;
    char *console_folder; /* NULL when the console is not built */
    char *page_folder;    /* the plain live page */
    char *schema_folder;
    char *briefings_folder;
    char *templates_folder;
    struct text install_key;
    struct text cluster; /* of the trigger topic: what positions begin with */
    int32_t partitions;
    struct arena *arena; /* of the request under way */
    /* the organisations, read again every few seconds */
    struct arena *orgs_arena;
    struct orgs orgs;
    int64_t orgs_read_at;
    /* what was last told on the stream, so that only changes are */
    struct table *told; /* organisation -> JSON, owned */
    size_t tell_next;
    int64_t told_at;
    int64_t heartbeat_at;
    bool was_away;
};

/* What an exchange that is kept, or a record under way to Kafka, waits for: the first member of the
 * struct behind the pointer. */
enum waiting_kind { WAITING_COMMAND, WAITING_INTAKE };

struct waiting {
    enum waiting_kind kind;
    struct http_exchange *exchange; /* who waits; NULL: nobody */
};

/* Who asks. */
struct caller {
    enum access access;
    struct slice actor; /* empty: nobody is logged in */
    bool has_role;
    enum role role;
    struct slice org; /* empty: all */
    struct slice token_id;
    bool by_cookie;
};

/* One request on its way through the desk. */
struct request {
    struct desk *desk;
    struct http_exchange *exchange;
    struct caller caller;
    struct slice rest; /* of the path, behind what the route named */
    struct view view;  /* filled in where the route asks for an organisation */
};
