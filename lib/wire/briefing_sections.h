/* What a report must say by the plan, in the words of people: the sections of the report upward
 * (RPT-2), of the progress report (RPT-3), of the public notice (RPT-4) and of the closing report
 * (RPT-7). People attest each; nothing is made up in their place, and a report that lacks one says
 * so and is blocked. */
#pragma once

#include "wire/briefing.h"
#include "wire/writer.h"

/* "sections": [{"item","title_zh","title_en","has_text","is_missing","text",
 * "actor","at_local"}] and
 * "is_blocked"; nothing for kinds that have none. */
void briefing_sections_write(struct writer *writer, const struct briefing *briefing,
                             const struct json *incident);
/* "effect": how long until it was acknowledged, confirmed and over, and what became of its clocks. */
void briefing_sections_effect(struct writer *writer, const struct json *incident);
