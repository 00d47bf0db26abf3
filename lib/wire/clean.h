/* Texts from outside as they may stand in a record: valid UTF-8, without control characters and
 * without the marks that turn the direction of writing. What is too long ends in `…`. */
#pragma once

#include "base/text.h"

/* Keeps line ends and tabs; three and more line ends become two. */
void clean_add_text(struct text *to, struct slice from, size_t limit_bytes);
/* One line: every run of white space becomes a space, none at the ends. */
void clean_add_line(struct text *to, struct slice from, size_t limit_bytes);

/* Adds the bytes as UTF-8. `charset` as mail and files name it, as far as charset_choose() believes
 * it. What cannot be read becomes U+FFFD. False when the charset is unknown; then the bytes are taken
 * as "auto". */
bool clean_add_charset(struct text *to, const char *charset, struct slice from);
