/* A briefing as a document: everything that is in it, and its JSON. The Markdown is filled in from
 * that JSON (wire/template.h), so each number in it can be traced. The same content gives the same
 * bytes: nothing in it depends on when it was written but `late`. */
#pragma once

#include "core/calendar.h"
#include "core/level.h"
#include "wire/briefing_kind.h"
#include "wire/json.h"
#include "wire/tally.h"

/* One series, or one name of a facet: its counts now and before. */
struct briefing_row {
    struct slice name;         /* "battery", "hotline" */
    struct tally span;         /* what the briefing covers */
    struct tally before;       /* the span before */
    struct tally day;          /* the 24 h up to its end */
    struct tally day_before;   /* the 24 h before those */
    const struct json *growth; /* as surge keeps it; NULL when it has none */
};

struct briefing_rows {
    const struct briefing_row *rows;
    size_t count;
};

struct briefing {
    enum briefing_kind kind;
    struct slice org;
    struct slice title;       /* of the organisation; empty: its name */
    struct slice id;
    struct slice language;    /* that it is written in: "zh", "en" */
    int64_t from_at;
    int64_t to_at;
    bool late;                /* written after the time it was due */
    bool present;             /* incidents and growth are those of to_at, not of later */
    const struct calendar *calendar;
    struct briefing_row whole;
    struct tally yesterday;   /* the same span a day earlier */
    struct tally last_week;   /* seven days earlier */
    struct briefing_rows subjects;
    struct briefing_rows channels;
    struct briefing_rows regions;
    struct briefing_rows categories;
    const struct json *const *incidents; /* worst first */
    const enum level *levels;            /* of each at to_at */
    size_t incident_count;
    const struct json *const *events;    /* CloudEvents of the span, oldest first */
    size_t event_count;
    const struct json *const *sources;   /* {"state":…}, parallel to names */
    const struct slice *source_names;
    size_t source_count;
    bool is_complete;                    /* no required source was out in the span */
    struct slice trouble;                /* a sentence when the installation was not whole */
    struct slice chart;                  /* SVG, empty when none */
};

/* Adds the document as JSON. */
void briefing_write(struct text *json, const struct briefing *briefing);
/* The worst of the incidents' levels. */
enum level briefing_level(const struct briefing *briefing);
