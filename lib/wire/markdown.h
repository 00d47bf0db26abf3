/* Markdown (CommonMark with tables) to HTML. HTML inside it is text, and nothing becomes a link
 * that was not written as one. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

MUST_CHECK int markdown_to_html(struct text *html, struct slice markdown, struct fault *fault);
