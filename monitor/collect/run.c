#include "collect/run.h"

#include "collect/player.h"
#include "edge/clock.h"
#include "edge/signals.h"
#include "program/state.h"

#include <poll.h>

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
