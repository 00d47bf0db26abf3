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
/* It was no good. */
void hooks_refused(struct hooks *hooks, struct slice name);

/* One record of the body, borrowed during the call. */
typedef int hook_take(void *context, struct slice org, struct slice record, struct fault *fault);

/* FAULT_INPUT: the body is no JSON, or an item of it can be no record. */
MUST_CHECK int hook_read(struct hook *hook, struct slice body, hook_take *take, void *context,
                         struct fault *fault);
