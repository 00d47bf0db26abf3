/* Triggers as CloudEvents 1.0.2 in structured mode (JSON format): the same bytes on the Kafka
 * topic, the live stream, REST and webhooks. `data` carries what DESIGN.md §2 lists, as far as
 * it applies; levels go by their names. */
#pragma once

#include "base/text.h"
#include "core/trigger.h"

/* Adds the event. The bytes depend on the trigger and the rules' version alone. */
void cloudevent_write(struct text *text, const struct trigger *trigger, const char *rules_version);
/* Adds the `source` of an organisation's events: "tocsin/acme". */
void cloudevent_add_source(struct text *text, struct slice org);
