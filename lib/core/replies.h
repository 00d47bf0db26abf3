/* Which complaints wait for an answer, and which have one: S1 二.2(3), 「7日內完成90%投訴響應」.
 *
 * Each complaint is kept with the series it counted in, so that an incident finds its own, those
 * from before it opened among them. They are kept for fifteen days of event time and at most
 * REPLIES_LIMIT of them; beyond, the oldest day goes, and who asks about it is told that something
 * is missing. An answer is a status update of an earlier record (DESIGN.md §3). */
#pragma once

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    REPLIES_DAYS = 15,
    REPLIES_LIMIT = 200000,
    REPLY_SERIES_LIMIT = 8, /* of one complaint; further subjects are not told apart */
};

/* One complaint. */
struct reply {
    struct key id;
    int64_t at;
    int64_t answered_at;                  /* MOMENT_NEVER while it waits */
    uint32_t series[REPLY_SERIES_LIMIT];  /* replies_series() of each; 0: none */
};

struct replies;

struct replies *replies_new(void);
void replies_free(struct replies *replies);
RELEASE_WITH(replies, struct replies, replies_free)

/* What stands for the series "<dimension><name>"; `dimension` may be empty. Never 0. */
uint32_t replies_series(const char *dimension, struct slice name);
/* A complaint was heard. */
void replies_hear(struct replies *replies, const struct reply *complaint);
/* It was answered. False when it is no complaint that is kept, or has its answer already. */
bool replies_answer(struct replies *replies, struct key id, int64_t at);

/* Complaints in [from_at, to_at) of any of these series, or of all when there are none; recent is
 * what came at `recent_at` or later. */
struct reply_question {
    const uint32_t *series;
    size_t series_count;
    int64_t from_at;
    int64_t to_at;
    int64_t recent_at;
};

struct reply_share {
    int64_t complaints;
    int64_t answered;
    int64_t recent_complaints;
    int64_t recent_answers;
    bool is_whole; /* all of them are kept */
};

struct reply_share replies_share(const struct replies *replies,
                                 const struct reply_question *question);

/* --- the state, day by day --- */

/* A day (since 1970) of which something changed since the last call; `is_gone` when it is kept no
 * longer. False when there is none. */
bool replies_next_change(struct replies *replies, int64_t *day, bool *is_gone);
/* What is said with each day: which days were given up. */
void replies_write(const struct replies *replies, struct text *text);
/* What is to be appended to the list of the day. Borrowed until the next call here. */
struct slice replies_fresh(struct replies *replies, int64_t day);
/* Everything is fresh. */
void replies_renew(struct replies *replies);
/* Puts back what was written and appended for a day; false when it is none of ours. */
bool replies_restore(struct replies *replies, struct slice content, struct slice list);
