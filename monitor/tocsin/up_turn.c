#include "base/moment.h"
#include "edge/clock.h"
#include "program/program.h"
#include "tocsin/up.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>

enum {
    FIRST_PAUSE_MS = 200,      /* before a dead child is started again; doubles … */
    LONGEST_PAUSE_MS = 10000,  /* … up to this */
    STEADY_MS = 30000,         /* a child that lived so long starts afresh with its pauses */
    STOP_MS = 5000,            /* to end when told to, before it is forced */
    START_MS = 120000,         /* for all to be ready at the first start */
    ASK_MS = 20,               /* between two questions who is ready */
    REST_MS = 1000,
};

static void say_end(const struct up *up, const struct up_child *child, struct process_end end,
                    int64_t pause_ms)
{
    log_warning(&up->log, "child-died", "%s ended by itself (%s=%d); it starts again in %lld ms",
                child->name, end.by_signal ? "signal" : "exit", end.number, (long long)pause_ms);
}

static void give_up(struct up *up, int exit_code)
{
    up->exit_code = exit_code;
    up->stopping = true;
}

/* The log that the clients of a dead broker know is gone: all of them start anew. */
static void take_clients_down(struct up *up, int64_t now)
{
    for (int i = UP_SURGE; i < UP_CHILDREN; i++) {
        struct up_child *child = &up->children[i];
        if (child->process.id == 0 || child->stopping_at != 0)
            continue;
        process_signal(&child->process, SIGTERM);
        child->stopping_at = now;
    }
}

static int64_t pause_of(const struct up_child *child)
{
    int64_t pause_ms = FIRST_PAUSE_MS;

    for (int i = 1; i < child->failures && pause_ms < LONGEST_PAUSE_MS; i++)
        pause_ms *= 2;
    return pause_ms < LONGEST_PAUSE_MS ? pause_ms : LONGEST_PAUSE_MS;
}

/* A child has ended: was it told to, has it done its work, can it ever run? */
static void take_end(struct up *up, enum up_place place, struct process_end end, int64_t now)
{
    struct up_child *child = &up->children[place];
    bool told = child->stopping_at != 0;
    bool played = place == UP_COLLECT && up->settings.until_played && !told && !end.by_signal &&
                  (end.number == EXIT_DONE || end.number == EXIT_NO);

    child->is_ready = false;
    child->stopping_at = 0;
    if (played) {
        child->is_finished = true;
        give_up(up, end.number);
    } else if (told) {
        child->start_at = now;
    } else if (!up->was_ready && !end.by_signal &&
               (end.number == EXIT_REFUSED || end.number == EXIT_USAGE)) {
        log_error(&up->log, "child-refused", "%s refuses to start", child->name);
        give_up(up, EXIT_REFUSED);
    } else {
        child->failures = now - child->started_at > STEADY_MS ? 1 : child->failures + 1;
        child->start_at = now + pause_of(child);
        say_end(up, child, end, pause_of(child));
    }
    if (place == UP_BROKER && !up->stopping)
        take_clients_down(up, now);
}

static bool reap(struct up *up, int64_t now)
{
    bool any = false;

    for (int i = 0; i < UP_CHILDREN; i++) {
        struct up_child *child = &up->children[i];
        struct process_end end;
        if (process_ended(&child->process, &end)) {
            any = true;
            take_end(up, (enum up_place)i, end, now);
        } else if (child->stopping_at != 0 && now > child->stopping_at + STOP_MS) {
            process_signal_group(&child->process, SIGKILL);
        }
    }
    return any;
}

static void start(struct up *up, enum up_place place, int64_t now)
{
    struct up_child *child = &up->children[place];
    struct fault fault = { 0 };

    if (up_child_start(up, place, now, &fault) == 0) {
        log_notice(&up->log, "started", "%s (pid=%ld)", child->name, (long)child->process.id);
        return;
    }
    log_error(&up->log, "not-started", "%s", fault.text);
    if (!up->was_ready)
        give_up(up, exit_code_of(&fault));
    child->failures++;
    child->start_at = now + pause_of(child);
}

/* Starts and asks, in order; what comes later waits for what comes before. */
static bool start_and_ask(struct up *up, int64_t now, bool *all_ready)
{
    bool any = false;

    *all_ready = true;
    for (int i = 0; i < UP_CHILDREN && !up->stopping; i++) {
        struct up_child *child = &up->children[i];
        if (!child->is_used || child->is_finished)
            continue;
        if (child->process.id == 0 && *all_ready && now >= child->start_at) {
            start(up, (enum up_place)i, now);
            any = true;
        }
        if (child->process.id != 0 && !child->is_ready && child->stopping_at == 0) {
            child->is_ready = up_child_ask(up, (enum up_place)i);
            any = any || child->is_ready;
        }
        *all_ready = *all_ready && child->is_ready;
    }
    return any;
}

static void tell(struct up *up)
{
    struct fault fault = { 0 };

    if (up_run_write(up, &fault) != 0)
        log_error(&up->log, "run-file", "%s", fault.text);
}

void up_turn(struct up *up, int64_t now)
{
    bool all_ready = false;
    bool changed = reap(up, now);

    if (up->started_at == 0)
        up->started_at = now;
    changed = start_and_ask(up, now, &all_ready) || changed;
    if (up->stopping)
        return;
    if (all_ready && !up->was_ready) {
        up->was_ready = true;
        tell(up);
        printf("ready %s\n", up->desk);
        (void)fflush(stdout); /* a reader that went away needs no address */
    } else if (up->was_ready && changed) {
        tell(up);
    }
    if (!up->was_ready && now > up->started_at + START_MS) {
        log_error(&up->log, "not-ready", "not all programs are ready after %d s", START_MS / 1000);
        give_up(up, EXIT_AWAY);
    }
}

int64_t up_due_at(const struct up *up, int64_t now)
{
    for (int i = 0; i < UP_CHILDREN; i++) {
        const struct up_child *child = &up->children[i];
        if (child->is_used && !child->is_finished && !child->is_ready)
            return now + ASK_MS;
    }
    return now + REST_MS;
}

void up_reload(const struct up *up)
{
    log_notice(&up->log, "rules", "asked to read the rules again; telling the programs");
    for (int i = UP_SURGE; i < UP_CHILDREN; i++)
        process_signal(&up->children[i].process, SIGHUP);
}

/* Waits until the child has ended, by force after its time. */
static void wait_for(struct up *up, struct up_child *child)
{
    int64_t force_at = clock_monotonic() + STOP_MS;
    struct process_end end;

    while (child->process.id != 0 && !process_ended(&child->process, &end)) {
        struct pollfd wait = { .fd = signals_descriptor(up->signals), .events = POLLIN };
        (void)poll(&wait, 1, ASK_MS); /* the loop looks at the child itself */
        while (signals_next(up->signals) != SIGNAL_EVENT_NONE)
            continue;
        if (clock_monotonic() > force_at) {
            log_warning(&up->log, "forced", "%s does not stop; it is ended by force", child->name);
            process_signal_group(&child->process, SIGKILL);
            force_at = INT64_MAX;
        }
    }
}

void up_stop(struct up *up)
{
    struct fault fault = { 0 };

    for (int i = UP_CHILDREN - 1; i >= 0; i--) {
        struct up_child *child = &up->children[i];
        if (child->process.id == 0)
            continue;
        process_signal(&child->process, SIGTERM);
        wait_for(up, child);
        log_notice(&up->log, "stopped", "%s", child->name);
    }
    if (up_run_remove(up, &fault) != 0)
        log_error(&up->log, "run-file", "%s", fault.text);
}
