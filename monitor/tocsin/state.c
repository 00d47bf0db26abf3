/* tocsin state: what is stored in Redis, taken along, looked at, or accepted as it is. */
#include "base/base64.h"
#include "base/moment.h"
#include "core/account.h"
#include "edge/clock.h"
#include "edge/redis_flush.h"
#include "program/program.h"
#include "program/state.h"
#include "tocsin/installed.h"
#include "tocsin/state_erase.h"
#include "tocsin/state_file.h"
#include "tocsin/state_migrate.h"
#include "tocsin/verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITION_LIMIT = 1024 };

struct settings {
    const char *kafka;
    const char *redis;
    const char *state;
    bool replace;
    bool json;
};

static const struct option rows[] = {
    { "kafka", OPTION_TEXT, "HOST:PORT",
      .sentence = "where Kafka is, to erase; else the installation's",
      .place = offsetof(struct settings, kafka) },
    { "redis", OPTION_TEXT, "ADDRESS", .sentence = "where Redis is; else the installation's",
      .place = offsetof(struct settings, redis) },
    { "state", OPTION_TEXT, "DIR",
      .sentence = "the state folder of the installation; TOCSIN_STATE, or the one started last",
      .place = offsetof(struct settings, state) },
    { "replace", OPTION_FLAG, .sentence = "import also where something is stored already",
      .place = offsetof(struct settings, replace) },
    { "json", OPTION_FLAG, .sentence = "print JSON lines and nothing else",
      .place = offsetof(struct settings, json) },
};

static const struct options options = {
    .program = "tocsin state",
    .sentence = "Exports, imports, verifies and migrates what is stored; accepts a log as it is; "
                "erases a person.",
    .arguments = "export FILE | import FILE | verify | migrate | accept PARTITION | erase AUTHOR",
    .least_arguments = 1,
    .most_arguments = 2,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .more = "Stop tocsin-surge before an import. `accept` is for a partition that has stopped because its log "
            "was cut, made again, or is another cluster's: it goes on at the first record that is there. "
            "`erase` takes the author of that id out of ids, people and evidence, while "
            "tocsin-surge runs or not; counts stay, and what was erased is said.",
};

static enum state_form form_of(const struct settings *settings)
{
    return settings->json ? STATE_JSON : STATE_SENTENCES;
}

static int accept(struct redis *redis, const char *partition, enum state_form form,
                  struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };
    char *end = NULL;
    long number = strtol(partition, &end, 10);

    if (*partition == '\0' || *end != '\0' || number < 0 || number >= PARTITION_LIMIT)
        return fault_set(fault, FAULT_SETUP, "'%s' is no partition", partition);
    redis_key_add_prefix(&key, (int32_t)number);
    text_add(&key, "accept");
    if (redis_ask_words(redis, &reply, fault, "SET", text_string(&key), "1", "EX", "3600",
                        NULL) != 0)
        return -1;
    state_show_accepted(form, (int32_t)number);
    return 0;
}

static int64_t number_of(struct redis *redis, const char *key, const char *field)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_ask_words(redis, &reply, NULL, "HGET", key, field, NULL) != 0)
        return -1;
    return redis_reply_number(reply);
}

/* Prints where a partition stands; do its accounts add up? */
static int verify_partition(struct redis *redis, int32_t partition, enum state_form form,
                            bool *balances, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text key = { 0 };
    struct redis_position position = { 0 };
    struct accounts accounts = { 0 };

    if (redis_position_read(redis, partition, arena, &position, fault) != 0)
        return -1;
    if (!position.exists)
        return 0;
    redis_key_add_prefix(&key, partition);
    text_add(&key, "state");
    accounts.consumed = number_of(redis, text_string(&key), "consumed");
    for (int i = 0; i < ACCOUNT_COUNT; i++)
        accounts.of[i] = number_of(redis, text_string(&key), account_name((enum account)i));
    const struct state_stand stand = {
        .partition = partition,
        .offset = position.offset,
        .consumed = accounts.consumed,
        .layout = position.layout,
        .is_good = position.layout == REDIS_LAYOUT && account_balances(&accounts),
    };
    *balances = *balances && stand.is_good;
    state_show_stand(form, &stand);
    return 0;
}

static int verify(struct redis *redis, enum state_form form, struct fault *fault)
{
    bool balances = true;

    for (int32_t i = 0; i < PARTITION_LIMIT; i++) {
        if (verify_partition(redis, i, form, &balances, fault) != 0)
            return -1;
    }
    return balances ? 0 : fault_set(fault, FAULT_INPUT, "something was found wrong");
}

static int erase(struct redis *redis, const struct settings *settings, const char *author,
                 struct fault *fault)
{
    OWNED(string) char *kafka = NULL;

    if (installed_address(settings->kafka, settings->state, "kafka", &kafka, fault) != 0)
        return -1;
    return state_erase(redis,
                       &(struct state_erasure){ kafka, settings->state, author, form_of(settings) },
                       fault);
}

static int act(const struct settings *settings, const char *const *words, struct fault *fault)
{
    OWNED(string) char *address = NULL;
    OWNED(redis) struct redis *redis = NULL;
    const char *what = words[1];
    const enum state_form form = form_of(settings);

    if (installed_address(settings->redis, settings->state, "redis", &address, fault) != 0 ||
        redis_open(address, &redis, fault) != 0)
        return -1;
    redis_set_limit(redis, 10 * SECOND_MS);
    if (strcmp(words[0], "verify") == 0 && what == NULL)
        return verify(redis, form, fault);
    if (strcmp(words[0], "migrate") == 0 && what == NULL)
        return state_migrate(redis, form, fault);
    if (strcmp(words[0], "erase") == 0 && what != NULL)
        return erase(redis, settings, what, fault);
    if (strcmp(words[0], "accept") == 0 && what != NULL)
        return accept(redis, what, form, fault);
    if (strcmp(words[0], "export") == 0 && what != NULL)
        return state_file_export(redis, settings->state, what, form, fault);
    if (strcmp(words[0], "import") == 0 && what != NULL)
        return state_file_import(
            redis, &(struct state_import){ settings->state, what, settings->replace, form }, fault);
    return fault_set(fault, FAULT_SETUP, "'%s' is not understood (--help)", words[0]);
}

int tocsin_state(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    int result = act(&settings, given.arguments, &fault);
    memory_free(given.arguments);
    if (result == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin state: %s\n", fault.text);
    return (int)exit_code_of(&fault);
}
