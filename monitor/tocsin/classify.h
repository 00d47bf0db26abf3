/* `tocsin classify` in its parts. */
#pragma once

#include "base/fault.h"
#include "read/reader.h"

/* Scores the labelled file and prints a table, source by source. */
MUST_CHECK int classify_score(struct reader *reader, const char *path, struct fault *fault);
