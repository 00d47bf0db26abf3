/* "<cluster>-<offset>": a place in the trigger topic, as clients keep it. */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

void position_add(struct text *text, const char *cluster, int64_t offset);
/* False when it is none; the cluster is borrowed from the string. */
bool position_read(struct slice string, struct slice *cluster, int64_t *offset);
