/* `tocsin classify` in its parts. */
#pragma once

#include "base/fault.h"
#include "read/reader.h"

#include <stdbool.h>

/* Scores the labelled file and prints a table, source by source, or the same as JSON lines. */
MUST_CHECK int classify_score(struct reader *reader, const char *path, bool json,
                              struct fault *fault);
