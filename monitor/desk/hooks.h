/* The webhooks of sources.yaml: who may send what, and what its items mean. They speak their own
 * shapes; what comes out is the same as from any other source, with persons hidden and what its form
 * lacks marked. */
#pragma once

#include "base/fault.h"
#include "edge/clock.h"
#include "wire/webhook.h"

#include <stdbool.h>

struct hook;
struct hooks;
struct surroundings;

struct hooks_options {
    const char *sources; /* NULL: there are none */
    const char *rules;
    const char *redis; /* the collector is told there what came */
    const struct clock *clock;
    struct slice install_key;
};

MUST_CHECK int hooks_open(const struct hooks_options *options, struct hooks **hooks,
                          struct fault *fault);
void hooks_free(struct hooks *hooks);
RELEASE_WITH(hooks, struct hooks, hooks_free)

/* Reads the sources again. What was taken before stays known. On failure all stays as it was. */
MUST_CHECK int hooks_reopen(struct hooks **hooks, const struct hooks_options *options,
                            struct fault *fault);

size_t hooks_count(const struct hooks *hooks);

/* Tells the collector now and then what came, and that more may come. `now` is monotonic. */
void hooks_tell(struct hooks *hooks, int64_t now);

/* The one of that name, or NULL. */
struct hook *hooks_find(const struct hooks *hooks, struct slice name);

/* Where its scheme says that the signature and its time stand. */
const char *hook_signature_header(const struct hook *hook);
const char *hook_timestamp_header(const struct hook *hook);
bool hook_is_signed(const struct hook *hook, const struct webhook *webhook, int64_t now);

/* Whose records are they? May the organisation's service send them? */
struct slice hook_org(const struct hook *hook);

/* What a request is known by when it comes again: its signature, or its body where the same secret
 * goes with every request. */
uint64_t hook_mark(const struct hook *hook, const struct webhook *webhook);
/* Was this very request taken already? A repeat is answered as the first was, and sent to nobody. */
bool hooks_has(const struct hooks *hooks, uint64_t mark);
/* Kafka has `count` records of that request. */
void hooks_took(struct hooks *hooks, struct slice name, uint64_t mark, size_t count);
/* So many of its items, or the request itself, were no good. */
void hooks_refused(struct hooks *hooks, struct slice name, size_t count);

/* Whom persons are hidden from, and what forms ask for; NULL without hooks. */
const struct surroundings *hooks_around(const struct hooks *hooks);

/* Who takes what a body holds; all borrowed during the call. */
struct hook_taker {
    int (*take)(void *context, struct slice org, struct slice record, struct fault *fault);
    /* An item that can be no record: the others go on. */
    int (*refuse)(void *context, struct slice item, const char *reason, struct fault *fault);
    void *context;
};

/* FAULT_INPUT: the body is no JSON, has no items, or a taker did not want it. */
MUST_CHECK int hook_read(struct hook *hook, struct slice body, const struct hook_taker *taker,
                         struct fault *fault);
