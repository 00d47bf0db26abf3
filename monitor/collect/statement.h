/* What the collector tells others about a source: the signed `source-state` in the log, and the hash
 * in Redis. */
#pragma once

#include "collect/health.h"
#include "collect/intake.h"
#include "collect/keeper.h"
#include "wire/sources.h"

struct statement {
    const struct source_settings *settings;
    const struct health *health;
    struct intake_counts counts;
    struct slice cursor;
    int64_t now; /* by the log's clock */
};

/* Sends the source-state. False when there is no room at present. */
bool statement_send(const struct statement *statement, struct passage *passage, struct slice key);
void statement_keep(const struct statement *statement, struct keeper *keeper);
