#include "program/state.h"
#include "tocsin/up.h"

#include <string.h>

static void add(struct up_words *words, const char *word)
{
    words->words = memory_resize(words->words, words->count + 2, sizeof *words->words);
    words->words[words->count++] = memory_copy(word, strlen(word));
    words->words[words->count] = NULL;
}

static void add_option(struct up_words *words, const char *name, const char *value)
{
    if (value == NULL)
        return;
    add(words, name);
    add(words, value);
}

static void add_number(struct up_words *words, const char *name, int64_t number, const char *unit)
{
    OWNED(text) struct text value = { 0 };

    text_add_format(&value, "%lld%s", (long long)number, unit);
    add_option(words, name, text_string(&value));
}

void up_words_free(struct up_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        memory_free(words->words[i]);
    memory_free(words->words);
    *words = (struct up_words){ 0 };
}

/* A Redis of our own, on a socket that only we can open, durable before it answers. */
static void add_redis(const struct up *up, struct up_words *words)
{
    OWNED(string) char *folder = state_path(up->folder, "redis");

    add_option(words, "--port", "0");
    add_option(words, "--unixsocket", up->socket);
    add_option(words, "--unixsocketperm", "700");
    add_option(words, "--dir", folder);
    add_option(words, "--appendonly", "yes");
    add_option(words, "--appendfsync", "always");
    add_option(words, "--save", "");
    add_option(words, "--maxmemory-policy", "noeviction");
    add_option(words, "--daemonize", "no");
}

static void add_neighbours(const struct up *up, struct up_words *words)
{
    OWNED(string) char *clock = state_path(up->folder, "clock");

    add_option(words, "--kafka", up->kafka);
    add_option(words, "--redis", up->redis);
    add_option(words, "--state", up->folder);
    add_option(words, "--rules", up->rules);
    add_option(words, "--embedded", up->broker_id);
    if (up->settings.feed != NULL)
        add_option(words, "--clock", clock);
}

static void add_collect(const struct up *up, struct up_words *words)
{
    const struct up_settings *settings = &up->settings;

    add_option(words, "--sources", settings->sources);
    if (settings->feed == NULL)
        return;
    add_option(words, "--feed", settings->feed);
    if (settings->speed == 0)
        add_option(words, "--speed", "max");
    else
        add_number(words, "--speed", settings->speed, "");
    add_number(words, "--learn", settings->learn_ms, "ms");
    add_option(words, "--shift", settings->shift != 0 ? "now" : NULL);
    if (settings->until_played)
        add(words, "--until-played");
}

void up_words_make(const struct up *up, enum up_place place, struct up_words *words)
{
    OWNED(text) struct text name = { 0 };
    OWNED(string) char *broker = state_path(up->folder, "broker");
    OWNED(string) char *briefings = state_path(up->folder, "briefings");

    text_add_format(&name, "%s%s", place == UP_REDIS ? "redis-server" : "tocsin-",
                    place == UP_REDIS ? "" : up->children[place].name);
    add(words, text_string(&name));
    switch (place) {
    case UP_REDIS:
        add_redis(up, words);
        return;
    case UP_BROKER:
        add_option(words, "--state", broker);
        return;
    case UP_SURGE:
        add_neighbours(up, words);
        add_option(words, "--alarm", up->settings.alarm);
        add_option(words, "--heartbeat", up->settings.heartbeat);
        return;
    case UP_DESK:
        add_neighbours(up, words);
        add_option(words, "--listen", up->listen);
        add_option(words, "--sources", up->settings.sources);
        return;
    case UP_BRIEF:
        add_neighbours(up, words);
        add_option(words, "--output", briefings);
        return;
    case UP_COLLECT:
        add_neighbours(up, words);
        add_collect(up, words);
        return;
    case UP_CHILDREN:
        return;
    }
}
