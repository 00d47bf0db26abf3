/* Reading JSON with yajl: every document, and what is wrong with one that is none.
 * Callers want json_parse() (wire/json.h), which checks the length and the UTF-8 first. */
#pragma once

#include "wire/json.h"

/* The bytes must be valid UTF-8. FAULT_INPUT names the offset. */
MUST_CHECK int json_judge(struct slice bytes, struct arena *arena, const struct json **document,
                          struct fault *fault);
