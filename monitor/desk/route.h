/* Which request goes where, and who may ask it. */
#pragma once

#include "desk/desk.h"

/* The handler of the HTTP server; the context is the desk. */
void route_request(void *context, struct http_exchange *exchange);
