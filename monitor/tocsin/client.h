/* The terminal's side of the desk: where it is, who we are, questions and answers. */
#pragma once

#include "base/fault.h"
#include "base/options.h"
#include "edge/http_call.h"
#include "wire/json.h"

/* What every asking verb takes: where the installation is, and for whom one asks. */
struct client_settings {
    const char *state;
    const char *desk;
    const char *token_file;
    const char *org;
    bool json;
};

#define CLIENT_ROWS(settings_struct, member)                                                       \
    { "state", OPTION_TEXT, "DIR",                                                                 \
      .sentence = "the state folder of the installation; TOCSIN_STATE, or the one started last",   \
      .place = offsetof(settings_struct, member.state) },                                          \
    { "desk", OPTION_TEXT, "URL", .sentence = "the desk itself, with TOCSIN_TOKEN or --token-file",\
      .place = offsetof(settings_struct, member.desk) },                                           \
    { "token-file", OPTION_TEXT, "FILE", .sentence = "a file that holds the token",                \
      .place = offsetof(settings_struct, member.token_file) },                                     \
    { "org", OPTION_TEXT, "ORG", .sentence = "the organisation, where there are several",          \
      .place = offsetof(settings_struct, member.org) },                                            \
    { "json", OPTION_FLAG, .sentence = "print JSON lines and nothing else",                        \
      .place = offsetof(settings_struct, member.json) }

struct client {
    const struct client_settings *settings;
    char *base;
    char *token; /* NULL: none */
    struct arena *arena;
};

/* Finds the desk. FAULT_AWAY when no installation runs there. */
MUST_CHECK int client_open(const struct client_settings *settings, struct client *client,
                           struct fault *fault);
void client_done(struct client *client);

/* Adds "?org=…" or "&org=…" when one was given. */
void client_add_org(const struct client *client, struct text *path);
/* Asks and parses; the answer lives as long as the client. A problem of the desk's is a fault with
 * its sentence: FAULT_INPUT for 4xx, FAULT_AWAY for 5xx. */
MUST_CHECK int client_get(struct client *client, const char *path, const struct json **answer,
                          struct fault *fault);
MUST_CHECK int client_post(struct client *client, const char *path, struct slice body,
                           const struct json **answer, struct fault *fault);
/* The answer as it came. */
MUST_CHECK int client_get_text(struct client *client, const char *path, struct text *answer,
                               struct fault *fault);

/* The incident that is meant by an id, the beginning of one, a subject, or "*". */
MUST_CHECK int client_find_incident(struct client *client, const char *meant,
                                    const struct json **incident, struct fault *fault);
/* Prints "tocsin VERB: …" and returns the exit code of the fault. */
int client_fail(const char *verb, const struct fault *fault);
