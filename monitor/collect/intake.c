#include "collect/intake.h"

#include "base/moment.h"
#include "collect/cursors.h"
#include "collect/passage.h"
#include "core/partition.h"
#include "core/record.h"
#include "edge/clock.h"
#include "program/state.h"
#include "wire/record.h"
#include "wire/refusal.h"

#include <string.h>

enum {
    LIMIT_BYTES = 1024 * 1024,  /* under way in one partition; half the player's, it is not in a hurry */
    STATE_MS = 60 * 1000,       /* between two reports of a source that does not change */
    FIRST_PAUSE_MS = 1000,      /* before a source that is away is tried again; doubles … */
    LONGEST_PAUSE_MS = 300000,  /* … up to this */
    TURN_MS = 1000,
    BUSY_MS = 20,
    SOURCE_WAITS = 4,           /* descriptors of one source */
};

/* A source and how it is doing. */
struct inlet {
    struct source *source;
    struct cursors *cursors;
    int64_t step_at;
    int64_t pause_ms;     /* the last one; 0 while it is up */
    bool is_up;
    bool is_reported;     /* its present state is in the log */
    int64_t report_at;    /* the next report is due */
    int64_t through;      /* everything up to there was seen */
    struct text reason;   /* why it is down */
    size_t first_wait;    /* its place among the descriptors of the last intake_waits() */
    size_t wait_count;
};

struct intake {
    const struct log *log;
    struct text key;
    struct passage *passage;
    struct inlet *inlets;
    size_t count;
};

static void take_safe(void *context, int32_t partition, uint64_t mark)
{
    (void)context;
    (void)partition;
    cursors_settle((struct cursors_entry *)(uintptr_t)mark);
}

static int open_inlets(struct intake *intake, const char *redis, struct source **sources,
                       struct fault *fault)
{
    for (size_t i = 0; i < intake->count; i++) {
        struct inlet *inlet = &intake->inlets[i];
        inlet->source = sources[i];
        inlet->is_up = true;
        inlet->through = MOMENT_NEVER;
        if (cursors_open(redis, sources[i]->name, &inlet->cursors, fault) != 0)
            return -1;
    }
    return 0;
}

int intake_open(const struct collect_settings *settings, const struct log *log,
                struct source **sources, size_t count, struct intake **intake, struct fault *fault)
{
    OWNED(intake) struct intake *opened = memory_new(sizeof *opened);
    struct passage_options options = {
        .kafka = settings->kafka,
        .redis = settings->redis,
        .incarnation = settings->embedded,
        .until_stored = settings->embedded != NULL,
        .limit_bytes = LIMIT_BYTES,
        .safe = take_safe,
    };

    opened->log = log;
    opened->inlets = memory_array(count, sizeof *opened->inlets);
    opened->count = count;
    if (open_inlets(opened, settings->redis, sources, fault) != 0 ||
        state_read_key(settings->state, &opened->key, fault) != 0 ||
        passage_open(&options, &opened->passage, fault) != 0)
        return -1;
    *intake = TAKE(opened);
    return 0;
}

void intake_free(struct intake *intake)
{
    if (intake == NULL)
        return;
    passage_free(intake->passage);
    for (size_t i = 0; i < intake->count; i++) {
        struct inlet *inlet = &intake->inlets[i];
        if (inlet->source != NULL)
            inlet->source->kind->free(inlet->source);
        cursors_free(inlet->cursors);
        text_done(&inlet->reason);
    }
    memory_free(intake->inlets);
    text_done(&intake->key);
    memory_free(intake);
}

static struct inlet *inlet_of(const struct intake *intake, const struct source *source)
{
    for (size_t i = 0; i < intake->count; i++) {
        if (intake->inlets[i].source == source)
            return &intake->inlets[i];
    }
    return NULL;
}

struct slice intake_cursor(const struct intake *intake, const struct source *source)
{
    return cursors_kept(inlet_of(intake, source)->cursors);
}

bool intake_offer(struct intake *intake, const struct source *source, const struct offer *offer)
{
    int32_t partition = partition_of(offer->org, passage_partitions(intake->passage));
    struct cursors *cursors = inlet_of(intake, source)->cursors;
    struct fault fault = { 0 };

    if (!passage_has_room(intake->passage, partition, offer->org.length + offer->record.length))
        return false;
    struct cursors_entry *entry = cursors_add(cursors, offer->cursor);
    struct passage_record record = {
        .partition = partition,
        .key = offer->org,
        .value = offer->record,
        .mark = (uint64_t)(uintptr_t)entry,
    };
    if (passage_send(intake->passage, &record, &fault) == 0)
        return true;
    if (fault.kind != FAULT_INPUT) {
        cursors_withdraw(cursors, entry);
        return false;
    }
    intake_refuse(intake, source, offer->record, fault.text);
    cursors_settle(entry);
    return true;
}

void intake_advance(struct intake *intake, const struct source *source, struct slice cursor)
{
    cursors_settle(cursors_add(inlet_of(intake, source)->cursors, cursor));
}

void intake_refuse(struct intake *intake, const struct source *source, struct slice content,
                   const char *reason)
{
    OWNED(text) struct text value = { 0 };
    struct fault fault = { 0 };
    struct refusal refusal = {
        .source = slice_of(source->name),
        .reason = slice_of(reason),
        .content = content,
    };

    refusal_write(&value, &refusal);
    if (passage_put_aside(intake->passage, slice_of(source->org),
                          (struct slice){ value.bytes, value.length }, &fault) != 0)
        log_error(intake->log, "not-put-aside", "an item of '%s' (%s) is lost: %s", source->name,
                  reason, fault.text);
}

void intake_through(struct intake *intake, const struct source *source, int64_t through)
{
    inlet_of(intake, source)->through = through;
}

/* What a source's state is, as a record of the log. */
static int report(struct intake *intake, struct inlet *inlet, struct fault *fault)
{
    OWNED(text) struct text id = { 0 };
    OWNED(text) struct text value = { 0 };
    struct slice org = slice_of(inlet->source->org);
    int64_t now = clock_wall();

    text_add_format(&id, "source-state:%s:%lld", inlet->source->name, (long long)now);
    struct command command = {
        .id = slice_of(text_string(&id)),
        .org = org,
        .verb = VERB_SOURCE_STATE,
        .at = now,
        .source = slice_of(inlet->source->name),
        .source_up = inlet->is_up,
        .through = inlet->through,
        .reason = slice_of(text_string(&inlet->reason)),
    };
    record_write_signed(&value, &command, (struct slice){ intake->key.bytes, intake->key.length });
    struct passage_record record = {
        .partition = partition_of(org, passage_partitions(intake->passage)),
        .key = org,
        .value = { value.bytes, value.length },
    };
    return passage_send(intake->passage, &record, fault);
}

static int report_when_due(struct intake *intake, struct inlet *inlet, int64_t now,
                           struct fault *fault)
{
    struct fault sending = { 0 };

    if (inlet->is_reported && now < inlet->report_at)
        return 0;
    if (report(intake, inlet, &sending) == 0) {
        inlet->is_reported = true;
        inlet->report_at = now + STATE_MS;
        return 0;
    }
    /* A full queue empties; the next turn tries again. */
    return sending.kind == FAULT_AWAY ? 0 : fault_set(fault, sending.kind, "%s", sending.text);
}

static void set_up(struct intake *intake, struct inlet *inlet)
{
    if (!inlet->is_up) {
        log_notice(intake->log, "source-back", "'%s' answers again", inlet->source->name);
        inlet->is_reported = false;
    }
    inlet->is_up = true;
    inlet->pause_ms = 0;
    text_clear(&inlet->reason);
}

static void set_down(struct intake *intake, struct inlet *inlet, const char *reason, int64_t now)
{
    int64_t doubled = inlet->pause_ms * 2;

    if (inlet->is_up) {
        log_warning(intake->log, "source-away", "'%s': %s; it is tried again", inlet->source->name,
                    reason);
        inlet->is_reported = false;
    }
    inlet->is_up = false;
    inlet->pause_ms = doubled < FIRST_PAUSE_MS     ? FIRST_PAUSE_MS
                      : doubled > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS
                                                   : doubled;
    inlet->step_at = now + inlet->pause_ms;
    text_clear(&inlet->reason);
    text_add(&inlet->reason, reason);
}

static int step(struct intake *intake, struct inlet *inlet, int64_t now, struct fault *fault)
{
    struct source *source = inlet->source;
    int64_t again_at = now + TURN_MS;
    struct fault stepping = { 0 };

    if (now < inlet->step_at)
        return 0;
    if (source->kind->step(source, intake, now, &again_at, &stepping) == 0) {
        set_up(intake, inlet);
        inlet->step_at = again_at;
        return 0;
    }
    if (stepping.kind == FAULT_SETUP) {
        *fault = stepping;
        return fault_during(fault, "the source '%s'", source->name);
    }
    set_down(intake, inlet, stepping.text, now);
    return 0;
}

/* Keeps the newest safe cursor and tells the source. */
static void keep_cursor(struct intake *intake, struct inlet *inlet)
{
    struct fault fault = { 0 };
    struct source *source = inlet->source;
    bool moved = false;

    if (cursors_keep(inlet->cursors, &moved, &fault) != 0) {
        log_warning(intake->log, "redis-away", "%s; it is tried again", fault.text);
        return;
    }
    if (moved && source->kind->settled != NULL)
        source->kind->settled(source, cursors_kept(inlet->cursors));
}

int intake_turn(struct intake *intake, int64_t now_monotonic, int64_t *again_at,
                struct fault *fault)
{
    *again_at = now_monotonic + (passage_is_busy(intake->passage) ? BUSY_MS : TURN_MS);
    if (passage_serve(intake->passage, now_monotonic, fault) != 0)
        return -1;
    for (size_t i = 0; i < intake->count; i++) {
        struct inlet *inlet = &intake->inlets[i];
        if (step(intake, inlet, now_monotonic, fault) != 0 ||
            report_when_due(intake, inlet, now_monotonic, fault) != 0)
            return -1;
        keep_cursor(intake, inlet);
        if (inlet->step_at < *again_at)
            *again_at = inlet->step_at;
    }
    return 0;
}

size_t intake_waits(struct intake *intake, struct pollfd *waits, size_t most)
{
    size_t used = 0;

    if (most > 0)
        waits[used++] =
            (struct pollfd){ .fd = passage_descriptor(intake->passage), .events = POLLIN };
    for (size_t i = 0; i < intake->count; i++) {
        struct inlet *inlet = &intake->inlets[i];
        inlet->first_wait = used;
        inlet->wait_count = 0;
        if (inlet->source->kind->waits == NULL || most - used < SOURCE_WAITS || !inlet->is_up)
            continue;
        inlet->wait_count = inlet->source->kind->waits(inlet->source, waits + used, SOURCE_WAITS);
        used += inlet->wait_count;
    }
    return used;
}

void intake_ready(struct intake *intake, const struct pollfd *waits, size_t count)
{
    for (size_t i = 0; i < intake->count; i++) {
        struct inlet *inlet = &intake->inlets[i];
        for (size_t k = 0; k < inlet->wait_count && inlet->first_wait + k < count; k++) {
            if (waits[inlet->first_wait + k].revents != 0)
                inlet->step_at = 0;
        }
    }
}
