/* tocsin token add, list, revoke: who may knock at the desk. The file is in the state folder; the desk
 * reads it again when it changes. A secret is shown once, when it is made. */
#include "base/digest.h"
#include "edge/clock.h"
#include "edge/files.h"
#include "edge/place.h"
#include "program/program.h"
#include "program/state.h"
#include "tocsin/columns.h"
#include "tocsin/verbs.h"
#include "wire/tokens.h"
#include "wire/writer.h"

#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 4 };

struct settings {
    const char *state;
    const char *access;
    const char *role;
    const char *org;
    int64_t expires_ms;
    bool json;
};

static const struct option rows[] = {
    { "state", OPTION_TEXT, "DIR", .sentence = "the state folder of the installation",
      .place = offsetof(struct settings, state) },
    { "access", OPTION_TEXT, "ACCESS", .standard = "viewer",
      .sentence = "viewer, analyst, duty, approver, admin or service",
      .place = offsetof(struct settings, access) },
    { "role", OPTION_TEXT, "ROLE",
      .sentence = "the role in the plan in which its decisions are taken",
      .place = offsetof(struct settings, role) },
    { "org", OPTION_TEXT, "ORG", .sentence = "for this organisation only",
      .place = offsetof(struct settings, org) },
    { "expires", OPTION_LENGTH, "LENGTH", .sentence = "how long it is good, as 90d; for ever",
      .place = offsetof(struct settings, expires_ms) },
    { "json", OPTION_FLAG, .sentence = "print JSON lines and nothing else",
      .place = offsetof(struct settings, json) },
};

static const struct options options = {
    .program = "tocsin token",
    .sentence = "Adds, lists and revokes the tokens with which people and programs come to the desk.",
    .arguments = "add NAME | list | revoke ID",
    .least_arguments = 1,
    .most_arguments = 2,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static int read_file(const char *path, struct arena *arena, struct tokens *tokens,
                     struct fault *fault)
{
    OWNED(text) struct text content = { 0 };

    *tokens = (struct tokens){ 0 };
    if (!files_exist(path))
        return 0;
    if (files_read(path, TOKENS_LIMIT_BYTES, &content, fault) != 0)
        return -1;
    return tokens_read((struct slice){ arena_copy(arena, content.bytes, content.length),
                                       content.length },
                       arena, tokens, fault);
}

static int write_file(const char *path, const struct tokens *tokens, struct fault *fault)
{
    OWNED(text) struct text content = { 0 };

    tokens_write(&content, tokens);
    return files_write(path, (struct slice){ text_string(&content), content.length }, 0600,
                       fault);
}

static struct slice kept(struct arena *arena, const struct text *text)
{
    return (struct slice){ arena_copy(arena, text_string(text), text->length), text->length };
}

static int make_token(const struct settings *settings, const char *name, struct token *token,
                      struct fault *fault)
{
    *token = (struct token){
        .actor = slice_of(name),
        .org = slice_of(settings->org == NULL ? "" : settings->org),
        .created_at = moment_floor(clock_wall(), SECOND_MS),
        .expires_at = settings->expires_ms > 0 ? clock_wall() + settings->expires_ms
                                               : MOMENT_NEVER,
        .has_role = settings->role != NULL,
    };
    if (!access_find(slice_of(settings->access), &token->access))
        return fault_set(fault, FAULT_NONE, "'%s' is no access (viewer, analyst, duty, approver, admin, "
                                            "service)", settings->access);
    if (settings->role != NULL && !role_find(slice_of(settings->role), &token->role))
        return fault_set(fault, FAULT_NONE, "'%s' is no role of the plan", settings->role);
    return 0;
}

static int add(const struct settings *settings, const char *path, const char *name,
               struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text secret = { 0 };
    OWNED(text) struct text hash = { 0 };
    OWNED(text) struct text id = { 0 };
    unsigned char random[ID_BYTES];
    struct tokens tokens = { 0 };
    struct token token = { 0 };

    if (read_file(path, arena, &tokens, fault) != 0 ||
        make_token(settings, name, &token, fault) != 0)
        return -1;
    tokens_add_secret(&secret);
    tokens_add_hash(&hash, (struct slice){ text_string(&secret), secret.length });
    digest_random(random, sizeof random);
    text_add_hex(&id, random, sizeof random);
    token.hash = kept(arena, &hash);
    token.id = kept(arena, &id);

    struct token *more = arena_take(arena, (tokens.count + 1) * sizeof *more);
    if (tokens.count > 0)
        memcpy(more, tokens.rows, tokens.count * sizeof *more);
    more[tokens.count] = token;
    const struct tokens written = { more, tokens.count + 1 };
    if (write_file(path, &written, fault) != 0)
        return -1;
    puts(text_string(&secret));
    fprintf(stderr, "token %s of %s; the secret above is shown only now\n", text_string(&id),
            name);
    return 0;
}

static void add_moment(struct columns *columns, int64_t at)
{
    OWNED(text) struct text moment = { 0 };

    if (at != MOMENT_NEVER)
        moment_add(&moment, at);
    columns_add(columns, (struct slice){ text_string(&moment), moment.length });
}

static struct slice state_of(const struct token *token)
{
    if (token->revoked)
        return SLICE("revoked");
    if (token->expires_at != MOMENT_NEVER && token->expires_at <= clock_wall())
        return SLICE("expired");
    return SLICE("in force");
}

static void print_json(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->rows[i];
        OWNED(text) struct text line = { 0 };
        struct writer writer = writer_on(&line);
        writer_object(&writer);
        writer_member_slice(&writer, "id", token->id);
        writer_member_slice(&writer, "name", token->actor);
        writer_member(&writer, "access", access_name(token->access));
        if (token->has_role)
            writer_member(&writer, "role", role_name(token->role));
        if (token->org.length > 0)
            writer_member_slice(&writer, "org", token->org);
        writer_member_moment(&writer, "created", token->created_at);
        writer_member_moment(&writer, "expires", token->expires_at);
        writer_member_slice(&writer, "state", state_of(token));
        writer_object_end(&writer);
        puts(text_string(&line));
    }
}

static void print_table(const struct tokens *tokens)
{
    OWNED(columns) struct columns *columns =
        columns_new("id|name|access|role|org|created|expires|state");

    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->rows[i];
        columns_add(columns, token->id);
        columns_add(columns, token->actor);
        columns_add(columns, slice_of(access_name(token->access)));
        columns_add(columns, slice_of(token->has_role ? role_name(token->role) : ""));
        columns_add(columns, token->org);
        add_moment(columns, token->created_at);
        add_moment(columns, token->expires_at);
        columns_add(columns, state_of(token));
    }
    columns_print(columns);
}

static int list(const struct settings *settings, const char *path, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct tokens tokens = { 0 };

    if (read_file(path, arena, &tokens, fault) != 0)
        return -1;
    if (settings->json)
        print_json(&tokens);
    else
        print_table(&tokens);
    return 0;
}

static int revoke(const char *path, const char *id, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct tokens tokens = { 0 };
    bool found = false;

    if (read_file(path, arena, &tokens, fault) != 0)
        return -1;
    for (size_t i = 0; i < tokens.count; i++) {
        if (!slice_is(tokens.rows[i].id, id))
            continue;
        tokens.rows[i].revoked = true;
        found = true;
    }
    if (!found)
        return fault_set(fault, FAULT_INPUT, "there is no token '%s'", id);
    return write_file(path, &tokens, fault);
}

int tocsin_token(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    int result = 0;

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    OWNED(string) char *state = place_state(settings.state);
    OWNED(string) char *path = state == NULL ? NULL : state_path(state, "tokens.json");
    const char *word = given.arguments[0];
    const char *second = given.count > 1 ? given.arguments[1] : NULL;
    if (path == NULL || !files_exist(state))
        result = fault_set(&fault, FAULT_AWAY, "there is no state folder (--state DIR)");
    else if (strcmp(word, "list") == 0 && second == NULL)
        result = list(&settings, path, &fault);
    else if (strcmp(word, "add") == 0 && second != NULL)
        result = add(&settings, path, second, &fault);
    else if (strcmp(word, "revoke") == 0 && second != NULL)
        result = revoke(path, second, &fault);
    else
        result = fault_set(&fault, FAULT_NONE, "add NAME, list, or revoke ID");
    memory_free(given.arguments);
    if (result == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin token: %s\n", fault.text);
    return fault.kind == FAULT_NONE ? EXIT_USAGE : (int)exit_code_of(&fault);
}
