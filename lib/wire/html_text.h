/* HTML to the text a reader would see: tags go, blocks become lines, entities become characters,
 * scripts and styles vanish. Anything is HTML to us; nothing is fetched. */
#pragma once

#include "base/text.h"

enum { HTML_LIMIT_BYTES = 4 * 1024 * 1024 };

/* Adds the text of at most HTML_LIMIT_BYTES of HTML in UTF-8. */
void html_text_add(struct text *to, struct slice html);
/* The same, with lines inside <blockquote> behind "> ", as mails have them. */
void html_text_add_quoting(struct text *to, struct slice html);
