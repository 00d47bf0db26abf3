/* The language that a text's characters show. */
#pragma once

#include "base/text.h"
#include "read/fold_table.h"

/* "zh-Hans", "zh-Hant", "ja", "ko", "en" or "und"; never more than the first 2,000 bytes count. */
struct slice language_of(const struct fold_table *table, struct slice text);
