/* What readers of the store (desk, briefing, redis-cli) are given as JSON beside the state itself:
 * the growth of each series, the sources, the incidents. */
#pragma once

#include "core/org.h"
#include "wire/delta.h"
#include "wire/writer.h"

void readers_keep_growth(struct delta *delta, const struct org *org, struct tracked *tracked,
                         int64_t now);
void readers_keep_sources(struct delta *delta, const struct org *org);
/* The incident of that id, as it stands: i:<org>:<id>, with its id in incidents:<org>. */
void readers_keep_incident(struct delta *delta, const struct org *org, struct slice id);
void readers_drop_incident(struct delta *delta, const struct org *org, struct slice id);
