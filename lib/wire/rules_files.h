/* All rule files, from bytes to `struct rules`. Reading the folder is the caller's affair.
 *
 * What a file is follows from its name: plans/<profile>.yaml, orgs/<org>.yaml, outlets.yaml,
 * detector.yaml; every other .yaml holds text rules. Files of other kinds (the model, schemas,
 * notes) are passed over, but all of them make the version. */
#pragma once

#include "core/rules.h"
#include "wire/yaml.h"

struct rules_file {
    const char *name; /* from the rules folder on, with slashes: "plans/negative-events.yaml" */
    struct slice content;
};

/* Reads them all. What is wrong goes to the complaints, and rules with complaints must not be used
 * but for rules_free(). The files may go afterwards. */
struct rules *rules_files_read(const struct rules_file *files, size_t count,
                               struct complaints *complaints);
