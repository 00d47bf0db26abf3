#include "collect/run.h"

#include "collect/intake.h"
#include "collect/player.h"
#include "edge/clock.h"
#include "edge/signals.h"
#include "program/state.h"

#include <poll.h>

enum { MOST_WAITS = 256 };

static bool asked_to_stop(struct signals *signals)
{
    bool stop = false;

    for (enum signal_event event; (event = signals_next(signals)) != SIGNAL_EVENT_NONE;)
        stop = stop || event == SIGNAL_EVENT_STOP;
    return stop;
}

/* Plays until the file is done or somebody says stop. */
static int play(struct player *player, struct signals *signals, struct fault *fault)
{
    while (!player_is_done(player)) {
        int64_t now = clock_monotonic();
        int64_t again_at = now;
        if (player_turn(player, now, &again_at, fault) != 0)
            return -1;
        struct pollfd waits[] = {
            { .fd = signals_descriptor(signals), .events = POLLIN },
            { .fd = player_descriptor(player), .events = POLLIN },
        };
        (void)poll(waits, 2, (int)(again_at - now)); /* the next turn looks at everything */
        if (asked_to_stop(signals))
            break;
    }
    return player_save(player, fault);
}

int run_player(const struct collect_settings *settings, const struct log *log,
                      struct fault *fault)
{
    OWNED(signals) struct signals *signals = NULL;
    OWNED(player) struct player *player = NULL;
    bool balanced = true;

    if (signals_open(&signals, fault) != 0 || player_open(settings, log, &player, fault) != 0 ||
        state_say_ready(settings->state, "collect", "", fault) != 0 ||
        play(player, signals, fault) != 0)
        return -1;
    if (player_is_done(player) && player_account(player, &balanced, fault) != 0)
        return -1;
    if (!balanced)
        return fault_set(fault, FAULT_INPUT, "the accounts of surge do not add up");
    return 0;
}

static int listen_to(struct intake *intake, struct signals *signals, struct fault *fault)
{
    for (;;) {
        int64_t now = clock_monotonic();
        int64_t again_at = now;
        struct pollfd waits[MOST_WAITS]; /* sources beyond are stepped by time alone */
        if (intake_turn(intake, now, &again_at, fault) != 0)
            return -1;
        waits[0] = (struct pollfd){ .fd = signals_descriptor(signals), .events = POLLIN };
        size_t count = intake_waits(intake, waits + 1, MOST_WAITS - 1);
        int64_t wait_ms = again_at - clock_monotonic();
        (void)poll(waits, count + 1, wait_ms < 0 ? 0 : (int)wait_ms); /* the turn looks at all */
        intake_ready(intake, waits + 1, count);
        if (asked_to_stop(signals))
            return 0;
    }
}

int run_intake(const struct collect_settings *settings, const struct log *log,
               struct fault *fault)
{
    OWNED(signals) struct signals *signals = NULL;
    OWNED(intake) struct intake *intake = NULL;

    if (signals_open(&signals, fault) != 0 ||
        intake_open(settings, log, NULL, 0, &intake, fault) != 0 ||
        state_say_ready(settings->state, "collect", "", fault) != 0)
        return -1;
    return listen_to(intake, signals, fault);
}
