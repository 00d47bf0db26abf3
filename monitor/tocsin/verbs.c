#include "tocsin/verbs.h"

#include <string.h>

/* In the order in which one meets them. */
static const struct verb_row verbs[] = {
    { "up", tocsin_up, "start everything on this machine, or play a file" },
    { "backtest", tocsin_backtest, "run several rules over the same past and compare" },
    { "explain", tocsin_explain, "show what the detector saw in a series at an instant" },
    { "learn", tocsin_learn, "learn what is usual from counts of the past" },
    { "replay", tocsin_replay, "run a file of the past through the same core" },
    { "check", tocsin_check, "check the rule files and say everything that is wrong" },
    { "story", tocsin_story, "play stories against the rules" },
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
