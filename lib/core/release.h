/* The checklists of a release: which one applies, and how each of its rows stands. */
#pragma once

#include "core/grade.h"

struct check_state {
    const struct check_rule *rule;
    bool is_met;
    double have;
    double need;
    const char *unit; /* "h", "complaints", "mentions", "items", "" */
};

/* The checklist that takes the incident out of its level. */
const struct checklist *release_checklist(const struct plan *plan,
                                          const struct incident *incident);
struct check_state release_check(const struct view *view, const struct check_rule *rule);
/* Is all of it met? That is: is it due by what is counted and attested, and is known what must be
 * known of an event before it is closed (INT-5)? */
bool release_is_ready(const struct view *view);
bool release_is_due(const struct view *view);
bool release_is_known(const struct view *view);
/* Adds what is missing, in words: "投訴量下降80%以上: 14 complaints, at most 6 wanted; …". */
void release_add_missing(struct text *text, const struct view *view);
/* May a person of this role release it, as far as roles go? */
bool release_admits(const struct plan *plan, const struct incident *incident, enum role role);
/* How many different people it takes. */
int release_approvals(const struct plan *plan, const struct incident *incident);
bool release_has_approved(const struct incident *incident, const char *actor);
/* Do the approvals suffice: so many people, one of them a role of the checklist? */
bool release_is_approved(const struct plan *plan, const struct incident *incident);
