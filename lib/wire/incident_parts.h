/* Parts of an incident's JSON (wire/incident_json.h), each with its name. */
#pragma once

#include "core/grade.h"
#include "wire/writer.h"

void incident_parts_clause(struct writer *writer, const struct clause *clause);
void incident_parts_deadlines(struct writer *writer, const struct casebook *casebook,
                              const struct incident *incident);
void incident_parts_evidence(struct writer *writer, const struct trail *trail);
void incident_parts_facets(struct writer *writer, const struct view *view);
void incident_parts_timeline(struct writer *writer, const struct incident *incident);
/* What people attested, with their words. */
void incident_parts_attested(struct writer *writer, const struct incident *incident);
void incident_parts_propagation(struct writer *writer, const struct incident *incident);
