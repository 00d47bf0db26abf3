#include "base/digest.h"
#include "edge/clock.h"
#include "edge/files.h"
#include "edge/place.h"
#include "program/state.h"
#include "tocsin/up.h"
#include "wire/json.h"
#include "wire/writer.h"

#include <string.h>

enum { INSTALL_KEY_BYTES = 32, IDENTITY_LIMIT_BYTES = 64 * 1024 };

/* What the folder belongs to: identity.json. */
struct identity {
    char *feed;    /* hash of the feed's content, or "" for real sources */
    char *cluster; /* of the Kafka whose topics were written from here, or "" */
};

static void identity_release(struct identity *identity)
{
    memory_free(identity->feed);
    memory_free(identity->cluster);
}

static char *copy_of(struct slice slice)
{
    return memory_copy(slice.bytes, slice.length);
}

static int identity_read(const char *folder, struct identity *identity, struct fault *fault)
{
    OWNED(string) char *path = state_path(folder, "identity.json");
    OWNED(text) struct text content = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;

    if (files_read(path, IDENTITY_LIMIT_BYTES, &content, fault) != 0 ||
        json_parse((struct slice){ content.bytes, content.length }, IDENTITY_LIMIT_BYTES, arena,
                   &document, fault) != 0)
        return fault_during(fault, "reading what this state folder belongs to");
    identity->feed = copy_of(json_string(document, "feed"));
    identity->cluster = copy_of(json_string(document, "cluster"));
    return 0;
}

static int identity_write(const char *folder, const struct identity *identity, struct fault *fault)
{
    OWNED(string) char *path = state_path(folder, "identity.json");
    OWNED(text) struct text content = { 0 };
    struct writer writer = writer_on(&content);

    writer_object(&writer);
    writer_member(&writer, "feed", identity->feed);
    writer_member(&writer, "cluster", identity->cluster);
    writer_object_end(&writer);
    text_add(&content, "\n");
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}

/* The hash of the feed, "" without one. */
static int hash_feed(const char *feed, char **hash, struct fault *fault)
{
    OWNED(text) struct text hexadecimal = { 0 };
    OWNED(digest) struct digest *digest = digest_new();

    if (feed != NULL) {
        if (files_digest(feed, digest, fault) != 0)
            return fault_during(fault, "the feed");
        struct key key = digest_finish(digest);
        text_add_hex(&hexadecimal, key.bytes, sizeof key.bytes);
    }
    text_add(&hexadecimal, "");
    *hash = text_take(&hexadecimal);
    return 0;
}

/* Names and makes the folder; without --state its name is the feed's. */
static int make_folder(struct up *up, const char *hash, struct fault *fault)
{
    OWNED(text) struct text chosen = { 0 };
    OWNED(string) char *base = place_state_base();

    if (up->settings.state != NULL)
        text_add(&chosen, up->settings.state);
    else
        text_add_format(&chosen, "%s/%s", base, hash[0] != '\0' ? hash : "live");
    if (up->settings.again && files_exist(text_string(&chosen))) {
        OWNED(text) struct text kept = { 0 };
        text_add_format(&kept, "%s.%lld", text_string(&chosen), (long long)clock_wall());
        if (files_rename(text_string(&chosen), text_string(&kept), fault) != 0)
            return -1;
        log_notice(&up->log, "state-kept", "the state of the time before is kept in '%s'",
                   text_string(&kept));
    }
    if (files_make_folder(text_string(&chosen), fault) != 0 ||
        files_resolve(text_string(&chosen), &up->folder, fault) != 0)
        return -1;
    return 0;
}

static int make_inner_folders(const struct up *up, struct fault *fault)
{
    static const char *const names[] = { "redis", "broker", "ready", "briefings", "checkpoints",
                                         "log" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        OWNED(string) char *path = state_path(up->folder, names[i]);
        if (files_make_folder(path, fault) != 0)
            return -1;
    }
    return 0;
}

static int lock_folder(const struct up *up, struct fault *fault)
{
    OWNED(string) char *path = state_path(up->folder, "lock");
    bool taken = false;

    if (files_lock(path, &taken, fault) != 0)
        return -1;
    if (!taken)
        return fault_set(fault, FAULT_SETUP, "another `tocsin up` runs in '%s'", up->folder);
    return 0;
}

static int check_identity(const struct up *up, const char *hash, struct fault *fault)
{
    OWNED(string) char *path = state_path(up->folder, "identity.json");
    OWNED(identity) struct identity identity = { 0 };

    if (!files_exist(path)) {
        struct identity fresh = { .feed = (char *)hash, .cluster = (char *)"" };
        return identity_write(up->folder, &fresh, fault);
    }
    if (identity_read(up->folder, &identity, fault) != 0)
        return -1;
    if (strcmp(identity.feed, hash) != 0)
        return fault_set(fault, FAULT_SETUP, "the state in '%s' belongs to %s; choose another --state",
                         up->folder,
                         identity.feed[0] == '\0' ? "real sources, not to a feed"
                         : hash[0] == '\0'        ? "a feed, not to real sources"
                                                  : "another feed");
    return 0;
}

static int make_key(const struct up *up, struct fault *fault)
{
    OWNED(string) char *path = state_path(up->folder, "install.key");
    unsigned char key[INSTALL_KEY_BYTES];
    OWNED(text) struct text content = { 0 };

    if (files_exist(path))
        return 0;
    digest_random(key, sizeof key);
    text_add_hex(&content, key, sizeof key);
    text_add(&content, "\n");
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}

/* The clock must be there before the programs that map it. */
static int make_clock(const struct up *up, struct fault *fault)
{
    OWNED(clock_writer) struct clock_writer *writer = NULL;

    if (up->settings.feed == NULL)
        return 0;
    OWNED(string) char *path = state_path(up->folder, "clock");
    return clock_writer_open(path, &writer, fault);
}

/* Where clients look when nobody says where. */
static int point_here(const struct up *up, struct fault *fault)
{
    OWNED(string) char *base = place_state_base();
    OWNED(string) char *current = state_path(base, "current");

    if (files_make_folder(base, fault) != 0)
        return -1;
    return files_link(current, up->folder, fault);
}

int up_state_open(struct up *up, struct fault *fault)
{
    OWNED(string) char *hash = NULL;

    if (hash_feed(up->settings.feed, &hash, fault) != 0 || make_folder(up, hash, fault) != 0 ||
        lock_folder(up, fault) != 0 || check_identity(up, hash, fault) != 0 ||
        make_inner_folders(up, fault) != 0 || make_key(up, fault) != 0 ||
        make_clock(up, fault) != 0)
        return -1;
    struct fault pointing = { 0 };
    if (point_here(up, &pointing) != 0)
        log_warning(&up->log, "not-pointed", "clients will need --state: %s", pointing.text);
    return 0;
}

int up_state_is_ours(const struct up *up, const char *cluster, bool *known, struct fault *fault)
{
    OWNED(identity) struct identity identity = { 0 };

    if (identity_read(up->folder, &identity, fault) != 0)
        return -1;
    *known = strcmp(identity.cluster, cluster) == 0;
    return 0;
}

int up_state_claim(const struct up *up, const char *cluster, struct fault *fault)
{
    OWNED(identity) struct identity identity = { 0 };

    if (identity_read(up->folder, &identity, fault) != 0)
        return -1;
    memory_free(identity.cluster);
    identity.cluster = memory_copy(cluster, strlen(cluster));
    return identity_write(up->folder, &identity, fault);
}
