/* What `tocsin learn` has learned of an organisation's past, as a file of the rules
 * (`seeds/<org>.json`), so that it is part of their version: a replay begins with the same. */
#pragma once

#include "base/fault.h"
#include "core/rules.h"

/* 1000 series of 8 KB in hexadecimal, and some more. */
enum { SEED_FILE_LIMIT_BYTES = 64 * 1024 * 1024 };

void seed_file_write(struct text *text, const struct seed_rules *seed);
/* Everything read lives in the arena. FAULT_INPUT says what is wrong. */
int seed_file_read(struct slice content, struct arena *arena, struct seed_rules *seed,
                   struct fault *fault) MUST_CHECK;
