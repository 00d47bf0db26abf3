/* Text of mails with format=flowed (RFC 3676): lines that end in a space go on in the next. */
#pragma once

#include "base/text.h"

#include <stdbool.h>

/* Adds the text with its paragraphs joined and quoted lines still behind '>'. `deletes_space`: the
 * space at the end was put there and is no part of the text (DelSp=yes). */
void flowed_add(struct text *to, struct slice text, bool deletes_space);
