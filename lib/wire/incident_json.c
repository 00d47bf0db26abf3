#include "wire/incident_json.h"

#include "core/casebook_parts.h"
#include "core/permit.h"
#include "core/release.h"
#include "core/why.h"
#include "wire/growth_json.h"
#include "wire/incident_parts.h"

#include <math.h>
#include <string.h>

static const char *state_of(const struct incident *incident)
{
    if (incident->level == LEVEL_WARNING)
        return "warning";
    if (incident->level != LEVEL_NONE)
        return "response";
    return incident->worst == LEVEL_3 ? "closed" : "released";
}

static void write_head(struct writer *writer, const struct casebook *casebook,
                       const struct incident *incident)
{
    writer_member(writer, "id", incident->id);
    writer_member(writer, "org", casebook->org);
    if (org_is_drill(slice_of(casebook->org)))
        writer_member_bool(writer, "drill", true);
    writer_member(writer, "subject", incident->subject);
    writer_member(writer, "state", state_of(incident));
    writer_member(writer, "level", level_name(incident->level));
    for (enum level level = LEVEL_1; level >= LEVEL_3; level--) {
        if (!incident->proposals[level].is_pending)
            continue;
        writer_member(writer, "proposed_level", level_name(level));
        break;
    }
    writer_member(writer, "peak_level", level_name(incident->worst));
    if (incident->mode != MODE_NONE)
        writer_member(writer, "mode", incident->mode == MODE_ACTIVE ? "active" : "passive");
    writer_member_moment(writer, "opened_at", incident->opened_at);
    writer_member_moment(writer, "level_since", incident->level_at);
    if (!incident_is_open(incident))
        writer_member_moment(writer, "closed_at", incident->released_at);
    writer_member_bool(writer, "confirmed", incident->mode == MODE_ACTIVE);
    if (incident->acknowledged_by != NULL)
        writer_member(writer, "acknowledged_by", incident->acknowledged_by);
    writer_member(writer, "rules_version", casebook->rules->version);
}

static void write_counts(struct writer *writer, const struct incident *incident)
{
    writer_member_bool(writer, "suspected_coordination",
                       incident->has_growth && incident->growth.suspected_coordination);
    if (incident->has_growth) {
        writer_name(writer, "growth");
        growth_json_write(writer, &incident->growth);
        writer_member(writer, "series", incident->series);
        writer_member_decimal(writer, "expected_at_open", incident->expected_at_open);
    }
    writer_member_integer(writer, "people", (int64_t)incident->people.count);
    writer_member_integer(writer, "anonymous", incident->anonymous);
    writer_member_integer(writer, "peak_24h", incident->peak_complaints);
}

/* --- why, and why not --- */

static void write_distance(struct writer *writer, const struct reason *reason)
{
    OWNED(text) struct text sentence = { 0 };
    OWNED(text) struct text proposal = { 0 };
    const struct finding *nearest = why_nearest(reason);

    why_add_sentence(&sentence, reason);
    writer_object(writer);
    writer_name(writer, "clause");
    incident_parts_clause(writer, reason->clause);
    writer_member(writer, "level", level_name(reason->level));
    writer_member_bool(writer, "holds", reason->holds);
    if (reason->is_proposed) {
        why_add_proposal(&proposal, reason);
        writer_member_bool(writer, "proposed", true);
        writer_member(writer, "proposal", text_string(&proposal));
    }
    if (reason->is_request)
        writer_member_bool(writer, "asks_for_upgrade", true);
    writer_member(writer, "sentence", text_string(&sentence));
    if (nearest != NULL) {
        writer_member_decimal(writer, "value", nearest->have);
        writer_member_decimal(writer, "threshold", nearest->need);
        writer_member(writer, "unit", nearest->unit);
    }
    writer_object_end(writer);
}

static void write_reasons(struct writer *writer, const struct view *view)
{
    OWNED(memory) void *room = memory_array(WHY_REASON_LIMIT, sizeof(struct reason));
    struct reason *reasons = room;
    size_t count = why_reasons(view, reasons, WHY_REASON_LIMIT);

    writer_name(writer, "clauses");
    writer_array(writer);
    for (size_t i = 0; i < view->incident->clauses.count; i++) {
        const struct kept_clause *kept = &view->incident->clauses.rows[i];
        incident_parts_clause(writer, &(struct clause){ kept->id, kept->place, kept->quote });
    }
    writer_array_end(writer);
    writer_name(writer, "distances");
    writer_array(writer);
    for (size_t i = 0; i < count; i++)
        write_distance(writer, &reasons[i]);
    writer_array_end(writer);
}

/* --- checklist and approvals --- */

static void write_roles(struct writer *writer, const char *name, unsigned roles)
{
    writer_name(writer, name);
    writer_array(writer);
    for (int role = 0; role < ROLE_COUNT; role++)
        if ((roles & BIT(role)) != 0)
            writer_string(writer, role_name((enum role)role));
    writer_array_end(writer);
}

static void write_check(struct writer *writer, const struct view *view,
                        const struct check_rule *rule)
{
    struct check_state state = release_check(view, rule);
    const struct flag *flag = rule->item == NULL ? NULL : incident_flag(view->incident, rule->item);

    writer_object(writer);
    writer_member(writer, "item", rule->item == NULL ? rule->clause.id : rule->item);
    writer_member(writer, "sentence", rule->title);
    writer_member_bool(writer, "met", state.is_met);
    writer_member_bool(writer, "attestable", rule->kind == CHECK_ATTESTED);
    writer_member_decimal(writer, "value", floor(state.have * 100 + 0.5) / 100);
    writer_member_decimal(writer, "threshold", floor(state.need * 100 + 0.5) / 100);
    writer_member(writer, "unit", state.unit);
    if (rule->kind == CHECK_ATTESTED)
        write_roles(writer, "by", view->plan->decisions[DECISION_ATTEST].roles);
    if (flag != NULL)
        writer_member(writer, "actor", flag->actor);
    writer_name(writer, "clause");
    incident_parts_clause(writer, &rule->clause);
    writer_object_end(writer);
}

static unsigned admitted(const struct view *view, enum verb verb)
{
    const struct permit *permit = permit_find(situation_of(view->incident), verb);
    unsigned roles = 0;

    for (int role = 0; role < ROLE_COUNT; role++)
        if (permit_admits(permit, view->plan, view->incident, (enum role)role))
            roles |= BIT(role);
    return roles;
}

/* Who may do what else here; where nobody may, the sentence says why. */
static void write_permits(struct writer *writer, const struct view *view)
{
    for (int verb = 0; verb < VERB_SOURCE_STATE; verb++) {
        const struct permit *permit = permit_find(situation_of(view->incident), (enum verb)verb);
        if (verb == VERB_RELEASE)
            continue;
        writer_object(writer);
        writer_member(writer, "verb", verb_name((enum verb)verb));
        write_roles(writer, "roles", admitted(view, (enum verb)verb));
        if (permit->kind == PERMIT_REFUSED)
            writer_member(writer, "sentence", permit->why);
        writer_object_end(writer);
    }
}

static void write_release(struct writer *writer, const struct view *view)
{
    const struct checklist *list = release_checklist(view->plan, view->incident);

    writer_name(writer, "checklist");
    writer_array(writer);
    for (size_t i = 0; i < list->check_count; i++)
        write_check(writer, view, &list->checks[i]);
    writer_array_end(writer);
    writer_name(writer, "approvals");
    writer_array(writer);
    writer_object(writer);
    writer_member(writer, "verb", "release");
    write_roles(writer, "roles", admitted(view, VERB_RELEASE));
    writer_member_integer(writer, "people", release_approvals(view->plan, view->incident));
    writer_member_integer(writer, "given", (int64_t)view->incident->approval_count);
    writer_member(writer, "sentence", list->clause.quote);
    writer_object_end(writer);
    for (enum level level = LEVEL_3; level <= LEVEL_1; level++) {
        if (!view->incident->proposals[level].is_pending)
            continue;
        bool is_response = view->incident->level == LEVEL_WARNING;
        const struct decision_rule *rule =
            &view->plan->decisions[is_response ? DECISION_RESPOND : DECISION_REGRADE];
        writer_object(writer);
        writer_member(writer, "verb", "confirm");
        writer_member(writer, "level", level_name(level));
        write_roles(writer, "roles", rule->roles);
        writer_member(writer, "sentence", rule->clause.quote);
        writer_object_end(writer);
    }
    write_permits(writer, view);
    writer_array_end(writer);
}

void incident_json_write(struct writer *writer, const struct casebook *casebook,
                         const struct incident *incident)
{
    struct view view = why_view(casebook, incident, casebook->now);

    writer_object(writer);
    write_head(writer, casebook, incident);
    writer_member_moment(writer, "changed_at", casebook->now);
    write_counts(writer, incident);
    write_reasons(writer, &view);
    incident_parts_deadlines(writer, casebook, incident);
    if (incident_is_open(incident))
        write_release(writer, &view);
    incident_parts_evidence(writer, view.trail);
    incident_parts_facets(writer, &view);
    incident_parts_timeline(writer, incident);
    incident_parts_attested(writer, incident);
    incident_parts_propagation(writer, incident);
    writer_object_end(writer);
}
