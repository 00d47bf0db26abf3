#include "desk/open.h"

#include "base/options.h"
#include "core/topics.h"
#include "desk/commands.h"
#include "desk/hooks.h"
#include "desk/intake.h"
#include "desk/pace.h"
#include "desk/route.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/triggers.h"
#include "edge/files.h"
#include "edge/kafka_cluster.h"
#include "edge/place.h"
#include "program/state.h"
#include "report/profile.h"

enum { TIMEOUT_S = 15, PEM_LIMIT_BYTES = 256 * 1024, DELIVERY_MS = 10000 };

static const struct option rows[] = {
    { "kafka", OPTION_TEXT, "HOST:PORT", .standard = "127.0.0.1:9092",
      .sentence = "where Kafka is", .place = offsetof(struct settings, kafka) },
    { "redis", OPTION_TEXT, "ADDRESS", .standard = "127.0.0.1:6379",
      .sentence = "where Redis is: HOST:PORT or unix:/path",
      .place = offsetof(struct settings, redis) },
    { "state", OPTION_TEXT, "DIR",
      .sentence = "the state folder of the installation",
      .place = offsetof(struct settings, state) },
    { "rules", OPTION_TEXT, "DIR", .sentence = "the rules; else TOCSIN_RULES, else our own",
      .place = offsetof(struct settings, rules) },
    { "sources", OPTION_TEXT, "FILE",
      .sentence = "the sources, of which the webhooks come here",
      .place = offsetof(struct settings, sources) },
    { "clock", OPTION_TEXT, "FILE", .sentence = "the feed clock, while a file is played",
      .place = offsetof(struct settings, clock) },
    { "embedded", OPTION_TEXT, "ID", .sentence = "the id of the embedded broker",
      .place = offsetof(struct settings, embedded) },
    { "listen", OPTION_TEXT, "ADDR:PORT", .standard = "127.0.0.1:8420",
      .sentence = "where to listen: ADDR:PORT (port 0: any) or unix:/path",
      .place = offsetof(struct settings, listen) },
    { "certificate", OPTION_TEXT, "FILE", .sentence = "serve TLS with this certificate (PEM)",
      .place = offsetof(struct settings, certificate) },
    { "key", OPTION_TEXT, "FILE", .sentence = "the certificate's key (PEM)",
      .place = offsetof(struct settings, key) },
    { "behind-proxy", OPTION_FLAG,
      .sentence = "a proxy in front speaks TLS and passes requests on; everybody needs a token",
      .place = offsetof(struct settings, behind_proxy) },
    { "login", OPTION_FLAG, .sentence = "looking needs a token too, also from this machine",
      .place = offsetof(struct settings, login) },
    { "briefings", OPTION_TEXT, "DIR", .sentence = "where briefings lie; DIR/briefings otherwise",
      .place = offsetof(struct settings, briefings) },
    { "connections", OPTION_NUMBER, "N", 16, 100000, .standard = "4096",
      .sentence = "most connections at once", .place = offsetof(struct settings, connections) },
    { "check-config", OPTION_FLAG, .sentence = "check the options and end",
      .place = offsetof(struct settings, check_config) },
};

const struct options DESK_OPTIONS = {
    .program = "tocsin-desk",
    .sentence = "Shows people what is happening, and takes their decisions.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "Plain HTTP is served on a loopback address or a Unix socket only; elsewhere the desk "
            "wants a certificate, or a proxy in front (--behind-proxy).",
};

static void delivered(void *context, const struct kafka_delivery *delivery)
{
    const struct waiting *waiting = delivery->opaque;

    switch (waiting->kind) {
    case WAITING_COMMAND:
        commands_delivered(context, delivery);
        return;
    case WAITING_INTAKE:
        intake_delivered(context, delivery);
        return;
    }
}

static void over(void *context, struct http_exchange *exchange)
{
    struct desk *desk = context;
    const struct waiting *waiting = http_exchange_data(exchange);

    if (waiting == NULL)
        return;
    switch (waiting->kind) {
    case WAITING_COMMAND:
        commands_forget(desk->commands, exchange);
        return;
    case WAITING_INTAKE:
        intake_forget(exchange);
        return;
    }
}

static int find_places(struct desk *desk, struct fault *fault)
{
    const struct settings *settings = &desk->settings;
    struct fault none = { 0 };

    if (place_rules(settings->rules, &desk->rules_folder, fault) != 0 ||
        place_share("rules/schema", &desk->schema_folder, fault) != 0 ||
        place_share("monitor/desk/page", &desk->page_folder, fault) != 0)
        return -1;
    if (place_built("monitor/console/dist", &desk->console_folder, &none) != 0)
        desk->console_folder = NULL; /* not built: the plain page is shown */
    if (profile_open(desk->rules_folder, &desk->profile, &none) != 0)
        log_warning(&desk->log, "rules-unreadable", "local times are UTC: %s", none.text);
    desk->templates_folder = state_path(desk->rules_folder, "templates");
    desk->briefings_folder = settings->briefings != NULL
                                 ? memory_copy(settings->briefings,
                                               slice_of(settings->briefings).length)
                                 : state_path(settings->state, "briefings");
    return 0;
}

/* Wrong sources take no webhooks, and everything else of the desk goes on. */
void desk_read_sources(struct desk *desk)
{
    struct fault fault = { 0 };
    const struct hooks_options options = {
        .sources = desk->settings.sources,
        .rules = desk->settings.rules,
        .redis = desk->settings.redis,
        .clock = desk->clock,
        .install_key = text_slice(&desk->install_key),
    };

    if (hooks_reopen(&desk->hooks, &options, &fault) != 0)
        log_error(&desk->log, "webhooks-refused", "%s: %s",
                  desk->hooks == NULL ? "no webhook of the sources is taken"
                                      : "the webhooks stay as they were",
                  fault.text);
    else
        log_notice(&desk->log, "webhooks-read", "%zu webhooks are taken",
                   hooks_count(desk->hooks));
}

static int ask_cluster(struct desk *desk, struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;
    const char *id = desk->settings.embedded;

    if (kafka_cluster_open(desk->settings.kafka, &cluster, fault) != 0 ||
        (id == NULL && kafka_cluster_id(cluster, &id, fault) != 0) ||
        kafka_cluster_partitions(cluster, TOPIC_FEEDBACK, &desk->partitions, fault) != 0)
        return -1;
    if (desk->partitions < 1 || desk->partitions > KAFKA_PARTITION_LIMIT)
        return fault_set(fault, FAULT_AWAY, "the topic %s is not there", TOPIC_FEEDBACK);
    text_add(&desk->cluster, id);
    return 0;
}

static int open_producer(struct desk *desk, struct fault *fault)
{
    return kafka_producer_open(
        &(struct kafka_producer_options){
            .servers = desk->settings.kafka,
            .client = "tocsin-desk",
            .report = delivered,
            .context = desk,
            .timeout_ms = DELIVERY_MS,
            .topics = { TOPIC_FEEDBACK, TOPIC_QUARANTINE },
        },
        &desk->producer, fault);
}

static int listen_to_people(struct desk *desk, struct fault *fault)
{
    const struct settings *settings = &desk->settings;
    OWNED(text) struct text certificate = { 0 };
    OWNED(text) struct text key = { 0 };

    if ((settings->certificate == NULL) != (settings->key == NULL))
        return fault_set(fault, FAULT_SETUP, "--certificate and --key go together");
    if (settings->certificate != NULL &&
        (files_read(settings->certificate, PEM_LIMIT_BYTES, &certificate, fault) != 0 ||
         files_read(settings->key, PEM_LIMIT_BYTES, &key, fault) != 0))
        return -1;
    const struct http_server_options options = {
        .listen = settings->listen,
        .certificate = settings->certificate == NULL ? NULL : text_string(&certificate),
        .key = settings->key == NULL ? NULL : text_string(&key),
        .handler = route_request,
        .over = over,
        .context = desk,
        .body_limit = DESK_BODY_LIMIT_BYTES,
        .connection_limit = (unsigned)settings->connections,
        .timeout_s = TIMEOUT_S,
    };
    if (http_server_open(&options, &desk->server, fault) != 0)
        return -1;
    if (!http_server_is_local(desk->server) && settings->certificate == NULL &&
        !settings->behind_proxy)
        return fault_set(fault, FAULT_SETUP,
                         "plain HTTP on %s would show everything to everybody: give a "
                         "certificate, or --behind-proxy", settings->listen);
    return 0;
}

int desk_open(struct desk *desk, struct fault *fault)
{
    desk->arena = arena_new();
    desk->pace = pace_new();
    desk->told = table_new();
    desk->reel = reel_new(TRIGGERS_KEPT, TRIGGERS_KEPT_BYTES);
    if (desk->settings.state == NULL)
        return fault_set(fault, FAULT_SETUP, "--state is missing");
    if (find_places(desk, fault) != 0 ||
        state_read_key(desk->settings.state, &desk->install_key, fault) != 0 ||
        clock_open(desk->settings.clock, &desk->clock, fault) != 0 ||
        session_open(desk, fault) != 0 ||
        store_open(desk->settings.redis, &desk->store, fault) != 0 ||
        ask_cluster(desk, fault) != 0 || open_producer(desk, fault) != 0 ||
        commands_open(desk, fault) != 0 || listen_to_people(desk, fault) != 0)
        return -1;
    desk_read_sources(desk);
    return triggers_open(desk, fault);
}

void desk_close(struct desk *desk)
{
    http_server_free(desk->server);
    triggers_free(desk->triggers);
    struct fault fault = { 0 };
    if (desk->producer != NULL && kafka_producer_flush(desk->producer, DELIVERY_MS, &fault) != 0)
        log_warning(&desk->log, "decisions-unsent", "%s", fault.text);
    kafka_producer_free(desk->producer);
    commands_free(desk->commands);
    hooks_free(desk->hooks);
    store_free(desk->store);
    session_free(desk->session);
    clock_free(desk->clock);
    reel_free(desk->reel);
    arena_free(desk->orgs_arena);
    arena_free(desk->arena);
    text_done(&desk->install_key);
    text_done(&desk->cluster);
    if (desk->told != NULL)
        state_forget(desk);
    memory_free(desk->rules_folder);
    memory_free(desk->console_folder);
    memory_free(desk->page_folder);
    memory_free(desk->schema_folder);
    memory_free(desk->briefings_folder);
    memory_free(desk->templates_folder);
    profile_free(desk->profile);
    pace_free(desk->pace);
}
