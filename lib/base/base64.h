/* Base64 (RFC 4648 §4), with padding. */
#pragma once

#include "base/memory.h"
#include "base/text.h"

void base64_add(struct text *text, struct slice bytes);
/* The bytes that stand in base64, in the arena; empty when it is none. */
struct slice base64_decode(struct slice encoded, struct arena *arena);
