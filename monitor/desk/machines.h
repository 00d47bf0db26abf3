/* What machines ask: is the desk alive, is all well, and how much of everything. */
#pragma once

#include "desk/desk.h"

void machines_health(struct request *request);
void machines_ready(struct request *request);
void machines_metrics(struct request *request);
