/* What somebody wrote anew in a mail, without what it answers. */
#pragma once

#include "base/text.h"

/* Adds the text without quoted lines, without "On … wrote:", "-----Original Message-----" or a block of
 * From:/Sent: lines and what stands behind these. A text of nothing but quotes stays as it is. */
void unquoted_add(struct text *to, struct slice text);
