/* Many literals looked for at once: Vectorscan. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdint.h>

struct literals;

struct literals *literals_new(void);
void literals_free(struct literals *literals);

/* That member wants to know where the literal stands. */
void literals_add(struct literals *literals, struct slice literal, uint32_t member);
MUST_CHECK int literals_compile(struct literals *literals, struct fault *fault);

/* Calls `found` for every place of a literal, in the order of their ends, with all members that
 * wanted it. Gives up after LITERALS_FOUND_MOST of them. */
enum { LITERALS_FOUND_MOST = 32768 };

typedef void literals_found(void *context, const uint32_t *members, size_t count, uint32_t begin,
                            uint32_t end);
void literals_scan(struct literals *literals, struct slice text, literals_found *found,
                   void *context);
