/* JSON of other people made readable for json_parse(), which is strict: half of a surrogate pair (a
 * text cut inside an emoji), NUL, bytes that are no UTF-8, and line ends inside strings would else cost
 * a whole page of items. The grammar is not mended. */
#pragma once

#include "base/text.h"

/* The document itself when there is nothing to mend, else a copy in the arena. */
struct slice json_mend(struct slice document, struct arena *arena);
