/* The table of options as pages: the one --help prints, the one man shows, and the words a shell
 * completes. */
#pragma once

#include "base/options.h"

void options_page_help(const struct options *options, struct text *text);
/* A page for man(1), in roff. */
void options_page_manual(const struct options *options, struct text *text);
/* The options, one a line. */
void options_page_completion(const struct options *options, struct text *text);
