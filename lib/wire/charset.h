/* Which charset bytes are in: what they say of themselves is often wrong, and often missing. */
#pragma once

#include "base/text.h"

/* By the bytes alone, a name for iconv: "UTF-8" where they are it but for a few, else GB18030 or Big5,
 * whichever makes more of them common characters. */
const char *charset_guess(struct slice bytes);
/* The same with what a mail or file names it. "gb2312" and "gbk" hold GB18030 in practice, "latin1"
 * is Windows' set, and a name that cannot be true of the bytes is not believed. "", "auto" and NULL
 * name nothing. Borrowed from the argument, or constant. */
const char *charset_choose(const char *name, struct slice bytes);
