/* The names under which a partition's state is kept, behind `tocsin:{p}:` (DESIGN.md §4):
 *
 *   state                      hash: now, accounts, rules, swept
 *   orgs, series:<org>         sets: the indexes
 *   m:<org>:<series>:<hour>    hash: a minute's four numbers
 *   h:<org>:<series>:<day>     hash: an hour's four numbers
 *   b:<org>:<series>           the detector's state
 *   f:<org>:<series>           what the open bucket holds
 *   ids:<hour>, commands:<hour>, n:<org>:<hour>   packed ids; claims of novelty
 *   org:<org>                  sequence, pool, sources
 *   pieces:<org>, p:<org>:<piece>, people:<org>:<piece>   the casebook; `people` is the piece's list
 *   g:<org>, sources:<org>, incidents:<org>, i:<org>:<id>  JSON for readers
 *
 * In organisations and series the bytes %, :, space and controls are percent-encoded. */
#pragma once

#include "base/text.h"

#include <stdint.h>

/* Adds a name, percent-encoded. */
void keys_add_name(struct text *text, struct slice name);
/* Adds the name that an encoded one stands for. */
void keys_add_decoded(struct text *text, struct slice encoded);

/* Adds "2026-11-21T03", "2026-11-21", "07". */
void keys_add_hour(struct text *text, int64_t at);
void keys_add_day(struct text *text, int64_t at);

/* Adds "<kind>:<org>", "<kind>:<org>:<name>"; the names are encoded. */
void keys_add_org(struct text *text, const char *kind, struct slice org);
void keys_add(struct text *text, const char *kind, struct slice org, struct slice name);
/* Adds "<kind>:<hour>". */
void keys_add_kind_hour(struct text *text, const char *kind, int64_t at);
