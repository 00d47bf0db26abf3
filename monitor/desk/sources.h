/* Every source, and since when it is silent. */
#pragma once

#include "desk/desk.h"

void sources_list(struct request *request);
