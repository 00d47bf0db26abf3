#include "wire/keep.h"

#include "base/moment.h"
#include "base/pack.h"
#include "wire/delta.h"
#include "wire/keep_series.h"
#include "wire/keys.h"
#include "wire/readers.h"
#include "wire/telling.h"

/* How long minutes and hours are kept, in time of the log (DESIGN.md §4). */
#define KEEP_CLAIMS_MS  (49 * HOUR_MS)
#define KEEP_HOURS_MS   (60 * DAY_MS)
/* After a longer stop, older hours are left to whoever clears the store. */
#define KEEP_SWEEP_MS (100 * DAY_MS)

struct keep {
    struct delta delta;        /* 1. cleared by each gathering */
    struct arena *event_arena; /* 2. of events, cleared when they were gathered */
    struct slice *events;
    struct slice *event_ids;
    size_t event_count;
    size_t event_capacity;
    int64_t trigger_count;     /* of all time */
    int64_t swept_at;          /* 3. hours before this one have been swept */
    int64_t told_at;           /* 4. the minute in which readers were told of the sources */
    struct telling *telling;   /* 5. of the incidents */
    const char *rules_version;
};

struct keep *keep_new(void)
{
    struct keep *keep = memory_new(sizeof *keep);

    delta_init(&keep->delta);
    keep->event_arena = arena_new();
    keep->swept_at = MOMENT_NEVER;
    keep->told_at = MOMENT_NEVER;
    keep->telling = telling_new();
    return keep;
}

void keep_free(struct keep *keep)
{
    if (keep == NULL)
        return;
    delta_done(&keep->delta);
    arena_free(keep->event_arena);
    telling_free(keep->telling);
    memory_free(keep->events);
    memory_free(keep->event_ids);
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

/* ---- ids and claims ---- */

static void join(struct keep *keep, enum change_kind kind, struct slice member)
{
    delta_change(&keep->delta, kind, delta_scratch(&keep->delta));
    text_clear(&keep->delta.scratch);
    keys_add_name(&keep->delta.scratch, member);
    delta_value(&keep->delta, delta_scratch(&keep->delta));
}

static void keep_ids(struct keep *keep, struct seen *seen, const char *kind)
{
    size_t count = 0;
    const struct seen_addition *additions = seen_additions(seen, &count);

    for (size_t from = 0, to; from < count; from = to) {
        text_clear(&keep->delta.scratch);
        keys_add_kind_hour(&keep->delta.scratch, kind, additions[from].hour_at);
        delta_change(&keep->delta, CHANGE_APPEND, delta_scratch(&keep->delta));
        text_clear(&keep->delta.scratch);
        for (to = from; to < count && additions[to].hour_at == additions[from].hour_at; to++)
            pack_key(&keep->delta.scratch, additions[to].key);
        delta_value(&keep->delta, delta_scratch(&keep->delta));
    }
    seen_settle(seen);
    for (int64_t hour_at; seen_forgotten(seen, &hour_at);) {
        text_clear(&keep->delta.scratch);
        keys_add_kind_hour(&keep->delta.scratch, kind, hour_at);
        delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
    }
}

static void name_claims(struct keep *keep, const struct org *org, int64_t at)
{
    text_clear(&keep->delta.scratch);
    keys_add_org(&keep->delta.scratch, "n", slice_of(org->name));
    text_add_char(&keep->delta.scratch, ':');
    keys_add_hour(&keep->delta.scratch, at);
}

static void keep_claims(struct keep *keep, struct org *org, int64_t now)
{
    size_t count = 0;
    const struct novelty_claim *claims = novelty_additions(org->novelty, &count);
    int64_t claims_from_at = moment_floor(now, HOUR_MS) - KEEP_CLAIMS_MS;

    for (size_t from = 0, to; from < count; from = to) {
        int64_t hour_at = moment_floor(claims[from].at, HOUR_MS);
        if (hour_at < claims_from_at) { /* swept before it was stored */
            to = from + 1;
            continue;
        }
        name_claims(keep, org, hour_at);
        delta_change(&keep->delta, CHANGE_APPEND, delta_scratch(&keep->delta));
        text_clear(&keep->delta.scratch);
        for (to = from; to < count && moment_floor(claims[to].at, HOUR_MS) == hour_at; to++) {
            pack_number(&keep->delta.scratch, (int64_t)claims[to].about);
            pack_number(&keep->delta.scratch, claims[to].has_person | claims[to].has_text << 1);
            pack_key(&keep->delta.scratch, claims[to].person);
            pack_number(&keep->delta.scratch, (int64_t)claims[to].simhash);
            pack_number(&keep->delta.scratch, claims[to].at);
        }
        delta_value(&keep->delta, delta_scratch(&keep->delta));
    }
    novelty_settle(org->novelty);
}

/* ---- the organisation ---- */

static void keep_org(struct keep *keep, struct org *org)
{
    if (org->is_new) {
        text_clear(&keep->delta.scratch);
        text_add(&keep->delta.scratch, "orgs");
        join(keep, CHANGE_MEMBER_ADD, slice_of(org->name));
        org->is_new = false;
    }
    if (!org->dirty)
        return;
    text_clear(&keep->delta.scratch);
    keys_add_org(&keep->delta.scratch, "org", slice_of(org->name));
    delta_change(&keep->delta, CHANGE_SET, delta_scratch(&keep->delta));
    OWNED(text) struct text piece = { 0 };
    text_clear(&keep->delta.scratch);
    pack_number(&keep->delta.scratch, (int64_t)org->sequence);
    pack_number(&keep->delta.scratch, org->pool_due_at);
    pack_number(&keep->delta.scratch, org->overflow_count);
    pool_write(org->pool, &piece);
    pack_string(&keep->delta.scratch, (struct slice){ piece.bytes, piece.length });
    pack_number(&keep->delta.scratch, (int64_t)table_count(org->sources));
    for (struct table_cursor at = { 0 }; table_next(org->sources, &at);) {
        text_clear(&piece);
        source_write(at.value, &piece);
        pack_string(&keep->delta.scratch, at.name);
        pack_string(&keep->delta.scratch, (struct slice){ piece.bytes, piece.length });
    }
    delta_value(&keep->delta, delta_scratch(&keep->delta));
    org->dirty = false;
}

static void name_piece(struct keep *keep, const char *kind, const struct org *org,
                       struct slice piece)
{
    text_clear(&keep->delta.scratch);
    keys_add(&keep->delta.scratch, kind, slice_of(org->name), piece);
}

/* The id of the incident that a piece "i:<id>" holds; empty for the others. */
static struct slice incident_of(const struct piece *piece)
{
    if (piece->key.length < 3 || piece->key.bytes[0] != 'i')
        return SLICE("");
    return (struct slice){ piece->key.bytes + 2, piece->key.length - 2 };
}

static void keep_piece(struct keep *keep, struct org *org, const struct piece *piece)
{
    struct slice incident = incident_of(piece);

    text_clear(&keep->delta.scratch);
    keys_add_org(&keep->delta.scratch, "pieces", slice_of(org->name));
    if (piece->removed) {
        join(keep, CHANGE_MEMBER_REMOVE, piece->key);
        name_piece(keep, "p", org, piece->key);
        delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
        name_piece(keep, "people", org, piece->key);
        delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
        readers_drop_incident(&keep->delta, org, incident);
        return;
    }
    join(keep, CHANGE_MEMBER_ADD, piece->key);
    name_piece(keep, "p", org, piece->key);
    delta_change(&keep->delta, CHANGE_SET, delta_scratch(&keep->delta));
    text_clear(&keep->delta.scratch);
    casebook_write(org->casebook, piece->key, &keep->delta.scratch);
    delta_value(&keep->delta, delta_scratch(&keep->delta));
    struct slice people = casebook_new_people(org->casebook, piece->key);
    if (people.length > 0) {
        name_piece(keep, "people", org, piece->key);
        delta_change(&keep->delta, CHANGE_APPEND, delta_scratch(&keep->delta));
        delta_value(&keep->delta, people);
    }
    if (incident.length > 0)
        telling_note(keep->telling, org, incident);
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
        text_clear(&keep->delta.scratch);
        keys_add(&keep->delta.scratch, "m", slice_of(org->name), at.name);
        text_add_char(&keep->delta.scratch, ':');
        keys_add_hour(&keep->delta.scratch, hour_at - KEEP_MINUTES_MS);
        delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
        if (hour_at % DAY_MS != 0)
            continue;
        text_clear(&keep->delta.scratch);
        keys_add(&keep->delta.scratch, "h", slice_of(org->name), at.name);
        text_add_char(&keep->delta.scratch, ':');
        keys_add_day(&keep->delta.scratch, hour_at - KEEP_HOURS_MS - DAY_MS);
        delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
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
            delta_change(&keep->delta, CHANGE_REMOVE, delta_scratch(&keep->delta));
        }
    }
}

/* ---- all of it ---- */

static void state_field(struct keep *keep, const char *name, int64_t number)
{
    delta_change(&keep->delta, CHANGE_HASH_SET, SLICE("state"));
    delta_field(&keep->delta, slice_of(name));
    text_clear(&keep->delta.scratch);
    text_add_format(&keep->delta.scratch, "%lld", (long long)number);
    delta_value(&keep->delta, delta_scratch(&keep->delta));
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
    delta_change(&keep->delta, CHANGE_HASH_SET, SLICE("state"));
    delta_field(&keep->delta, SLICE("rules"));
    delta_value(&keep->delta, slice_of(keep->rules_version));
}

static void forget_events(struct keep *keep)
{
    keep->event_count = 0;
    arena_clear(keep->event_arena);
}

static void keep_events_out(struct keep *keep)
{
    for (size_t i = 0; i < keep->event_count; i++) {
        delta_change(&keep->delta, CHANGE_OUTBOX, SLICE(""));
        delta_field(&keep->delta, keep->event_ids[i]);
        delta_value(&keep->delta, keep->events[i]);
    }
    forget_events(keep);
}

size_t keep_bytes(const struct keep *keep)
{
    return keep->delta.bytes;
}

const struct change *keep_gather(struct keep *keep, struct fold *fold, size_t *count)
{
    bool has_events = keep->event_count > 0;

    delta_clear(&keep->delta);
    keep_events_out(keep);
    if (fold->now != MOMENT_NEVER) {
        sweep(keep, fold);
        keep_ids(keep, fold->ids, "ids");
        keep_ids(keep, fold->commands, "commands");
        int64_t minute_at = moment_floor(fold->now, MINUTE_MS);
        bool is_new_minute = minute_at != keep->told_at;
        keep->told_at = minute_at;
        for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
            if (is_new_minute || ((struct org *)at.value)->dirty)
                readers_keep_sources(&keep->delta, at.value);
            keep_series(&keep->delta, at.value, fold->now);
            keep_claims(keep, at.value, fold->now);
            keep_casebook(keep, at.value);
            keep_org(keep, at.value);
        }
        telling_write(keep->telling, &keep->delta, fold, has_events);
        keep_state(keep, fold);
    }
    *count = keep->delta.count;
    return keep->delta.changes;
}

static void discard_ids(struct seen *seen)
{
    seen_settle(seen);
    for (int64_t hour_at; seen_forgotten(seen, &hour_at);)
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
        org_settle(org);
        for (struct piece piece; casebook_next_change(org->casebook, &piece);)
            (void)casebook_new_people(org->casebook, piece.key); /* nobody stores them */
    }
}
