/* Gathers what a briefing says from the state in Redis. */
#pragma once

#include "view/pages.h"
#include "wire/briefing.h"

/* Events of the trigger topic, oldest first; those outside the span are left out here. */
struct report_events {
    const struct json *const *rows;
    size_t count;
};

struct report_request {
    struct view view;
    enum briefing_kind kind;
    struct slice id;
    int64_t from_at;
    int64_t to_at;
    bool late;
    bool present;
    struct slice incident; /* of a flash, a release assessment, a dossier; else empty */
    const struct calendar *calendar;
    struct slice title;
    struct report_events events;
    struct slice trouble;
};

/* Everything lives in the view's arena. FAULT_INPUT when the incident is not there. */
MUST_CHECK int report_gather(const struct report_request *request, struct briefing *briefing,
                             struct fault *fault);
