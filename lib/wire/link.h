/* Addresses as they stand in a document: "/a/b" means something only beside the document's own. */
#pragma once

#include "base/text.h"

/* The whole address, in the arena; the reference itself when it is whole, or nothing can be made of
 * it: without a base, or with one that no address has the length of. */
struct slice link_resolve(struct slice base, struct slice reference, struct arena *arena);
