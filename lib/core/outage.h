/* Sources that fall silent and come back, as the log tells it or as their zeros show, and the
 * triggers that say so: tocsin.source.silent and tocsin.source.back. A dead collector is a fault
 * of the watch, never calm (PLAN.md SRC-1). */
#pragma once

#include "core/effects.h"
#include "core/org.h"

/* The source of that name, known from now on. */
struct source *outage_source(struct org *org, struct slice name, int64_t now);
/* A collector's `source-state`. */
void outage_state(struct org *org, const struct command *command, int64_t now,
                  struct effects *effects);
/* What the zeros of the series "source/<name>" show at this moment. */
void outage_judge(struct org *org, const struct tracked *tracked, int64_t now,
                  struct effects *effects);
