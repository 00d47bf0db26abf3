/* One loop, no threads of ours: every turn, busy or quiet, looks at the time, so that a flood of
 * records cannot delay a flush, a tick or a trigger. */
#include "surge/surge.h"

#include <poll.h>

/* The longest wait: what has no due time of its own is looked at this often. */
enum { LONGEST_WAIT_MS = 1000, NEIGHBOURS = 4, HEARTBEAT_WAITS = 4 };

static void postpone_others(struct app *surge, const struct owned *failed)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        struct owned *owned = surge->owned[i];
        if (owned->stage == STAGE_WAITING && owned->retry_at < failed->retry_at)
            owned->retry_at = failed->retry_at;
    }
}

/* Reads the partitions whose time has come. Reading waits, so the first that fails speaks for all. */
static void restore_due(struct app *surge, int64_t now)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        struct owned *owned = surge->owned[i];
        struct fault fault = { 0 };
        if (owned->stage == STAGE_STOPPED && owned->retry_at <= now)
            restore_look_for_acceptance(owned);
        if (owned->stage != STAGE_WAITING || owned->retry_at > now)
            continue;
        if (restore_partition(owned, &fault) == 0)
            continue;
        if (fault.kind != FAULT_AWAY) {
            owned_stop(owned, "state-refused", &fault);
            continue;
        }
        owned_throw_away(owned, "redis-away", &fault);
        postpone_others(surge, owned);
        return;
    }
}

static void release_held(struct app *surge)
{
    for (size_t i = 0; i < surge->owned_count; i++) {
        struct owned *owned = surge->owned[i];
        if (owned->held_until != 0 && owned->held_until <= clock_now(surge->clock)) {
            owned->held_until = 0;
            surge->assign_again = true;
        }
    }
}

/* Time must pass in the log, too, when nothing comes and something can happen. */
static void tick(struct owned *owned, int64_t now)
{
    struct app *surge = owned->surge;
    struct fault fault = { 0 };

    if (owned->stage != STAGE_FOLDING || owned->held_until != 0 ||
        now - owned->heard_at < TICK_MS ||
        engine_due_at(owned->engine) > clock_now(surge->clock) ||
        kafka_consumer_known_end(surge->consumer, owned->partition) > owned->next_offset)
        return;
    owned->heard_at = now;
    if (outputs_send_command(owned, VERB_TICK, &fault) != 0)
        log_warning(surge->log, "tick-waits", "%s", fault.text);
}

static void tick_all(struct app *surge, int64_t now)
{
    if (clock_is_feed(surge->clock))
        return; /* while a file plays, only the player ticks */
    for (size_t i = 0; i < surge->owned_count; i++)
        tick(surge->owned[i], now);
}

static int64_t next_due_at(const struct app *surge, int64_t now)
{
    int64_t due_at = now + LONGEST_WAIT_MS;
    int64_t others[] = { flush_due_at(surge), redis_due_at(surge->store), heartbeat_due_at(surge) };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        due_at = others[i] < due_at ? others[i] : due_at;
    for (size_t i = 0; i < surge->owned_count; i++) {
        const struct owned *owned = surge->owned[i];
        if ((owned->stage == STAGE_WAITING || owned->stage == STAGE_STOPPED) &&
            owned->retry_at < due_at)
            due_at = owned->retry_at;
    }
    return due_at;
}

static void wait_for_work(struct app *surge)
{
    struct pollfd waiting[NEIGHBOURS + HEARTBEAT_WAITS] = {
        { .fd = signals_descriptor(surge->signals), .events = POLLIN },
        { .fd = kafka_consumer_descriptor(surge->consumer), .events = POLLIN },
        { .fd = kafka_producer_descriptor(surge->producer), .events = POLLIN },
        { .fd = redis_descriptor(surge->store), .events = redis_poll_events(surge->store) },
    };
    int64_t now = clock_monotonic();
    size_t count = NEIGHBOURS + heartbeat_waits(surge, waiting + NEIGHBOURS, HEARTBEAT_WAITS);
    int64_t left_ms = next_due_at(surge, now) - now;

    if (left_ms > 0)
        (void)poll(waiting, count, (int)left_ms); /* all is looked at afterwards */
}

static int turn(struct app *surge, bool *busy, struct fault *fault)
{
    int64_t now = clock_monotonic();

    restore_due(surge, now);
    release_held(surge);
    if (surge->assign_again && owned_assign_all(surge, fault) != 0)
        return -1;
    *busy = take_records(surge);
    if (kafka_producer_serve(surge->producer, fault) != 0)
        return -1;
    now = clock_monotonic();
    flush_all(surge, now);
    flush_answers(surge, now);
    outputs_send_triggers(surge, now);
    tick_all(surge, now);
    checkpoint_tend(surge, now);
    heartbeat_tend(surge, now);
    status_tell(surge, now);
    if (surge->is_broken)
        return fault_set(fault, FAULT_AWAY, "Kafka's client is broken: %s",
                         text_string(&surge->trouble));
    return 0;
}

int surge_run(struct app *surge, struct fault *fault)
{
    bool busy = false;

    for (;;) {
        switch (signals_next(surge->signals)) {
        case SIGNAL_EVENT_STOP:
            return 0;
        case SIGNAL_EVENT_RELOAD:
            reload_rules(surge);
            break;
        case SIGNAL_EVENT_CHILD:
        case SIGNAL_EVENT_NONE:
            break;
        }
        if (turn(surge, &busy, fault) != 0)
            return -1;
        if (!busy)
            wait_for_work(surge);
    }
}
