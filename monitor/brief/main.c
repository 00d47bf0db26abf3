/* tocsin-brief: writes briefings and reports. DESIGN.md beside this file. */
#include "brief/brief.h"
#include "brief/due.h"
#include "brief/events.h"
#include "brief/open.h"
#include "edge/signals.h"
#include "program/program.h"
#include "program/state.h"

#include <poll.h>

enum { TURN_MS = 500 };

static int run(struct brief *brief, struct signals *signals, struct fault *fault)
{
    bool more = false;

    log_notice(&brief->log, "started", "reports go to %s", brief->output_folder);
    if (state_say_ready(brief->settings.state, "brief", "ready", fault) != 0)
        return -1;
    for (;;) {
        struct pollfd waiting[] = {
            { signals_descriptor(signals), POLLIN, 0 },
            { events_descriptor(brief->events), POLLIN, 0 },
            { kafka_producer_descriptor(brief->producer), POLLIN, 0 },
        };
        (void)poll(waiting, 3, more ? 0 : TURN_MS); /* whatever it was, every part looks */
        if (signals_next(signals) == SIGNAL_EVENT_STOP)
            return 0;
        events_serve(brief->events);
        if (kafka_producer_serve(brief->producer, fault) != 0)
            return -1;
        /* A feed clock says 0 until its player has set it. */
        if (brief->started_at == 0)
            brief->started_at = clock_now(brief->clock);
        more = brief->started_at > 0 && events_are_read(brief->events) && due_serve(brief);
    }
}

int main(int argc, char **argv)
{
    struct brief brief = { .log = log_to_stderr("brief") };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    OWNED(signals) struct signals *signals = NULL;

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&BRIEF_OPTIONS, argv, &brief.settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (brief.settings.check_config)
        return EXIT_DONE;

    const bool done = signals_open(&signals, &fault) == 0 && brief_open(&brief, &fault) == 0 &&
                      run(&brief, signals, &fault) == 0;
    if (!done)
        log_error(&brief.log, "failed", "%s", fault.text);
    else
        log_notice(&brief.log, "stopped", "no more reports are written");
    brief_close(&brief);
    return done ? EXIT_DONE : (int)exit_code_of(&fault);
}
