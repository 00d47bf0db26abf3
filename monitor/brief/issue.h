/* Issues one report: gathers, renders, puts the files into the folder, publishes. */
#pragma once

#include "brief/brief.h"

/* What is to be issued. */
struct issue {
    enum briefing_kind kind;
    struct org org;
    int64_t from_at;
    int64_t to_at;
    bool late;
    bool present;
    struct slice incident;
    struct slice trouble;
};

/* Adds "2026-11-21T0300-hourly", "2026-11-21T0312-flash-1a2b3c4d": by it reports sort in time. */
void issue_add_id(struct text *id, const struct issue *issue);
/* Has it been issued already? Its files tell. */
bool issue_is_done(const struct brief *brief, const struct issue *issue);
MUST_CHECK int issue_now(struct brief *brief, const struct issue *issue, struct fault *fault);
/* What became of a report on its way to Kafka. */
void issue_delivered(void *context, const struct kafka_delivery *delivery);
/* Adds the organisation's folder. */
void issue_add_folder(struct text *path, const struct brief *brief, struct slice org);
