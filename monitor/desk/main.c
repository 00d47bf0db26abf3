/* tocsin-desk: shows people what is happening and takes their decisions. DESIGN.md beside this. */
#include "desk/commands.h"
#include "desk/hooks.h"
#include "desk/open.h"
#include "desk/state.h"
#include "desk/triggers.h"
#include "edge/signals.h"
#include "program/program.h"
#include "program/state.h"

#include <poll.h>

enum { TURN_MS = 500, TELL_MS = 1000 };

enum { WAITS_HTTP, WAITS_TRIGGERS, WAITS_BRIEFINGS, WAITS_PRODUCER, WAITS_SIGNALS, WAITS_COUNT };

static void wait_for_something(const struct desk *desk, const struct signals *signals)
{
    struct pollfd waiting[WAITS_COUNT] = {
        [WAITS_HTTP] = { http_server_descriptor(desk->server), POLLIN, 0 },
        [WAITS_TRIGGERS] = { triggers_descriptor(desk->triggers), POLLIN, 0 },
        [WAITS_BRIEFINGS] = { triggers_briefings_descriptor(desk->triggers), POLLIN, 0 },
        [WAITS_PRODUCER] = { kafka_producer_descriptor(desk->producer), POLLIN, 0 },
        [WAITS_SIGNALS] = { signals_descriptor(signals), POLLIN, 0 },
    };

    (void)poll(waiting, WAITS_COUNT, /* whatever it was, every part looks for itself */
               http_server_wait_ms(desk->server, TURN_MS));
}

static int turn(struct desk *desk, struct fault *fault)
{
    const int64_t now = clock_monotonic();

    triggers_serve(desk->triggers);
    if (kafka_producer_serve(desk->producer, fault) != 0)
        return -1;
    commands_serve(desk->commands, now);
    hooks_tell(desk->hooks, now);
    if (now - desk->told_at >= TELL_MS) {
        desk->told_at = now;
        state_tell(desk);
    }
    if (now - desk->heartbeat_at >= DESK_HEARTBEAT_MS) {
        desk->heartbeat_at = now;
        triggers_heartbeat(desk->triggers);
    }
    http_server_serve(desk->server, now);
    return 0;
}

static int run(struct desk *desk, struct signals *signals, struct fault *fault)
{
    OWNED(text) struct text address = { 0 };
    const char *listening = http_server_address(desk->server);

    text_add_format(&address, "%s%s",
                    *listening == 'u'                   ? ""
                    : desk->settings.certificate == NULL ? "http://"
                                                         : "https://",
                    listening);
    log_notice(&desk->log, "started", "the desk is open at %s", text_string(&address));
    if (state_say_ready(desk->settings.state, "desk", text_string(&address), fault) != 0)
        return -1;
    for (;;) {
        wait_for_something(desk, signals);
        if (turn(desk, fault) != 0)
            return -1;
        const enum signal_event event = signals_next(signals);
        if (event == SIGNAL_EVENT_STOP)
            return 0;
        if (event == SIGNAL_EVENT_RELOAD)
            desk_read_sources(desk);
    }
}

int main(int argc, char **argv)
{
    struct desk desk = { .log = log_to_stderr("desk") };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    OWNED(signals) struct signals *signals = NULL;

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&DESK_OPTIONS, argv, &desk.settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (desk.settings.check_config)
        return EXIT_DONE;

    const int result = signals_open(&signals, &fault) != 0 || desk_open(&desk, &fault) != 0 ||
                               run(&desk, signals, &fault) != 0
                           ? -1
                           : 0;
    if (result != 0)
        log_error(&desk.log, "failed", "%s", fault.text);
    else
        log_notice(&desk.log, "stopped", "the desk is closed");
    desk_close(&desk);
    return result == 0 ? EXIT_DONE : (int)exit_code_of(&fault);
}
