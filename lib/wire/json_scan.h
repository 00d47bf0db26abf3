/* A quick reader for plain JSON, in front of the one that judges (wire/json.h).
 *
 * Plain is what nearly every record is: RFC 8259 without escapes in its strings. Anything else,
 * and anything wrong, is left to the judge, who says what it is. What is read here is read as the
 * judge reads it (tests/fuzz/fuzz_json.c holds them against each other). */
#pragma once

#include "wire/json.h"

/* The bytes must be valid UTF-8. False: it is not plain, or no JSON; nothing else is said. The
 * tree lives as long as the arena. */
bool json_scan(struct slice bytes, struct arena *arena, const struct json **document);
