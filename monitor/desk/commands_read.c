#include "desk/commands_read.h"

#include "core/level.h"
#include "core/rules.h"
#include "core/text_rules.h"
#include "desk/answer.h"
#include "desk/choice.h"
#include "report/profile.h"

enum { COMMAND_LIMIT_BYTES = 64 * 1024, COMMAND_TEXT_LIMIT_BYTES = 4000, COMMAND_ID_LIMIT = 100 };

static const struct member {
    const char *name;
    size_t place;
    size_t limit;
} members[] = {
    { "id", offsetof(struct command, id), COMMAND_ID_LIMIT },
    { "org", offsetof(struct command, org), 256 },
    { "incident", offsetof(struct command, incident), 64 },
    { "subject", offsetof(struct command, subject), 256 },
    { "level", offsetof(struct command, level), 16 },
    { "item", offsetof(struct command, item), 64 },
    { "result", offsetof(struct command, result), 16 },
    { "value", offsetof(struct command, value), COMMAND_TEXT_LIMIT_BYTES },
    { "evidence", offsetof(struct command, evidence), COMMAND_TEXT_LIMIT_BYTES },
    { "reason", offsetof(struct command, reason), COMMAND_TEXT_LIMIT_BYTES },
    { "actor", offsetof(struct command, actor), 256 },
};

static const size_t member_count = sizeof members / sizeof members[0];

static int wrong(struct fault *fault, struct slice name, const char *what)
{
    return fault_set(fault, FAULT_INPUT, "'%.*s' %s", LOG_QUOTE(name), what);
}

static int read_member(const struct json *value, struct command *command, bool *has_role,
                       struct fault *fault)
{
    if (!json_is_string(value))
        return wrong(fault, value->name, "must be a string");
    if (slice_is(value->name, "verb")) {
        if (!verb_find(value->text, &command->verb) || !verb_is_personal(command->verb))
            return wrong(fault, value->text, "is no verb of people");
        return 0;
    }
    if (slice_is(value->name, "role")) {
        if (!role_find(value->text, &command->role))
            return wrong(fault, value->text, "is no role");
        *has_role = true;
        return 0;
    }
    for (size_t i = 0; i < member_count; i++) {
        if (!slice_is(value->name, members[i].name))
            continue;
        if (value->text.length > members[i].limit)
            return wrong(fault, value->name, "is too long");
        *(struct slice *)((char *)command + members[i].place) = value->text;
        return 0;
    }
    return wrong(fault, value->name, "is not a member of a command");
}

/* What goes together and what does not. */
static int check(const struct command *command, struct fault *fault)
{
    enum level level = LEVEL_NONE;

    if (command->incident.length == 0 && command->subject.length == 0)
        return fault_set(fault, FAULT_INPUT, "name the incident, or its subject");
    if (command->incident.length > 0 && command->subject.length > 0)
        return fault_set(fault, FAULT_INPUT, "name the incident or its subject, not both");
    if (command->level.length > 0 && !level_find(command->level, &level))
        return wrong(fault, command->level, "is no level");
    if (command->verb != VERB_ACK && command->reason.length == 0)
        return fault_set(fault, FAULT_INPUT, "'reason' is missing: every decision but ack has one");
    if (command->verb == VERB_ATTEST && command->item.length == 0)
        return fault_set(fault, FAULT_INPUT, "'item' is missing: attest what?");
    return 0;
}

/* Who acts: the token's holder, or whom an administrator names. */
static bool fill_in_actor(struct request *request, struct command *command, bool has_role)
{
    const struct caller *caller = &request->caller;
    const bool speaks_for_others = caller->access == ACCESS_ADMIN;

    if (!speaks_for_others && (has_role || command->actor.length > 0)) {
        answer_problem(request, 403, "forbidden",
                       "only an administrator's token may name actor and role");
        return false;
    }
    if (command->actor.length == 0)
        command->actor = caller->actor;
    command->has_role = has_role || caller->has_role;
    if (!has_role)
        command->role = caller->role;
    if (!command->has_role) {
        answer_problem(request, 403, "no-role", "this token names no role: give one in 'role'");
        return false;
    }
    return true;
}

static bool is_open(const struct json *incident)
{
    const struct slice state = json_string(incident, "state");

    return !slice_is(state, "released") && !slice_is(state, "closed");
}

/* What may be said of a subject that has no incident: a case is opened by people, silence is
 * asked for beforehand, and a drill that is over waits for its report (CLK-19). */
static bool needs_no_incident(enum verb verb)
{
    return verb == VERB_VERIFY || verb == VERB_CONFIRM || verb == VERB_UPGRADE ||
           verb == VERB_SILENCE || verb == VERB_ATTEST;
}

/* Is it a subject that was heard of, or that the organisation's file names? A slip of the pen must
 * not open a case. */
static bool is_known_subject(struct request *request, struct slice subject)
{
    const struct org_rules *rules = profile_rules(request->desk->profile, request->view.org.name);
    OWNED(text) struct text series = { 0 };
    struct names names = { 0 };
    struct fault fault = { 0 };

    if (slice_is(subject, "*"))
        return true;
    for (size_t i = 0; rules != NULL && i < rules->subject_count; i++)
        if (slice_equals(subject, rules->subjects[i].name))
            return true;
    text_add(&series, "subject/");
    text_add_bytes(&series, subject.bytes, subject.length);
    if (counts_series(&request->view, &names, &fault) != 0)
        return false;
    for (size_t i = 0; i < names.count; i++)
        if (slice_is(names.rows[i], text_string(&series)))
            return true;
    return false;
}

/* Replaces the subject by the open incident it has. */
static bool find_incident(struct request *request, struct command *command)
{
    struct pages incidents = { 0 };
    struct fault fault = { 0 };

    if (command->subject.length == 0)
        return true;
    if (pages_incidents(&request->view, &incidents, &fault) != 0) {
        answer_fault(request, &fault);
        return false;
    }
    for (size_t i = 0; i < incidents.count; i++) {
        if (slice_equals(json_string(incidents.rows[i].value, "subject"), command->subject) &&
            is_open(incidents.rows[i].value)) {
            command->incident = incidents.rows[i].name;
            command->subject = (struct slice){ 0 };
            return true;
        }
    }
    if (!needs_no_incident(command->verb))
        answer_problem(request, 404, "not-found", "no incident of this subject is open");
    else if (is_known_subject(request, command->subject))
        return true;
    else
        answer_problem(request, 404, "not-found",
                       "no incident of this subject is open, and nobody has heard of such a subject");
    return false;
}

bool commands_read(struct request *request, struct command *command)
{
    const struct json *document = NULL;
    struct fault fault = { 0 };
    bool has_role = false;

    if (json_parse(http_exchange_body(request->exchange), COMMAND_LIMIT_BYTES,
                   request->desk->arena, &document, &fault) != 0) {
        answer_problem(request, 400, "json", fault.text);
        return false;
    }
    if (document->type != JSON_OBJECT || json_find(document, "verb") == NULL) {
        answer_problem(request, 422, "content", "a command is an object with a 'verb'");
        return false;
    }
    command->through = MOMENT_NEVER;
    for (const struct json *value = document->first; value != NULL; value = value->next) {
        if (read_member(value, command, &has_role, &fault) != 0) {
            answer_fault(request, &fault);
            return false;
        }
    }
    if (check(command, &fault) != 0) {
        answer_fault(request, &fault);
        return false;
    }
    if (!choice_of_org(request, command->org))
        return false;
    command->org = request->view.org.name;
    command->at = clock_now(request->desk->clock);
    return fill_in_actor(request, command, has_role) && find_incident(request, command);
}
