#include "tocsin/client.h"

#include "base/screen.h"
#include "edge/files.h"
#include "edge/place.h"
#include "program/program.h"
#include "program/state.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_LIMIT_BYTES = 64 * 1024 * 1024, TIMEOUT_MS = 15000, FILE_LIMIT_BYTES = 64 * 1024 };

static int read_trimmed(const char *path, char **content, struct fault *fault)
{
    OWNED(text) struct text text = { 0 };

    if (files_read(path, FILE_LIMIT_BYTES, &text, fault) != 0)
        return -1;
    while (text.length > 0 && isspace((unsigned char)text.bytes[text.length - 1]))
        text.bytes[--text.length] = '\0';
    *content = memory_copy(text_string(&text), text.length);
    return 0;
}

static int find_by_state(const struct client_settings *settings, struct client *client,
                         struct fault *fault)
{
    OWNED(string) char *state = place_state(settings->state);
    OWNED(string) char *run = state == NULL ? NULL : state_path(state, "run.json");
    OWNED(text) struct text content = { 0 };
    const struct json *document = NULL;

    if (run == NULL || !files_exist(run))
        return fault_set(fault, FAULT_AWAY, "no installation runs%s%s (tocsin up starts one)",
                         state == NULL ? "" : " in ", state == NULL ? "" : state);
    if (files_read(run, FILE_LIMIT_BYTES, &content, fault) != 0 ||
        json_parse((struct slice){ arena_copy(client->arena, content.bytes, content.length),
                                   content.length },
                   FILE_LIMIT_BYTES, client->arena, &document, fault) != 0)
        return -1;
    const struct slice desk = json_string(document, "desk");
    if (desk.length == 0)
        return fault_set(fault, FAULT_AWAY, "%s names no desk", run);
    client->base = memory_copy(desk.bytes, desk.length);
    OWNED(string) char *token = state_path(state, "desk.token");
    /* Who may not read it is a looker like any other. */
    if (client->token == NULL && read_trimmed(token, &client->token, NULL) != 0)
        client->token = NULL;
    return 0;
}

int client_open(const struct client_settings *settings, struct client *client,
                struct fault *fault)
{
    const char *token = getenv("TOCSIN_TOKEN");

    *client = (struct client){ .settings = settings, .arena = arena_new() };
    if (settings->token_file != NULL) {
        if (read_trimmed(settings->token_file, &client->token, fault) != 0)
            return -1;
    } else if (token != NULL && *token != '\0') {
        client->token = memory_copy(token, strlen(token));
    }
    if (settings->desk == NULL)
        return find_by_state(settings, client, fault);
    size_t length = strlen(settings->desk);
    while (length > 0 && settings->desk[length - 1] == '/')
        length--;
    client->base = memory_copy(settings->desk, length);
    return 0;
}

void client_done(struct client *client)
{
    memory_free(client->base);
    memory_free(client->token);
    arena_free(client->arena);
}

void client_add_org(const struct client *client, struct text *path)
{
    if (client->settings->org == NULL)
        return;
    text_add(path, strchr(text_string(path), '?') == NULL ? "?org=" : "&org=");
    http_call_add_part(path, slice_of(client->settings->org));
}

static int problem(struct client *client, long status, const struct text *answer,
                   struct fault *fault)
{
    const struct json *document = NULL;
    OWNED(text) struct text sentence = { 0 };
    const struct slice bytes = { arena_copy(client->arena, text_string(answer), answer->length),
                                 answer->length };

    if (json_parse(bytes, ANSWER_LIMIT_BYTES, client->arena, &document, NULL) == 0) {
        const struct slice detail = json_string(document, "detail");
        screen_add(&sentence, detail.length > 0 ? detail : json_string(document, "title"));
    }
    if (sentence.length == 0)
        text_add_format(&sentence, "the desk answers %ld", status);
    return fault_set(fault, status >= 500 ? FAULT_AWAY : FAULT_INPUT, "%s",
                     text_string(&sentence));
}

static int ask(struct client *client, const struct http_call *wanted, struct text *answer,
               struct fault *fault)
{
    struct http_call call = *wanted;
    long status = 0;

    call.base = client->base;
    call.token = client->token;
    call.limit_bytes = ANSWER_LIMIT_BYTES;
    call.timeout_ms = TIMEOUT_MS;
    if (http_call(&call, &status, answer, fault) != 0)
        return -1;
    return status >= 200 && status < 300 ? 0 : problem(client, status, answer, fault);
}

static int ask_json(struct client *client, const struct http_call *call,
                    const struct json **document, struct fault *fault)
{
    OWNED(text) struct text answer = { 0 };

    if (ask(client, call, &answer, fault) != 0)
        return -1;
    return json_parse((struct slice){ arena_copy(client->arena, text_string(&answer),
                                                 answer.length),
                                      answer.length },
                      ANSWER_LIMIT_BYTES, client->arena, document, fault);
}

int client_get(struct client *client, const char *path, const struct json **answer,
               struct fault *fault)
{
    return ask_json(client, &(struct http_call){ .method = "GET", .path = path }, answer, fault);
}

int client_post(struct client *client, const char *path, struct slice body,
                const struct json **answer, struct fault *fault)
{
    return ask_json(client,
                    &(struct http_call){ .method = "POST", .path = path, .body = body }, answer,
                    fault);
}

int client_get_text(struct client *client, const char *path, struct text *answer,
                    struct fault *fault)
{
    return ask(client, &(struct http_call){ .method = "GET", .path = path }, answer, fault);
}

static bool is_meant(const struct json *incident, struct slice meant)
{
    enum { SHORTEST_ID = 4 };
    const struct slice id = json_string(incident, "id");

    if (slice_equals(json_string(incident, "subject"), meant))
        return true;
    return meant.length >= SHORTEST_ID && meant.length <= id.length &&
           memcmp(id.bytes, meant.bytes, meant.length) == 0;
}

/* The list comes with open ones first, so the open incident of a subject is found before an older
 * one. */
int client_find_incident(struct client *client, const char *meant, const struct json **incident,
                         struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    const struct json *answer = NULL;

    text_add(&path, "/v1/incidents?limit=500");
    client_add_org(client, &path);
    if (client_get(client, text_string(&path), &answer, fault) != 0)
        return -1;
    const struct json *list = json_find(answer, "incidents");
    for (const struct json *one = list == NULL ? NULL : list->first; one != NULL;
         one = one->next) {
        if (!is_meant(one, slice_of(meant)))
            continue;
        text_clear(&path);
        text_add(&path, "/v1/incidents/");
        http_call_add_part(&path, json_string(one, "id"));
        client_add_org(client, &path);
        return client_get(client, text_string(&path), incident, fault);
    }
    return fault_set(fault, FAULT_INPUT,
                     "'%s' is neither an incident nor the subject of one (tocsin incidents)",
                     meant);
}

int client_fail(const char *verb, const struct fault *fault)
{
    fprintf(stderr, "tocsin %s: %s\n", verb, fault->text);
    return (int)exit_code_of(fault);
}
