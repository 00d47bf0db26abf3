/* Numbers of people in folded text: "300", "1,200", "三百", "上千", "数百", "2万", "dozens". */
#pragma once

#include "base/text.h"

#include <stdint.h>

/* The first number in the text, at least 0; 0 when there is none. Vague ones count as the least
 * they can mean: 数百 is 200, 上千 is 1000. */
int64_t quantity_find(struct slice folded);
