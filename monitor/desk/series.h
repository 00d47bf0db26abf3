/* The counts of the series. */
#pragma once

#include "desk/desk.h"

void series_list(struct request *request);
void series_show(struct request *request);
