/* Which organisation a request is about. */
#pragma once

#include "desk/desk.h"

/* Fills in the view of that organisation; empty: the only one there is, or the caller's. False:
 * the request was answered, because there is no such organisation or none was named. */
bool choice_of_org(struct request *request, struct slice wanted);
/* Brings desk->orgs up to date; at most every two seconds. */
void choice_read_orgs(struct desk *desk);
