#include "collect/listen.h"

#include "collect/hearing.h"
#include "edge/files.h"
#include "edge/signals.h"
#include "program/state.h"

enum { SETTLE_MS = 10000 };

struct listening {
    const struct collect_settings *settings;
    const struct log *log;
    struct signals *signals;
    bool stop;
};

/* Notes that it is time to stop, or to read the file again. */
static void take_signals(struct listening *listening, bool *reload)
{
    for (enum signal_event event;
         (event = signals_next(listening->signals)) != SIGNAL_EVENT_NONE;) {
        listening->stop = listening->stop || event == SIGNAL_EVENT_STOP;
        *reload = *reload || event == SIGNAL_EVENT_RELOAD;
    }
}

/* Does the file on disk hold? The sources that run are kept when it does not. */
static bool is_good(const struct collect_settings *settings, const struct log *log)
{
    struct fault fault = { 0 };

    if (hearing_check(settings, &fault) == 0)
        return true;
    log_error(log, "sources-refused", "the sources stay as they were: %s", fault.text);
    return false;
}

/* Until stop, or until there are other sources. */
static int hear(struct listening *listening, struct hearing *hearing, struct fault *fault)
{
    for (;;) {
        bool reload = false;
        if (hearing_turn(hearing, fault) != 0)
            return -1;
        if (hearing_is_done(hearing))
            listening->stop = true;
        if (!listening->stop)
            hearing_wait(hearing, signals_descriptor(listening->signals));
        take_signals(listening, &reload);
        if (listening->stop || (reload && is_good(listening->settings, listening->log))) {
            hearing_settle(hearing, SETTLE_MS);
            return 0;
        }
    }
}

/* Two that write into the same folder would mix up what waits there. The lock ends with us. */
static int lock(const struct collect_settings *settings, struct fault *fault)
{
    OWNED(text) struct text folder = { 0 };
    OWNED(text) struct text path = { 0 };
    bool is_taken = false;

    if (settings->once != NULL)
        return 0;
    text_add_format(&folder, "%s/collect", settings->state);
    text_add_format(&path, "%s/lock", text_string(&folder));
    if (files_make_folder(text_string(&folder), fault) != 0 ||
        files_lock(text_string(&path), &is_taken, fault) != 0)
        return -1;
    return is_taken ? 0
                    : fault_set(fault, FAULT_SETUP, "another collector works in '%s'",
                                text_string(&folder));
}

int listen_run(const struct collect_settings *settings, const struct log *log, struct fault *fault)
{
    OWNED(signals) struct signals *signals = NULL;
    struct listening listening = { .settings = settings, .log = log };

    if (lock(settings, fault) != 0 || signals_open(&signals, fault) != 0)
        return -1;
    listening.signals = signals;
    while (!listening.stop) {
        OWNED(hearing) struct hearing *hearing = NULL;
        if (hearing_open(settings, log, &hearing, fault) != 0)
            return -1;
        if (settings->once == NULL &&
            state_say_ready(settings->state, "collect", "", fault) != 0)
            return -1;
        if (hear(&listening, hearing, fault) != 0)
            return -1;
    }
    return 0;
}

int listen_check(const struct collect_settings *settings, struct fault *fault)
{
    return hearing_check(settings, fault);
}
