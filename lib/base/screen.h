/* Text on a terminal. Outside text never reaches it as it is: what could move the cursor, colour the
 * screen or turn the direction of writing becomes a middle dot. */
#pragma once

#include "base/text.h"

/* Adds the text with everything harmless as it is, line breaks as a space, the rest as "·". */
void screen_add(struct text *text, struct slice outside);
/* How many columns it takes: East Asian wide characters two, combining marks none. */
size_t screen_width(struct slice text);
/* The longest beginning that takes at most so many columns. */
struct slice screen_cut(struct slice text, size_t columns);
