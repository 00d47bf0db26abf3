/* Reports written when they are asked for: the hour that runs, and the dossier of an incident. */
#pragma once

#include "desk/desk.h"

/* GET /v1/briefings/now */
void present_briefing(struct request *request);
/* GET /v1/incidents/{id}/dossier: is it that? */
bool present_is_dossier(const struct request *request);
void present_dossier(struct request *request);
