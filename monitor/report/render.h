/* A briefing in the forms people read: its JSON, Markdown by a template, HTML made of that. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "wire/briefing.h"

struct report {
    struct text json;
    struct text markdown;
    struct text html;
};

void report_done(struct report *report);
static inline void report_release(struct report *report)
{
    report_done(report);
}

/* `templates` is the folder rules/templates, `language` "zh" or "en". FAULT_SETUP when a template
 * is missing or is none. */
struct report_style {
    const char *templates;
    const char *language;
};

MUST_CHECK int report_render(const struct briefing *briefing, const struct report_style *style,
                             struct report *report, struct fault *fault);
/* The Markdown of a report of which the JSON is kept, in another language than it was written in.
 * FAULT_INPUT when it is in that language, or is no report. */
MUST_CHECK int report_translate(struct slice json, const struct report_style *style,
                                struct text *markdown, struct fault *fault);
