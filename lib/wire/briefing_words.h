/* The words of a briefing that are not in its templates: levels, types of events, states and growth
 * in the plan's own forms, in both languages. */
#pragma once

#include "core/calendar.h"
#include "core/level.h"
#include "wire/json.h"
#include "wire/writer.h"

/* "2026-11-21 11:04" in local time; the seconds are left out. */
void briefing_add_local(struct text *text, const struct calendar *calendar, int64_t at);
/* "level":"level-2","level_zh":"二级响应","level_en":"level 2 response","level_<name>":true */
void briefing_write_level(struct writer *writer, enum level level);
/* "what_zh" and "what_en" of an event's type, or of what a timeline says. */
void briefing_write_what(struct writer *writer, struct slice type);
/* A clause that does not hold, with "text_zh" and "text_en": what it lacks. */
void briefing_write_distance(struct writer *writer, const struct json *distance);
/* "sentence_zh" and "sentence_en" of what a timeline tells. */
void briefing_write_sentence(struct writer *writer, const struct json *happening);
/* "growth": {…, "text":"4.4× = 均值的440% = 增长340%"}; nothing when there is none. */
void briefing_write_growth(struct writer *writer, const struct json *growth);
