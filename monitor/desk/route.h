/* Which request goes where, and who may ask it. */
#pragma once

#include "desk/desk.h"

/* The handler of the HTTP server; the context is the desk. */
void route_request(void *context, struct http_exchange *exchange);

/* Fills in the view of that organisation; empty: the only one there is, or the caller's. False:
 * the request was answered, because there is no such organisation or none was named. */
bool route_choose_org(struct request *request, struct slice wanted);
/* Brings desk->orgs up to date; at most every two seconds. */
void route_read_orgs(struct desk *desk);
