/* Briefings and reports, as tocsin-brief has written them to their folder. */
#pragma once

#include "desk/desk.h"

/* The name of an organisation's folder. */
void briefings_add_org(struct text *text, struct slice org);

void briefings_list(struct request *request);
void briefings_show(struct request *request);
