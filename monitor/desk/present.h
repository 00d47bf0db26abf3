/* Reports written when they are asked for: the hour that runs, and those of an incident. */
#pragma once

#include "desk/desk.h"

/* GET /v1/briefings/now */
void present_briefing(struct request *request);
/* GET /v1/incidents/{id}/{kind}: is it that? */
bool present_is_report(const struct request *request);
void present_report(struct request *request);
/* Answers with a kept report's Markdown in the language that is asked for. False: it is in that
 * language, and what was published is right. */
bool present_translated(struct request *request, struct slice json);
