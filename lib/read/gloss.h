/* Readings that somebody put behind a character: 訴(sù), 訴(ㄙㄨˋ), 投訴(tóu sù). They are no part
 * of what was said. */
#pragma once

#include "base/text.h"

/* The length of the gloss whose bracket opens at byte `at`, behind a Chinese character; 0 when
 * the bracket holds something else, such as 苹果(apple). */
size_t gloss_length(struct slice text, size_t at);
