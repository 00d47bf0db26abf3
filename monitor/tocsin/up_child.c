#include "base/digest.h"
#include "edge/files.h"
#include "edge/place.h"
#include "edge/redis.h"
#include "program/state.h"
#include "tocsin/up.h"

#include <string.h>
#include <unistd.h>

enum {
    SOCKET_PATH_BYTES = 100, /* the kernel takes 107 */
    SIGN_LIMIT_BYTES = 4096
};

void up_children_init(struct up *up)
{
    static const char *const names[] = { "redis", "broker", "surge", "desk", "brief", "collect" };

    for (int i = 0; i < UP_CHILDREN; i++)
        up->children[i] = (struct up_child){ .name = names[i], .is_used = true };
    up->children[UP_REDIS].is_used = up->settings.redis == NULL;
    up->children[UP_BROKER].is_used = up->settings.kafka == NULL;
}

void up_child_name_socket(struct up *up)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text address = { 0 };

    text_add_format(&path, "%s/redis/redis.sock", up->folder);
    if (path.length > SOCKET_PATH_BYTES) {
        text_clear(&path);
        text_add_format(&path, "/tmp/tocsin-%ld-%016llx.sock", (long)getuid(),
                        (unsigned long long)digest_fast(slice_of(up->folder)));
    }
    text_add_format(&address, "unix:%s", text_string(&path));
    up->socket = text_take(&path);
    up->redis = text_take(&address);
}

/* The signs of an earlier life must not be taken for this one's. */
static int remove_signs(const struct up *up, enum up_place place, struct fault *fault)
{
    static const char *const broker_signs[] = { "broker/port", "broker/id" };
    OWNED(text) struct text ready = { 0 };

    for (int i = 0; place == UP_BROKER && i < 2; i++) {
        OWNED(string) char *path = state_path(up->folder, broker_signs[i]);
        if (files_remove(path, fault) != 0)
            return -1;
    }
    text_add_format(&ready, "%s/ready/%s", up->folder, up->children[place].name);
    return files_remove(text_string(&ready), fault);
}

static int find_path(enum up_place place, const char *name, char **path, struct fault *fault)
{
    static const char redis[] = "/usr/bin/redis-server";

    if (place != UP_REDIS)
        return place_program(name, path, fault);
    *path = memory_copy(redis, sizeof redis - 1);
    return 0;
}

int up_child_start(struct up *up, enum up_place place, int64_t now, struct fault *fault)
{
    struct up_child *child = &up->children[place];
    OWNED(up_words) struct up_words words = { 0 };
    OWNED(string) char *path = NULL;
    OWNED(string) char *output = state_path(up->folder, "log/redis.log");

    up_words_make(up, place, &words);
    if (remove_signs(up, place, fault) != 0 ||
        find_path(place, words.words[0], &path, fault) != 0)
        return -1;
    struct process_start start = {
        .path = path,
        .arguments = (const char *const *)words.words,
        .output = place == UP_REDIS ? output : NULL,
    };
    if (process_start(&child->process, &start, fault) != 0)
        return -1;
    child->is_ready = false;
    child->started_at = now;
    child->stopping_at = 0;
    return 0;
}

/* The content of a sign without its newline, NULL when it is not there. */
static char *read_sign(const struct up *up, const char *name)
{
    OWNED(string) char *path = state_path(up->folder, name);
    OWNED(text) struct text content = { 0 };

    if (!files_exist(path) || files_read(path, SIGN_LIMIT_BYTES, &content, NULL) != 0)
        return NULL;
    while (content.length > 0 && content.bytes[content.length - 1] == '\n')
        content.bytes[--content.length] = '\0';
    text_add(&content, "");
    return text_take(&content);
}

static bool ask_redis(const struct up *up)
{
    OWNED(redis) struct redis *redis = NULL;
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    return redis_open(up->redis, &redis, NULL) == 0 &&
           redis_ask_words(redis, &reply, NULL, "PING", NULL) == 0;
}

static bool ask_broker(struct up *up)
{
    OWNED(string) char *port = read_sign(up, "broker/port");
    OWNED(string) char *id = read_sign(up, "broker/id");
    OWNED(text) struct text address = { 0 };

    if (port == NULL || id == NULL)
        return false;
    text_add_format(&address, "%s%s", strchr(port, ':') == NULL ? "127.0.0.1:" : "", port);
    memory_free(up->kafka);
    memory_free(up->broker_id);
    up->kafka = text_take(&address);
    up->broker_id = TAKE(id);
    return true;
}

static bool ask_desk(struct up *up)
{
    OWNED(string) char *address = read_sign(up, "ready/desk");

    if (address == NULL)
        return false;
    memory_free(up->desk);
    up->desk = TAKE(address);
    return true;
}

bool up_child_ask(struct up *up, enum up_place place)
{
    OWNED(text) struct text name = { 0 };

    switch (place) {
    case UP_REDIS:
        return ask_redis(up);
    case UP_BROKER:
        return ask_broker(up);
    case UP_DESK:
        return ask_desk(up);
    case UP_SURGE:
    case UP_BRIEF:
    case UP_COLLECT:
    case UP_CHILDREN:
        break;
    }
    text_add_format(&name, "ready/%s", up->children[place].name);
    OWNED(string) char *sign = read_sign(up, text_string(&name));
    return sign != NULL;
}
