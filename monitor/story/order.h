/* A person's decision in a story: "group-head 王 confirms battery level-1 because …". */
#pragma once

#include "story/line.h"
#include "story/world.h"

MUST_CHECK int order_happens(struct world *world, struct line *line, struct fault *fault);
