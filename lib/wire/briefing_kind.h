/* The kinds of reports: their names, and what they are about. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

enum briefing_kind {
    BRIEFING_HOURLY,
    BRIEFING_FLASH,    /* at once, for a response */
    BRIEFING_DAILY,    /* 日評估 */
    BRIEFING_RELEASE,  /* 解除評估 of one warning or response */
    BRIEFING_DOSSIER,  /* all of one incident */
    BRIEFING_UPWARD,   /* the report upward (RPT-2) */
    BRIEFING_PROGRESS, /* RPT-3 */
    BRIEFING_NOTICE,   /* the draft of the daily public notice (RPT-4) */
    BRIEFING_CLOSING,  /* what came of it (RPT-7) */
    BRIEFING_KIND_COUNT,
};

const char *briefing_kind_name(enum briefing_kind kind);
/* "监测简报" */
const char *briefing_kind_title(enum briefing_kind kind);
bool briefing_kind_find(struct slice name, enum briefing_kind *kind);
/* Is it about one incident? */
bool briefing_kind_is_of_incident(enum briefing_kind kind);
/* Does it tell all of an incident, also when that is over? */
bool briefing_kind_is_whole(enum briefing_kind kind);
