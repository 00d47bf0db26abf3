/* What is wrong with rule files, as JSON for programs: the lines of wire/yaml.h taken apart. */
#pragma once

#include "wire/writer.h"
#include "wire/yaml.h"

/* A list of {"file":…,"line":…,"column":…,"sentence":…}; places that a line does not name are left
 * out. */
void complaints_write(struct writer *writer, const struct complaints *complaints);
