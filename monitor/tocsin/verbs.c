#include "tocsin/verbs.h"

#include <string.h>

/* In the order in which one meets them. */
static const struct verb_row verbs[] = {
    { "up", tocsin_up, "start everything on this machine, or play a file" },
    { "backtest", tocsin_backtest, "run several rules over the same past and compare" },
    { "explain", tocsin_explain, "show what the detector saw in a series at an instant" },
    { "learn", tocsin_learn, "learn what is usual from counts of the past" },
    { "replay", tocsin_replay, "run a file of the past through the same core" },
    { "dump", tocsin_dump, "print the input log as JSON lines" },
    { "check", tocsin_check, "check the rules and the sources and say all that is wrong" },
    { "collect", tocsin_collect, "hear one source once; with --dry-run print what it says" },
    { "story", tocsin_story, "play stories against the rules" },
    { "watch", tocsin_watch, "show what happens as it happens" },
    { "incidents", tocsin_incidents, "list what is open, worst first" },
    { "show", tocsin_show, "show one incident with all that is known of it" },
    { "why", tocsin_why, "print the clauses that hold, with their words" },
    { "why-not", tocsin_why_not, "print what the other clauses lack" },
    { "sources", tocsin_sources, "list the sources, and which is silent" },
    { "series", tocsin_series, "list what is counted, or print one series" },
    { "brief", tocsin_brief, "print the newest briefing, or one of this minute" },
    { "ack", tocsin_decide, "say that somebody has seen an incident" },
    { "confirm", tocsin_decide, "confirm what is proposed" },
    { "reject", tocsin_decide, "reject what is proposed" },
    { "upgrade", tocsin_decide, "raise a response" },
    { "downgrade", tocsin_decide, "lower a response" },
    { "attest", tocsin_decide, "attest a clock, a flag, a field, a point of a checklist" },
    { "verify", tocsin_decide, "say that the facts are verified" },
    { "note", tocsin_decide, "write into an incident's history" },
    { "release", tocsin_decide, "release a warning or a response" },
    { "silence", tocsin_decide, "silence an incident's reminders for a time" },
    { "state", tocsin_state, "export, import, verify what is stored; accept a log" },
    { "token", tocsin_token, "add, list and revoke tokens" },
    { "classify", tocsin_classify, "say what texts say, one object a line" },
    { "label", tocsin_label, "pick texts that are worth a label" },
    { "train", tocsin_train, "make the text model from labelled texts" },
    { "help", tocsin_help, "show the verbs, or the page of one" },
};

static const size_t verb_count = sizeof verbs / sizeof verbs[0];

const struct verb_row *verbs_find(const char *name)
{
    for (size_t i = 0; i < verb_count; i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

const struct verb_row *verbs_at(size_t place)
{
    return place < verb_count ? &verbs[place] : NULL;
}
