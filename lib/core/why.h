/* Why, and why not: each clause of the plan with its numbers, whether it holds, and what it lacks. */
#pragma once

#include "core/casebook.h"
#include "core/grade.h"

enum { WHY_FINDING_LIMIT = 16, WHY_REASON_LIMIT = 64 };

/* One clause as it stands for an incident. */
struct reason {
    const struct clause *clause;
    enum level level;    /* that it calls for */
    bool holds;
    bool is_proposed;    /* only enough to propose the level */
    bool is_request;     /* an indicator or a ceiling: asks for an upgrade */
    struct finding findings[WHY_FINDING_LIMIT];
    size_t finding_count;
    struct finding proposing[WHY_FINDING_LIMIT]; /* of what is enough to propose it */
    size_t proposing_count;
};

/* What a decision about the incident would look at now. */
struct view why_view(const struct casebook *casebook, const struct incident *incident,
                     int64_t now);
/* All clauses, worst level first; returns how many, at most `limit`. */
size_t why_reasons(const struct view *view, struct reason *reasons, size_t limit);
/* The finding that is nearest to holding, or NULL. */
const struct finding *why_nearest(const struct reason *reason);
/* Adds "growth 250 % (over 300 % wanted); …". */
void why_add_sentence(struct text *text, const struct reason *reason);
/* The same of what is enough to propose the level. */
void why_add_proposal(struct text *text, const struct reason *reason);
/* What was last heard of the incident's subject; NULL when nothing. */
const struct trail *why_trail(const struct casebook *casebook, const struct incident *incident);
