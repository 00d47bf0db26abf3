#include "tocsin/up.h"

#include "base/moment.h"
#include "edge/clock.h"
#include "edge/files.h"
#include "edge/place.h"
#include "edge/port.h"
#include "edge/redis.h"
#include "program/program.h"
#include "program/state.h"
#include "tocsin/verbs.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { CHECK_MS = 10 };

static const struct option rows[] = {
    { .name = "feed", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "play this file of feedback (.jsonl, .xz, .zst) on a clock of its own",
      .place = offsetof(struct up_settings, feed) },
    { .name = "speed", .type = OPTION_NUMBER, .value = "N|max", .least = 1, .most = 1000000,
      .words = "max", .standard = "1",
      .sentence = "so many times as fast as it happened, or as fast as surge stores",
      .place = offsetof(struct up_settings, speed) },
    { .name = "learn", .type = OPTION_LENGTH, .value = "LENGTH", .standard = "0s",
      .sentence = "play so much of the file at full speed first, for the baseline",
      .place = offsetof(struct up_settings, learn_ms) },
    { .name = "shift", .type = OPTION_CHOICE, .value = "now", .words = "none|now",
      .standard = "none", .sentence = "move the file's times so that the end of learning is now",
      .place = offsetof(struct up_settings, shift) },
    { .name = "until-played", .type = OPTION_FLAG,
      .sentence = "end after the last line and print the accounts",
      .place = offsetof(struct up_settings, until_played) },
    { .name = "again", .type = OPTION_FLAG,
      .sentence = "play the file again, in a new state folder; the old one is kept beside it",
      .place = offsetof(struct up_settings, again) },
    { .name = "sources", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "real sources, as sources.yaml names them; not together with --feed",
      .place = offsetof(struct up_settings, sources) },
    { .name = "kafka", .type = OPTION_TEXT, .value = "HOST:PORT",
      .sentence = "use this Kafka in place of the embedded broker",
      .place = offsetof(struct up_settings, kafka) },
    { .name = "redis", .type = OPTION_TEXT, .value = "ADDRESS",
      .sentence = "use this Redis (unix:/path or HOST:PORT) in place of a private one",
      .place = offsetof(struct up_settings, redis) },
    { .name = "state", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the state folder; without it one named after the feed",
      .place = offsetof(struct up_settings, state) },
    { .name = "listen", .type = OPTION_TEXT, .value = "ADDR:PORT",
      .sentence = "where the desk listens; port 0 is any (without it 127.0.0.1:8420, or any free port)",
      .place = offsetof(struct up_settings, listen) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
      .place = offsetof(struct up_settings, rules) },
    { .name = "alarm", .type = OPTION_TEXT, .value = "COMMAND",
      .sentence = "a shell command that surge runs, with the reason as $1, when counting is held up",
      .place = offsetof(struct up_settings, alarm) },
    { .name = "heartbeat", .type = OPTION_TEXT, .value = "URL",
      .sentence = "is called each minute while counting goes on, so that somebody outside notices when it does not",
      .place = offsetof(struct up_settings, heartbeat) },
};

static const struct options options = {
    .program = "tocsin up",
    .sentence = "Starts the whole installation on this machine, watches over it, and stops it on Ctrl-C.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "Without --state the state folder is $XDG_STATE_HOME/tocsin/HASH, or ~/.local/state/tocsin/HASH,\n"
            "with the hash of the feed's content, or `live` without a feed. A second start goes on where\n"
            "the first one stopped. The embedded broker keeps little and forgets it when it stops: it is\n"
            "for trying out. With --until-played the last line of standard output is the accounts, one\n"
            "JSON object; the exit status is 1 when they do not balance.",
};

static int check_settings(const struct up_settings *settings, struct fault *fault)
{
    bool is_free = false;

    if (settings->feed == NULL && (settings->until_played || settings->shift != 0 ||
                                   settings->learn_ms != 0 || settings->again))
        return fault_set(fault, FAULT_SETUP, "--until-played, --shift, --learn and --again need --feed");
    if (settings->feed != NULL && settings->sources != NULL)
        return fault_set(fault, FAULT_SETUP, "--feed and --sources exclude each other");
    if (settings->feed != NULL && strcmp(settings->feed, "-") == 0)
        return fault_set(fault, FAULT_SETUP, "a feed is resumed, so it must be a file, not '-'");
    if (settings->listen != NULL && port_is_free(settings->listen, &is_free, fault) != 0)
        return -1;
    if (settings->listen != NULL && !is_free)
        return fault_set(fault, FAULT_SETUP, "another program listens at %s", settings->listen);
    return 0;
}

/* The usual port, so that its address can be remembered, else any. */
static char *choose_listen(const struct up_settings *settings)
{
    static const char usual[] = "127.0.0.1:8420";
    static const char any[] = "127.0.0.1:0";
    bool is_free = false;

    if (settings->listen != NULL)
        return memory_copy(settings->listen, strlen(settings->listen));
    if (port_is_free(usual, &is_free, NULL) != 0 || !is_free)
        return memory_copy(any, sizeof any - 1);
    return memory_copy(usual, sizeof usual - 1);
}

/* `tocsin check` says everything that is wrong, with file, line and column, to our standard error. */
static int check_rules(const struct up *up, struct fault *fault)
{
    const char *words[] = { "tocsin", "check", up->rules, NULL };
    struct process check = { 0 };
    struct process_end end = { 0 };
    struct process_start start = { .path = "/proc/self/exe", .arguments = words };

    if (process_start(&check, &start, fault) != 0)
        return -1;
    while (!process_ended(&check, &end))
        (void)poll(NULL, 0, CHECK_MS); /* the loop looks at the child itself */
    if (end.by_signal || end.number != EXIT_DONE)
        return fault_set(fault, FAULT_SETUP, "the rules in '%s' are refused", up->rules);
    return 0;
}

/* A Redis that was named must be there from the start. */
static int ask_redis(const struct up *up, struct fault *fault)
{
    OWNED(redis) struct redis *redis = NULL;
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_open(up->redis, &redis, fault) != 0)
        return -1;
    return redis_ask_words(redis, &reply, fault, "PING", NULL);
}

static int open_all(struct up *up, struct fault *fault)
{
    if (check_settings(&up->settings, fault) != 0 ||
        place_rules(up->settings.rules, &up->rules, fault) != 0 || check_rules(up, fault) != 0 ||
        signals_open(&up->signals, fault) != 0 || up_state_open(up, fault) != 0)
        return -1;
    up->listen = choose_listen(&up->settings);
    if (up->settings.kafka != NULL)
        up->kafka = memory_copy(up->settings.kafka, strlen(up->settings.kafka));
    if (up->settings.redis != NULL)
        up->redis = memory_copy(up->settings.redis, strlen(up->settings.redis));
    else
        up_child_name_socket(up);
    up_children_init(up);
    if (up->settings.redis != NULL && ask_redis(up, fault) != 0)
        return -1;
    return up->settings.kafka != NULL ? up_topics_make(up, fault) : 0;
}

static void close_all(struct up *up)
{
    signals_free(up->signals);
    memory_free(up->folder);
    memory_free(up->rules);
    memory_free(up->redis);
    memory_free(up->socket);
    memory_free(up->kafka);
    memory_free(up->broker_id);
    memory_free(up->listen);
    memory_free(up->desk);
}

static void take_signals(struct up *up)
{
    for (;;) {
        switch (signals_next(up->signals)) {
        case SIGNAL_EVENT_NONE:
            return;
        case SIGNAL_EVENT_STOP:
            log_notice(&up->log, "stopping", "asked to stop; stopping all in reverse order");
            up->stopping = true;
            break;
        case SIGNAL_EVENT_RELOAD:
            up_reload(up);
            break;
        case SIGNAL_EVENT_CHILD:
            break; /* every turn looks at all children */
        }
    }
}

static void run(struct up *up)
{
    while (!up->stopping) {
        int64_t now = clock_monotonic();
        up_turn(up, now);
        int64_t wait_ms = up->stopping ? 0 : up_due_at(up, now) - now;
        struct pollfd wait = { .fd = signals_descriptor(up->signals), .events = POLLIN };
        (void)poll(&wait, 1, (int)(wait_ms < 0 ? 0 : wait_ms)); /* the turn looks at everything */
        take_signals(up);
    }
    up_stop(up);
}

/* The accounts that the player left behind; they balance or the answer is no. */
static int print_accounts(const struct up *up)
{
    enum { ACCOUNTS_LIMIT_BYTES = 4 * 1024 * 1024 };
    OWNED(string) char *path = state_path(up->folder, "accounts.json");
    OWNED(text) struct text accounts = { 0 };
    struct fault fault = { 0 };

    if (files_read(path, ACCOUNTS_LIMIT_BYTES, &accounts, &fault) != 0) {
        log_error(&up->log, "no-accounts", "%s", fault.text);
        return EXIT_NO;
    }
    printf("%s\n", text_string(&accounts));
    return EXIT_DONE;
}

int tocsin_up(int argc, char **argv)
{
    struct up up = { .log = log_to_stderr("up"), .exit_code = EXIT_DONE };
    struct options_given given = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &up.settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (open_all(&up, &fault) != 0) {
        log_error(&up.log, "not-started", "%s", fault.text);
        up.exit_code = exit_code_of(&fault);
    } else {
        run(&up);
        bool played = up.children[UP_COLLECT].is_finished;
        if (up.settings.until_played && played && print_accounts(&up) != EXIT_DONE)
            up.exit_code = EXIT_NO;
    }
    close_all(&up);
    return up.exit_code;
}
