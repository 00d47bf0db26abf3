/* What was last heard of a subject: counts by channel, region, source and category for each of the
 * last hours, and the latest complaints. It is there before any incident, so that a surge can be
 * judged and shown from its first minute. */
#pragma once

#include "core/state.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TRAIL_HOURS = 26,        /* the running hour and 25 before */
    TRAIL_MINUTES = TRAIL_HOURS * 60,
    TRAIL_FACET_LIMIT = 96,  /* beyond, new names are counted together as "other" */
    TRAIL_ITEM_LIMIT = 6,
    TRAIL_MARK_LIMIT = 8, /* in one excerpt */
};

/* Counts of one name by hour: "channel/hotline", "region/CN-44", "mentions", "complaints". */
struct facet {
    char *name;
    size_t name_length;
    int64_t last_at;               /* the latest moment of all */
    int64_t last_hour;             /* hours since 1970 */
    uint32_t hours[TRAIL_HOURS];   /* a ring by hour */
};

/* What was found in an excerpt, in bytes of it; those of a cut or erased one may lie beyond its end. */
struct trail_mark {
    enum marker marker;
    bool own;
    uint32_t begin;
    uint32_t end;
};

struct trail_item {
    char *id;
    char *source;
    char *excerpt; /* redacted */
    char *parent;  /* NULL when unknown */
    enum channel channel;
    int64_t at;
    int64_t reach;
    struct trail_mark marks[TRAIL_MARK_LIMIT]; /* in order of place */
    size_t mark_count;
};

struct trail {
    char *subject;
    struct facet *facets;
    size_t facet_count;
    size_t facet_capacity;
    struct trail_item items[TRAIL_ITEM_LIMIT]; /* the latest first */
    size_t item_count;
    int64_t repost_minute;                /* minutes since 1970, the latest that was counted */
    uint16_t *reposts;     /* a ring by minute: a share is taken over closed time; NULL: none so far */
    int64_t reach_at;      /* when somebody with so many followers last complained */
    int64_t reach;
    int64_t media_at;      /* when an outlet last took it up */
    bool is_noted;         /* the casebook knows that it has to be stored */
};

struct trail *trail_new(struct slice subject);
void trail_free(struct trail *trail);

/* One more of that name at that moment. */
void trail_count(struct trail *trail, const char *dimension, struct slice name, int64_t at);
/* Keeps the complaint as one of the latest. */
void trail_keep(struct trail *trail, const struct feedback *feedback,
                const struct reading *reading);
/* The sum of that name over the hours from the one of `from_at` to the one of `to_at`. */
int64_t trail_sum(const struct trail *trail, struct slice name, int64_t from_at, int64_t to_at);
/* How many names of a dimension ("channel/") were heard at `from_at` or later. */
int64_t trail_names(const struct trail *trail, const char *dimension, int64_t from_at);
/* One more repost, and how many there were in [from_at, to_at), whole minutes. */
void trail_repost(struct trail *trail, int64_t at);
int64_t trail_reposts(const struct trail *trail, int64_t from_at, int64_t to_at);

void trail_write(const struct trail *trail, struct text *text);
/* NULL when the bytes are none of ours. */
struct trail *trail_read(struct slice content);
