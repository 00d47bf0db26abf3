#include "collect/neighbours.h"

#include "base/moment.h"
#include "edge/files.h"
#include "program/state.h"

#include <stdlib.h>

enum {
    LIMIT_EMBEDDED_BYTES = 1536 * 1024,
    LIMIT_BYTES = 16 * 1024 * 1024,
    MEBIBYTE = 1024 * 1024,
    NUMBER_LIMIT_BYTES = 32,
    GIVE_UP_ALONE_MS = 10 * 60 * 1000,
};

/* With things on disk nothing has to be given up: a broker may be away for a long week-end. */
static const int64_t GIVE_UP_MS = 14 * DAY_MS;

static int open_key(const struct collect_settings *settings, struct neighbours *neighbours,
                    struct fault *fault)
{
    struct fault none = { 0 };

    if (state_read_key(settings->state, &neighbours->key, &none) != 0) {
        if (!settings->dry_run)
            return fault_set(fault, none.kind, "%s", none.text);
        text_add(&neighbours->key, "dry run"); /* its digests stay on this screen */
    }
    digest_hmac(text_slice(&neighbours->key), SLICE("personal data"), neighbours->personal_key);
    return 0;
}

static char *path_in(const struct collect_settings *settings, const char *name)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/collect/%s", settings->state, name);
    return text_take(&path);
}

static int open_reserve(const struct collect_settings *settings, struct neighbours *neighbours,
                        struct fault *fault)
{
    OWNED(string) char *folder = path_in(settings, "reserve");

    return intake_open_reserve(neighbours->intake, folder,
                               (size_t)settings->reserve_mebibytes * MEBIBYTE, fault);
}

/* A start while Kafka is away believes how many partitions there were. */
static int known_partitions(const struct collect_settings *settings)
{
    OWNED(string) char *path = path_in(settings, "partitions");
    OWNED(text) struct text content = { 0 };
    struct fault none = { 0 };

    if (!files_exist(path) || files_read(path, NUMBER_LIMIT_BYTES, &content, &none) != 0)
        return 0;
    return (int)strtol(text_string(&content), NULL, 10);
}

static int remember_partitions(const struct collect_settings *settings, int count,
                               struct fault *fault)
{
    OWNED(string) char *path = path_in(settings, "partitions");
    OWNED(text) struct text content = { 0 };

    text_add_format(&content, "%d\n", count);
    return files_write(path, text_slice(&content), 0600, fault);
}

static int open_passage(const struct collect_settings *settings, struct neighbours *neighbours,
                        struct fault *fault)
{
    bool has_reserve = settings->once == NULL;
    const struct passage_options passing = {
        .kafka = settings->kafka,
        .redis = settings->redis,
        .incarnation = settings->embedded,
        .until_stored = settings->embedded != NULL,
        .limit_bytes = settings->embedded != NULL ? LIMIT_EMBEDDED_BYTES : LIMIT_BYTES,
        .give_up_ms = has_reserve ? GIVE_UP_MS : GIVE_UP_ALONE_MS,
        .known_partitions = has_reserve ? known_partitions(settings) : 0,
        .safe = intake_settle,
        .context = neighbours->intake,
    };

    if (passage_open(&passing, &neighbours->passage, fault) != 0)
        return -1;
    intake_connect(neighbours->intake, neighbours->passage);
    return has_reserve ? remember_partitions(settings, passage_partitions(neighbours->passage), fault)
                       : 0;
}

int neighbours_open(const struct collect_settings *settings, const struct clock *clock,
                    const struct log *log, struct neighbours *neighbours, struct fault *fault)
{
    const struct intake_options taking = {
        .clock = clock,
        .log = log,
        .personal_key = { (const char *)neighbours->personal_key, sizeof neighbours->personal_key },
    };

    neighbours->intake = intake_new(&taking);
    if (open_key(settings, neighbours, fault) != 0)
        return -1;
    if (settings->dry_run)
        return 0;
    if (settings->once == NULL && open_reserve(settings, neighbours, fault) != 0)
        return -1;
    if (open_passage(settings, neighbours, fault) != 0)
        return -1;
    return keeper_open(settings->redis, &neighbours->keeper, fault) != 0
               ? -1
               : news_open(settings->redis, &neighbours->news, fault);
}

void neighbours_done(struct neighbours *neighbours)
{
    passage_free(neighbours->passage); /* first: its reports point at tickets */
    intake_free(neighbours->intake);
    keeper_free(neighbours->keeper);
    news_free(neighbours->news);
    text_done(&neighbours->key);
}
