/* `tocsin up`: everything on one machine, as children of this process.
 *
 * What was asked for (up_settings) becomes an installation (up): a state folder, children in their
 * order of starting, and the addresses they meet at. One turn of the loop brings this nearer to
 * what should be: it reaps, restarts, asks who is ready. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "edge/log.h"
#include "edge/process.h"
#include "edge/signals.h"

#include <stdbool.h>
#include <stdint.h>

struct up_settings {
    const char *feed;
    int64_t speed; /* 0: as fast as surge stores */
    int64_t learn_ms;
    int shift; /* 0 none, 1 now */
    bool until_played;
    bool again;
    const char *sources;
    const char *kafka;
    const char *redis;
    const char *state;
    const char *listen;
    const char *rules;
    const char *alarm;     /* for surge, as the next */
    const char *heartbeat;
};

/* In the order of starting. */
enum up_place { UP_REDIS, UP_BROKER, UP_SURGE, UP_DESK, UP_BRIEF, UP_COLLECT, UP_CHILDREN };

struct up_child {
    const char *name;
    bool is_used;
    struct process process;
    bool is_ready;
    bool is_finished;    /* has done all it had to do */
    int failures;        /* deaths since it was last ready for a while */
    int64_t started_at;  /* monotonic */
    int64_t start_at;    /* not before */
    int64_t stopping_at; /* when it was told to stop; 0 when it was not */
};

struct up {
    struct up_settings settings;
    struct log log;
    struct signals *signals;
    char *folder;        /* the state folder, absolute */
    char *rules;
    char *redis;         /* address */
    char *socket;        /* of the private Redis; NULL when another is used */
    char *kafka;         /* address; with the embedded broker known once that runs */
    char *broker_id;     /* of the embedded broker, else NULL */
    char *listen;
    char *desk;          /* http://… */
    struct up_child children[UP_CHILDREN];
    bool was_ready;      /* all were ready once: run.json is there */
    int64_t started_at;  /* monotonic */
    bool stopping;
    int exit_code;
};

/* The state folder (up_state.c): chosen, made, locked, and checked to be this feed's. */
int up_state_open(struct up *up, struct fault *fault) MUST_CHECK;
/* Notes that what is in this Kafka cluster was written from this folder; true in *known when it
 * was noted before. */
int up_state_is_ours(const struct up *up, const char *cluster, bool *known, struct fault *fault)
    MUST_CHECK;
int up_state_claim(const struct up *up, const char *cluster, struct fault *fault) MUST_CHECK;

/* Topics on a real Kafka (up_topics.c): made where missing, refused where they are another's. */
int up_topics_make(const struct up *up, struct fault *fault) MUST_CHECK;

/* One child (up_child.c). */
void up_children_init(struct up *up);
/* Where the private Redis listens. */
void up_child_name_socket(struct up *up);
int up_child_start(struct up *up, enum up_place place, int64_t now, struct fault *fault) MUST_CHECK;
/* Has it shown that it is ready? */
bool up_child_ask(struct up *up, enum up_place place);

/* The words a child is started with (up_words.c). */
struct up_words {
    char **words; /* argv, ending in NULL */
    size_t count;
};
void up_words_free(struct up_words *words);
static inline void up_words_release(struct up_words *words)
{
    up_words_free(words);
}
void up_words_make(const struct up *up, enum up_place place, struct up_words *words);

/* The turns (up_turn.c). */
void up_turn(struct up *up, int64_t now);
/* When the next turn is due at the latest. */
int64_t up_due_at(const struct up *up, int64_t now);
/* Tells the programs to read their rules again. */
void up_reload(const struct up *up);
/* Stops all children in reverse order and waits for each. */
void up_stop(struct up *up);

/* DIR/run.json (up_run.c). */
int up_run_write(const struct up *up, struct fault *fault) MUST_CHECK;
int up_run_remove(const struct up *up, struct fault *fault) MUST_CHECK;
