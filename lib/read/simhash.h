/* Near-identical texts have fingerprints that differ in few bits. */
#pragma once

#include "read/fold.h"

#include <stdbool.h>
#include <stdint.h>

/* Fingerprints that differ in at most so many bits are of one text. */
enum { SIMHASH_DISTANCE_MOST = 3 };

/* The fingerprint of the words and characters from character `begin` to `end`; URLs, names with @
 * and punctuation do not count. False when the text is too short to tell it from others. */
bool simhash_of(const struct folded *folded, size_t begin, size_t end, uint64_t *simhash);

/* What a forwarder put in front (//@user:, RT @user:, 转发微博) and where the text he forwards
 * begins and ends, in characters. True when the text is a repost. */
bool repost_core(const struct folded *folded, size_t *begin, size_t *end);
