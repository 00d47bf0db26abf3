/* About how often a character stands in a text by chance: 1 is in every text. Nothing is decided by
 * it; it tells where to look first. */
#pragma once

#include <stdint.h>

double frequency_of(uint32_t code);
