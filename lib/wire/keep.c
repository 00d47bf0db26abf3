#include "wire/keep.h"

#include "base/moment.h"
#include "base/pack.h"
#include "wire/keep_series.h"
#include "wire/keys.h"
#include "wire/readers.h"

/* How long minutes and hours are kept, in time of the log (DESIGN.md §4). */
#define KEEP_MINUTES_MS (49 * HOUR_MS)
#define KEEP_CLAIMS_MS  (49 * HOUR_MS)
#define KEEP_HOURS_MS   (60 * DAY_MS)
/* After a longer stop, older hours are left to whoever clears the store. */
#define KEEP_SWEEP_MS (100 * DAY_MS)

struct keep *keep_new(void)
{
    struct keep *keep = memory_new(sizeof *keep);

    keep->arena = arena_new();
    keep->event_arena = arena_new();
    keep->swept_at = MOMENT_NEVER;
    return keep;
}

void keep_free(struct keep *keep)
{
    if (keep == NULL)
        return;
    arena_free(keep->arena);
    arena_free(keep->event_arena);
    memory_free(keep->changes);
    memory_free(keep->events);
    memory_free(keep->event_ids);
    text_done(&keep->scratch);
    memory_free(keep);
}

void keep_add_event(struct keep *keep, struct key id, struct slice event)
{
    OWNED(text) struct text hex = { 0 };

    if (keep->event_count == keep->event_capacity) {
        keep->event_capacity = keep->event_capacity * 2 + 8;
        keep->events = memory_resize(keep->events, keep->event_capacity, sizeof *keep->events);
        keep->event_ids =
            memory_resize(keep->event_ids, keep->event_capacity, sizeof *keep->event_ids);
    }
    text_add_hex(&hex, id.bytes, KEY_BYTES);
    keep->event_ids[keep->event_count] =
        (struct slice){ arena_copy(keep->event_arena, hex.bytes, hex.length), hex.length };
    keep->events[keep->event_count++] = (struct slice){
        arena_copy(keep->event_arena, event.bytes, event.length), event.length
    };
    keep->trigger_count++;
}

bool keep_has_events(const struct keep *keep)
{
    return keep->event_count > 0;
}

const struct slice *keep_events(const struct keep *keep, size_t *count)
{
    *count = keep->event_count;
    return keep->events;
}

void keep_use(struct keep *keep, const char *rules_version)
{
    keep->rules_version = rules_version;
}

void keep_restore(struct keep *keep, int64_t swept_at, int64_t trigger_count)
{
    keep->swept_at = swept_at;
    keep->trigger_count = trigger_count;
}

/* ---- one change ---- */

static struct slice copy(struct keep *keep, struct slice slice)
{
    keep->bytes += slice.length;
    return (struct slice){ arena_copy(keep->arena, slice.bytes, slice.length), slice.length };
}

void keep_change(struct keep *keep, enum change_kind kind, struct slice key)
{
    MEMORY_GROW(keep->changes, keep->change_count, keep->change_capacity);
    keep->changes[keep->change_count++] = (struct change){ .kind = kind, .key = copy(keep, key) };
}

void keep_field(struct keep *keep, struct slice field)
{
    keep->changes[keep->change_count - 1].field = copy(keep, field);
}

void keep_value(struct keep *keep, struct slice value)
{
    keep->changes[keep->change_count - 1].value = copy(keep, value);
}

struct slice keep_scratch(const struct keep *keep)
{
    return (struct slice){ text_string(&keep->scratch), keep->scratch.length };
}

static void join(struct keep *keep, enum change_kind kind, struct slice member)
{
    keep_change(keep, kind, keep_scratch(keep));
    text_clear(&keep->scratch);
    keys_add_name(&keep->scratch, member);
    keep_value(keep, keep_scratch(keep));
}

/* ---- ids and claims ---- */

static void keep_ids(struct keep *keep, struct seen *seen, const char *kind)
{
    size_t count = 0;
    const struct seen_addition *additions = seen_additions(seen, &count);

    for (size_t from = 0, to; from < count; from = to) {
        text_clear(&keep->scratch);
        keys_add_kind_hour(&keep->scratch, kind, additions[from].hour_at);
        keep_change(keep, CHANGE_APPEND, keep_scratch(keep));
        text_clear(&keep->scratch);
        for (to = from; to < count && additions[to].hour_at == additions[from].hour_at; to++)
            pack_key(&keep->scratch, additions[to].key);
        keep_value(keep, keep_scratch(keep));
    }
    seen_settle(seen);
    for (int64_t hour_at; seen_forgotten(seen, &hour_at);) {
        text_clear(&keep->scratch);
        keys_add_kind_hour(&keep->scratch, kind, hour_at);
        keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
    }
}

static void name_claims(struct keep *keep, const struct org *org, int64_t at)
{
    text_clear(&keep->scratch);
    keys_add_org(&keep->scratch, "n", slice_of(org->name));
    text_add_char(&keep->scratch, ':');
    keys_add_hour(&keep->scratch, at);
}

static void keep_claims(struct keep *keep, struct org *org)
{
    size_t count = 0;
    const struct novelty_claim *claims = novelty_additions(org->novelty, &count);

    for (size_t from = 0, to; from < count; from = to) {
        int64_t hour_at = moment_floor(claims[from].at, HOUR_MS);
        name_claims(keep, org, hour_at);
        keep_change(keep, CHANGE_APPEND, keep_scratch(keep));
        text_clear(&keep->scratch);
        for (to = from; to < count && moment_floor(claims[to].at, HOUR_MS) == hour_at; to++) {
            pack_number(&keep->scratch, (int64_t)claims[to].about);
            pack_number(&keep->scratch, claims[to].has_person | claims[to].has_text << 1);
            pack_key(&keep->scratch, claims[to].person);
            pack_number(&keep->scratch, (int64_t)claims[to].simhash);
            pack_number(&keep->scratch, claims[to].at);
        }
        keep_value(keep, keep_scratch(keep));
    }
    novelty_settle(org->novelty);
}

/* ---- the organisation ---- */

static void keep_org(struct keep *keep, struct org *org)
{
    if (org->is_new) {
        text_clear(&keep->scratch);
        text_add(&keep->scratch, "orgs");
        join(keep, CHANGE_MEMBER_ADD, slice_of(org->name));
        org->is_new = false;
    }
    if (!org->dirty)
        return;
    text_clear(&keep->scratch);
    keys_add_org(&keep->scratch, "org", slice_of(org->name));
    keep_change(keep, CHANGE_SET, keep_scratch(keep));
    OWNED(text) struct text piece = { 0 };
    text_clear(&keep->scratch);
    pack_number(&keep->scratch, (int64_t)org->sequence);
    pack_number(&keep->scratch, org->pool_due_at);
    pack_number(&keep->scratch, org->overflow_count);
    pool_write(org->pool, &piece);
    pack_string(&keep->scratch, (struct slice){ piece.bytes, piece.length });
    pack_number(&keep->scratch, (int64_t)table_count(org->sources));
    for (struct table_cursor at = { 0 }; table_next(org->sources, &at);) {
        text_clear(&piece);
        source_write(at.value, &piece);
        pack_string(&keep->scratch, at.name);
        pack_string(&keep->scratch, (struct slice){ piece.bytes, piece.length });
    }
    keep_value(keep, keep_scratch(keep));
    readers_keep_sources(keep, org);
    org->dirty = false;
}

static void name_piece(struct keep *keep, const char *kind, const struct org *org,
                       struct slice piece)
{
    text_clear(&keep->scratch);
    keys_add(&keep->scratch, kind, slice_of(org->name), piece);
}

static void keep_piece(struct keep *keep, struct org *org, const struct piece *piece)
{
    text_clear(&keep->scratch);
    keys_add_org(&keep->scratch, "pieces", slice_of(org->name));
    if (piece->removed) {
        join(keep, CHANGE_MEMBER_REMOVE, piece->key);
        name_piece(keep, "p", org, piece->key);
        keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
        name_piece(keep, "people", org, piece->key);
        keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
        return;
    }
    join(keep, CHANGE_MEMBER_ADD, piece->key);
    name_piece(keep, "p", org, piece->key);
    keep_change(keep, CHANGE_SET, keep_scratch(keep));
    text_clear(&keep->scratch);
    casebook_write(org->casebook, piece->key, &keep->scratch);
    keep_value(keep, keep_scratch(keep));
    struct slice people = casebook_new_people(org->casebook, piece->key);
    if (people.length > 0) {
        name_piece(keep, "people", org, piece->key);
        keep_change(keep, CHANGE_APPEND, keep_scratch(keep));
        keep_value(keep, people);
    }
}

static void keep_casebook(struct keep *keep, struct org *org)
{
    OWNED(arena) struct arena *arena = arena_new();

    for (struct piece piece; casebook_next_change(org->casebook, &piece);) {
        piece.key.bytes = arena_copy(arena, piece.key.bytes, piece.key.length);
        keep_piece(keep, org, &piece);
    }
}

/* ---- old hours ---- */

static void sweep_series(struct keep *keep, const struct org *org, int64_t hour_at)
{
    for (struct table_cursor at = { 0 }; table_next(org->series, &at);) {
        text_clear(&keep->scratch);
        keys_add(&keep->scratch, "m", slice_of(org->name), at.name);
        text_add_char(&keep->scratch, ':');
        keys_add_hour(&keep->scratch, hour_at - KEEP_MINUTES_MS);
        keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
        if (hour_at % DAY_MS != 0)
            continue;
        text_clear(&keep->scratch);
        keys_add(&keep->scratch, "h", slice_of(org->name), at.name);
        text_add_char(&keep->scratch, ':');
        keys_add_day(&keep->scratch, hour_at - KEEP_HOURS_MS - DAY_MS);
        keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
    }
}

/* Removes what has become too old since the last time, hour by hour of log time. */
static void sweep(struct keep *keep, const struct fold *fold)
{
    int64_t hour_at = moment_floor(fold->now, HOUR_MS);

    if (keep->swept_at == MOMENT_NEVER || hour_at - keep->swept_at > KEEP_SWEEP_MS)
        keep->swept_at = hour_at;
    for (; keep->swept_at < hour_at; keep->swept_at += HOUR_MS) {
        for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
            sweep_series(keep, at.value, keep->swept_at);
            name_claims(keep, at.value, keep->swept_at - KEEP_CLAIMS_MS);
            keep_change(keep, CHANGE_REMOVE, keep_scratch(keep));
        }
    }
}

/* ---- all of it ---- */

static void state_field(struct keep *keep, const char *name, int64_t number)
{
    keep_change(keep, CHANGE_HASH_SET, SLICE("state"));
    keep_field(keep, slice_of(name));
    text_clear(&keep->scratch);
    text_add_format(&keep->scratch, "%lld", (long long)number);
    keep_value(keep, keep_scratch(keep));
}

static void keep_state(struct keep *keep, const struct fold *fold)
{
    state_field(keep, "now", fold->now);
    state_field(keep, "consumed", fold->accounts.consumed);
    for (int i = 0; i < ACCOUNT_COUNT; i++)
        state_field(keep, account_name((enum account)i), fold->accounts.of[i]);
    state_field(keep, "triggers", keep->trigger_count);
    state_field(keep, "swept", keep->swept_at);
    state_field(keep, "given_up_hours", fold->given_up_hours);
    keep_change(keep, CHANGE_HASH_SET, SLICE("state"));
    keep_field(keep, SLICE("rules"));
    keep_value(keep, slice_of(keep->rules_version));
}

static void forget_events(struct keep *keep)
{
    keep->event_count = 0;
    arena_clear(keep->event_arena);
}

static void keep_events_out(struct keep *keep)
{
    for (size_t i = 0; i < keep->event_count; i++) {
        keep_change(keep, CHANGE_OUTBOX, SLICE(""));
        keep_field(keep, keep->event_ids[i]);
        keep_value(keep, keep->events[i]);
    }
    forget_events(keep);
}

size_t keep_bytes(const struct keep *keep)
{
    return keep->bytes;
}

const struct change *keep_gather(struct keep *keep, struct fold *fold, size_t *count)
{
    keep->change_count = 0;
    keep->bytes = 0;
    arena_clear(keep->arena);
    keep_events_out(keep);
    if (fold->now != MOMENT_NEVER) {
        sweep(keep, fold);
        keep_ids(keep, fold->ids, "ids");
        keep_ids(keep, fold->commands, "commands");
        for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
            keep_all_series(keep, at.value, fold->now);
            keep_claims(keep, at.value);
            keep_casebook(keep, at.value);
            keep_org(keep, at.value);
        }
        keep_state(keep, fold);
    }
    *count = keep->change_count;
    return keep->changes;
}

static void discard_ids(struct seen *seen)
{
    int64_t hour_at;

    seen_settle(seen);
    while (seen_forgotten(seen, &hour_at))
        continue; /* nobody stored it */
}

void keep_discard(struct keep *keep, struct fold *fold)
{
    forget_events(keep);
    discard_ids(fold->ids);
    discard_ids(fold->commands);
    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
        struct org *org = at.value;
        novelty_settle(org->novelty);
        for (struct table_cursor one = { 0 }; table_next(org->series, &one);)
            ((struct tracked *)one.value)->dirty_count = 0;
        for (struct piece piece; casebook_next_change(org->casebook, &piece);)
            (void)casebook_new_people(org->casebook, piece.key); /* nobody stores them */
    }
}
