#include "desk/hooks.h"

#include "base/digest.h"
#include "collect/listing.h"
#include "collect/news.h"
#include "collect/sources/listener.h"
#include "collect/sources/secrets.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"
#include "wire/record.h"

#include <string.h>

enum { SEEN_MOST = 4096, BODY_LIMIT_BYTES = 1024 * 1024 };

struct hook {
    struct listener listener; /* first: it stands for the hook */
    struct news_row *news;
    struct text secret;
    struct hook *next;
};

struct hooks {
    struct listing *listing;
    struct surroundings around;
    unsigned char personal_key[HMAC_BYTES];
    struct hook *first;
    struct news *news;
    uint64_t seen[SEEN_MOST]; /* a ring of marks */
    size_t next_seen;
};

/* It never steps: its items come by themselves. */
static const struct source_kind WEBHOOK = { .name = "webhook" };

static int add(struct hooks *hooks, const struct source_settings *settings, struct fault *fault)
{
    struct hook *hook = memory_new(sizeof *hook);

    hook->next = hooks->first;
    hooks->first = hook;
    hook->news = news_row(hooks->news, settings->name);
    if (listener_init(&hook->listener, &WEBHOOK, settings, &hooks->around, fault) != 0)
        return -1;
    return secrets_add(&settings->secret, &hook->secret, fault);
}

int hooks_open(const struct hooks_options *options, struct hooks **result, struct fault *fault)
{
    OWNED(hooks) struct hooks *hooks = memory_new(sizeof *hooks);

    if (news_open(options->redis, &hooks->news, fault) != 0 ||
        listing_read(options->sources, options->rules, &hooks->listing, fault) != 0)
        return -1;
    digest_hmac(options->install_key, SLICE("personal data"), hooks->personal_key);
    hooks->around = (struct surroundings){
        .clock = options->clock,
        .forms = &hooks->listing->forms,
        .personal_key = { (const char *)hooks->personal_key, sizeof hooks->personal_key },
    };
    const struct sources *sources = hooks->listing->sources;
    for (size_t i = 0; i < sources_count(sources); i++) {
        const struct source_settings *settings = sources_at(sources, i);
        if (settings->type == SOURCE_WEBHOOK && settings->enabled &&
            add(hooks, settings, fault) != 0)
            return fault_during(fault, "opening the webhook '%s'", settings->name);
    }
    *result = TAKE(hooks);
    return 0;
}

void hooks_free(struct hooks *hooks)
{
    if (hooks == NULL)
        return;
    for (struct hook *hook = hooks->first, *next; hook != NULL; hook = next) {
        next = hook->next;
        listener_done(&hook->listener);
        text_done(&hook->secret);
        memory_free(hook);
    }
    listing_free(hooks->listing);
    news_free(hooks->news);
    memory_free(hooks);
}

int hooks_reopen(struct hooks **hooks, const struct hooks_options *options, struct fault *fault)
{
    OWNED(hooks) struct hooks *before = NULL;
    struct hooks *now = NULL;

    if (hooks_open(options, &now, fault) != 0)
        return -1;
    before = *hooks;
    *hooks = now;
    if (before == NULL)
        return 0;
    memcpy(now->seen, before->seen, sizeof now->seen);
    now->next_seen = before->next_seen;
    for (struct hook *hook = before->first; hook != NULL; hook = hook->next) {
        struct hook *again = hooks_find(now, slice_of(hook->listener.settings->name));
        if (again != NULL) /* what was not told yet */
            *again->news = *hook->news;
    }
    return 0;
}

size_t hooks_count(const struct hooks *hooks)
{
    size_t count = 0;

    for (const struct hook *hook = hooks->first; hook != NULL; hook = hook->next)
        count++;
    return count;
}

void hooks_tell(struct hooks *hooks, int64_t now)
{
    if (hooks != NULL)
        news_tell(hooks->news, now, clock_now(hooks->around.clock));
}

struct hook *hooks_find(const struct hooks *hooks, struct slice name)
{
    struct hook *hook = hooks == NULL ? NULL : hooks->first;

    while (hook != NULL && !slice_is(name, hook->listener.settings->name))
        hook = hook->next;
    return hook;
}

const char *hook_signature_header(const struct hook *hook)
{
    static const char *const headers[WEBHOOK_SCHEME_COUNT] = {
        [WEBHOOK_STANDARD] = "webhook-signature",
        [WEBHOOK_ZENDESK] = "X-Zendesk-Webhook-Signature",
        [WEBHOOK_HMAC] = "X-Hub-Signature-256",
        [WEBHOOK_BEARER] = "Authorization",
    };
    const struct source_settings *settings = hook->listener.settings;

    return settings->signature_header != NULL ? settings->signature_header
                                              : headers[settings->signature];
}

const char *hook_timestamp_header(const struct hook *hook)
{
    return hook->listener.settings->signature == WEBHOOK_ZENDESK
               ? "X-Zendesk-Webhook-Signature-Timestamp"
               : "webhook-timestamp";
}

bool hook_is_signed(const struct hook *hook, const struct webhook *webhook, int64_t now)
{
    return webhook_is_signed_as(hook->listener.settings->signature, webhook,
                                text_slice(&hook->secret), now);
}

struct slice hook_org(const struct hook *hook)
{
    return slice_of(hook->listener.settings->org);
}

uint64_t hook_mark(const struct hook *hook, const struct webhook *webhook)
{
    bool is_secret = hook->listener.settings->signature == WEBHOOK_BEARER ||
                     webhook->signatures.length == 0; /* a service's token */

    return digest_fast(slice_of(hook->listener.settings->name)) ^
           digest_fast(is_secret ? webhook->body : webhook->signatures);
}

bool hooks_has(const struct hooks *hooks, uint64_t mark)
{
    for (size_t i = 0; i < SEEN_MOST; i++)
        if (hooks->seen[i] == mark)
            return true;
    return false;
}

void hooks_took(struct hooks *hooks, struct slice name, uint64_t mark, size_t count)
{
    struct hook *hook = hooks_find(hooks, name);

    if (hook == NULL) /* it is no source any more */
        return;
    hooks->seen[hooks->next_seen] = mark;
    hooks->next_seen = (hooks->next_seen + 1) % SEEN_MOST;
    hook->news->items += (int64_t)count;
    if (count > 0)
        hook->news->item_at = clock_now(hooks->around.clock);
}

void hooks_refused(struct hooks *hooks, struct slice name, size_t count)
{
    struct hook *hook = hooks_find(hooks, name);

    if (hook != NULL)
        hook->news->refused += (int64_t)count;
}

const struct surroundings *hooks_around(const struct hooks *hooks)
{
    return hooks == NULL ? NULL : &hooks->around;
}

/* --- items --- */

static int take(struct hook *hook, const struct hook_taker *taker, const struct feedback *feedback,
                struct fault *fault)
{
    struct listener *listener = &hook->listener;

    text_clear(&listener->record);
    record_write_feedback(&listener->record, feedback);
    return taker->take(taker->context, feedback->org, text_slice(&listener->record), fault);
}

static int refuse(const struct hook_taker *taker, const struct json *value, const char *reason,
                  struct fault *fault)
{
    OWNED(text) struct text item = { 0 };

    json_item_add(value, &item);
    return taker->refuse(taker->context, text_slice(&item), reason, fault);
}

static int take_item(struct hook *hook, const struct hook_taker *taker, const struct json *value,
                     struct fault *fault)
{
    struct listener *listener = &hook->listener;
    struct json_item json = { value, listener->arena };
    struct feedback feedback;
    struct feedback update;
    struct fault no_record = { 0 };

    if (listener_map(listener,
                     &(struct listener_item){ .value = json_item_value, .item = &json },
                     &feedback, &no_record) != 0)
        return refuse(taker, value, no_record.text, fault);
    if (!listener_prepare(listener, &feedback, &update))
        return take(hook, taker, &feedback, fault);
    if (listener_is_item(&feedback) && take(hook, taker, &feedback, fault) != 0)
        return -1;
    return take(hook, taker, &update, fault);
}

int hook_read(struct hook *hook, struct slice body, const struct hook_taker *taker,
              struct fault *fault)
{
    struct arena *arena = hook->listener.arena;
    const char *path = hook->listener.settings->items;
    const struct json *document = NULL;

    arena_clear(arena);
    if (json_parse(json_mend(body, arena), BODY_LIMIT_BYTES, arena, &document, fault) != 0)
        return -1;
    const struct json *items = json_item_find(document, path == NULL ? "." : path);
    if (items == NULL)
        return fault_set(fault, FAULT_INPUT, "there is nothing at '%s'", path);
    if (items->type != JSON_ARRAY)
        return take_item(hook, taker, items, fault);
    for (const struct json *one = items->first; one != NULL; one = one->next)
        if (take_item(hook, taker, one, fault) != 0)
            return -1;
    return 0;
}
