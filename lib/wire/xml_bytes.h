/* XML as it is served, made fit for a strict parser: in UTF-8 whatever it declares, without bytes that
 * no XML may have, HTML's entities as characters, and a lone '&' as text. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

/* Adds the document. False, and nothing is added, when it is in UTF-16 or the like: the parser knows
 * those by themselves. */
bool xml_bytes_add(struct text *to, struct slice document);
