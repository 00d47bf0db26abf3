/* People's decisions: tocsin ack, confirm, reject, upgrade, downgrade, attest, verify, note, release,
 * silence. The desk signs them and says what came of them. */
#include "base/screen.h"
#include "core/record.h"
#include "program/program.h"
#include "tocsin/client.h"
#include "tocsin/shown.h"
#include "tocsin/verbs.h"
#include "wire/writer.h"

#include <stdio.h>
#include <string.h>

struct settings {
    struct client_settings client;
    const char *reason;
    const char *level;
    const char *item;
    const char *result;
    const char *value;
    const char *evidence;
    const char *role;
    const char *actor;
    const char *id;
};

static const struct option rows[] = {
    CLIENT_ROWS(struct settings, client),
    { "reason", OPTION_TEXT, "TEXT", .sentence = "why; every decision but ack needs one",
      .place = offsetof(struct settings, reason) },
    { "level", OPTION_TEXT, "LEVEL", .sentence = "warning, level-3, level-2 or level-1",
      .place = offsetof(struct settings, level) },
    { "item", OPTION_TEXT, "ITEM", .sentence = "what is attested: CLK-1, WRN-7.lab …",
      .place = offsetof(struct settings, item) },
    { "result", OPTION_TEXT, "RESULT", .sentence = "met, waived, true or false",
      .place = offsetof(struct settings, result) },
    { "value", OPTION_TEXT, "VALUE", .sentence = "a number or text that goes with the item",
      .place = offsetof(struct settings, value) },
    { "evidence", OPTION_TEXT, "TEXT", .sentence = "where the proof is",
      .place = offsetof(struct settings, evidence) },
    { "role", OPTION_TEXT, "ROLE",
      .sentence = "in which role (the administrator of this machine says so; a token has its own)",
      .place = offsetof(struct settings, role) },
    { "actor", OPTION_TEXT, "NAME", .sentence = "who decides, where an administrator types",
      .place = offsetof(struct settings, actor) },
    { "id", OPTION_TEXT, "ID", .sentence = "of the decision, so that it can be sent again safely",
      .place = offsetof(struct settings, id) },
};

static void add_given(struct writer *writer, const char *name, const char *value)
{
    if (value != NULL)
        writer_member(writer, name, value);
}

/* What somebody decides, and about what. */
struct decision {
    const char *verb;
    const char *meant; /* an incident's id or its head, or a subject */
    const struct settings *settings;
};

/* Of a subject without an open incident these open a case, or are said beforehand. */
static bool may_open(const char *verb)
{
    static const char *const verbs[] = { "verify", "confirm", "upgrade", "silence" };

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

static bool is_over(const struct json *incident)
{
    const struct slice state = json_string(incident, "state");

    return slice_is(state, "released") || slice_is(state, "closed");
}

/* *incident stays NULL when the verb is about the subject itself. */
static int find(struct client *client, const struct decision *decision,
                const struct json **incident, struct fault *fault)
{
    int result = client_find_incident(client, decision->meant, incident, fault);

    if (!may_open(decision->verb))
        return result;
    if (result == 0 && is_over(*incident) &&
        slice_is(json_string(*incident, "subject"), decision->meant))
        *incident = NULL;
    return result != 0 && fault->kind == FAULT_INPUT ? 0 : result;
}

static void write_command(struct text *json, const struct decision *decision,
                          const struct json *incident)
{
    const struct settings *settings = decision->settings;
    struct writer writer = writer_on(json);

    writer_object(&writer);
    writer_member(&writer, "verb", decision->verb);
    if (incident != NULL)
        writer_member_slice(&writer, "incident", json_string(incident, "id"));
    else
        writer_member(&writer, "subject", decision->meant);
    add_given(&writer, "org", settings->client.org);
    add_given(&writer, "reason", settings->reason);
    add_given(&writer, "level", settings->level);
    add_given(&writer, "item", settings->item);
    add_given(&writer, "result", settings->result);
    add_given(&writer, "value", settings->value);
    add_given(&writer, "evidence", settings->evidence);
    add_given(&writer, "role", settings->role);
    add_given(&writer, "actor", settings->actor);
    add_given(&writer, "id", settings->id);
    writer_object_end(&writer);
}

/* Done is 0, refused is 1; a decision that waits in the log is done as far as we go. */
static int print_outcome(const struct settings *settings, const struct json *outcome)
{
    const struct slice state = json_string(outcome, "state");
    OWNED(text) struct text clean = { 0 };

    screen_add(&clean, state);
    for (size_t i = 0; i < 2; i++) {
        const struct slice said = json_string(outcome, i == 0 ? "sentence" : "reason");
        if (said.length > 0)
            text_add(&clean, ": ");
        screen_add(&clean, said);
    }
    if (settings->client.json)
        shown_print_json(outcome);
    else
        puts(text_string(&clean));
    return slice_is(state, "refused") ? EXIT_NO : EXIT_DONE;
}

static int run(struct client *client, const struct decision *decision)
{
    OWNED(text) struct text json = { 0 };
    struct fault fault = { 0 };
    const struct json *incident = NULL;
    const struct json *outcome = NULL;

    if (find(client, decision, &incident, &fault) != 0)
        return client_fail(decision->verb, &fault);
    write_command(&json, decision, incident);
    if (client_post(client, "/v1/commands", (struct slice){ text_string(&json), json.length },
                    &outcome, &fault) != 0)
        return client_fail(decision->verb, &fault);
    return print_outcome(decision->settings, outcome);
}

static const char *sentence_of(enum verb verb)
{
    switch (verb) {
    case VERB_ACK:
        return "Says that somebody has seen the incident.";
    case VERB_CONFIRM:
        return "Confirms what is proposed, or a warning or a subject as a level 3 case.";
    case VERB_REJECT:
        return "Rejects what is proposed, or voids what was started by itself.";
    case VERB_UPGRADE:
        return "Raises the response to a worse level.";
    case VERB_DOWNGRADE:
        return "Lowers the response; level 1 is never lowered.";
    case VERB_ATTEST:
        return "Attests an item: a clock met, a flag, a field, a point of the checklist.";
    case VERB_VERIFY:
        return "Says that the facts are verified; of a subject without an incident, opens level 3.";
    case VERB_NOTE:
        return "Writes a note into the incident's history.";
    case VERB_RELEASE:
        return "Releases the warning or the response, when its checklist holds.";
    case VERB_SILENCE:
        return "Silences reminders of the incident for a time; never at level 1.";
    case VERB_SOURCE_STATE:
    case VERB_RULES:
    case VERB_TICK:
    case VERB_COUNT:
        return "";
    }
    return "";
}

int tocsin_decide(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct client client = { 0 };
    struct fault fault = { 0 };
    enum verb verb = VERB_COUNT;
    OWNED(text) struct text name = { 0 };

    (void)argc; /* argv ends in a NULL */
    (void)verb_find(slice_of(argv[0]), &verb); /* the row of verbs.c says so */
    text_add_format(&name, "tocsin %s", argv[0]);
    const struct options options = {
        .program = text_string(&name),
        .sentence = sentence_of(verb),
        .arguments = "INCIDENT|SUBJECT",
        .least_arguments = 1,
        .most_arguments = 1,
        .rows = rows,
        .count = sizeof rows / sizeof rows[0],
        .more = "Exit status 0 when it was carried out or waits in the log, 1 when it was refused.",
    };
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    const int code = client_open(&settings.client, &client, &fault) != 0
                         ? client_fail(argv[0], &fault)
                         : run(&client, &(struct decision){ argv[0], given.arguments[0], &settings });
    client_done(&client);
    memory_free(given.arguments);
    return code;
}
