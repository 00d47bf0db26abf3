/* The register (tocsin.register.v1): one record per counted complaint, for the ledger and for
 * whoever must answer it (PLAN.md LED-1, LED-2). Personal data are not in it but for the author's
 * HMAC. */
#pragma once

#include "core/fold.h"
#include "wire/quarantine.h"

/* Adds the record; what the plan wants to be recorded and is not there is listed (INT-1, INT-2). */
void register_write(struct text *text, const struct place *place, const struct folding *folding,
                    const struct outcome *outcome);
