/* An incident as JSON for readers (the desk, the briefing, redis-cli): the schema `Incident` of
 * rules/schema/openapi.yaml. Nothing is in it that the state does not hold. */
#pragma once

#include "core/casebook.h"
#include "wire/writer.h"

/* Adds the incident as one object, as it stands at the last moment the casebook has seen. */
void incident_json_write(struct writer *writer, const struct casebook *casebook,
                         const struct incident *incident);
