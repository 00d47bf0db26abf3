/* One version of the rules, ready to decide by: what was loaded, and the reader made from it. */
#pragma once

#include "base/fault.h"
#include "core/rules.h"
#include "read/reader.h"
#include "wire/yaml.h"

struct ruleset {
    struct rules *rules;
    struct reader *reader;
    char version[2 * KEY_BYTES + 1]; /* over the files, the fold table and the model */
};

/* Reads everything below the folder. Everything that is wrong is complained about, line by line;
 * FAULT_SETUP then says as much of it as fits. */
MUST_CHECK int ruleset_open(const char *folder, struct ruleset **ruleset,
                            struct complaints *complaints, struct fault *fault);
void ruleset_free(struct ruleset *ruleset);
RELEASE_WITH(ruleset, struct ruleset, ruleset_free)
