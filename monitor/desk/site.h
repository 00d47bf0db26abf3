/* Files: the console, or the plain live page where it is not built, and the contract. */
#pragma once

#include "desk/desk.h"

void site_show(struct request *request);
void site_openapi(struct request *request);
