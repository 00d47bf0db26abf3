#include "wire/tokens.h"

#include "base/digest.h"
#include "base/moment.h"
#include "wire/json.h"
#include "wire/writer.h"

static const char *const access_names[ACCESS_COUNT] = {
    [ACCESS_NONE] = "none",       [ACCESS_SERVICE] = "service", [ACCESS_VIEWER] = "viewer",
    [ACCESS_ANALYST] = "analyst", [ACCESS_DUTY] = "duty",       [ACCESS_APPROVER] = "approver",
    [ACCESS_ADMIN] = "admin",
};

const char *access_name(enum access access)
{
    return access_names[access];
}

bool access_find(struct slice name, enum access *access)
{
    for (int i = ACCESS_SERVICE; i < ACCESS_COUNT; i++) {
        if (slice_is(name, access_names[i])) {
            *access = (enum access)i;
            return true;
        }
    }
    return false;
}

bool access_may_look(enum access access)
{
    return access != ACCESS_NONE && access != ACCESS_SERVICE;
}

bool access_may_decide(enum access access)
{
    return access == ACCESS_DUTY || access == ACCESS_APPROVER || access == ACCESS_ADMIN;
}

static int64_t moment_member(const struct json *row, const char *name)
{
    int64_t at = MOMENT_NEVER;

    return moment_parse(json_string(row, name), &at) ? at : MOMENT_NEVER;
}

static int read_row(const struct json *row, struct token *token, struct fault *fault)
{
    const struct json *revoked = json_find(row, "revoked");

    *token = (struct token){
        .id = json_string(row, "id"),
        .actor = json_string(row, "actor"),
        .hash = json_string(row, "hash"),
        .org = json_string(row, "org"),
        .created_at = moment_member(row, "created_at"),
        .expires_at = moment_member(row, "expires_at"),
        .revoked = revoked != NULL && (revoked->type != JSON_BOOL || revoked->boolean),
    };
    token->has_role = role_find(json_string(row, "role"), &token->role);
    if (token->id.length == 0 || token->actor.length == 0 ||
        token->hash.length != 2 * (size_t)HMAC_BYTES ||
        !access_find(json_string(row, "access"), &token->access))
        return fault_set(fault, FAULT_SETUP,
                         "a token needs id, actor, hash and an access that exists");
    return 0;
}

int tokens_read(struct slice bytes, struct arena *arena, struct tokens *tokens,
                struct fault *fault)
{
    const struct json *document = NULL;

    if (json_parse(bytes, TOKENS_LIMIT_BYTES, arena, &document, fault) != 0)
        return -1;
    const struct json *list = json_find(document, "tokens");
    if (list == NULL || list->type != JSON_ARRAY)
        return fault_set(fault, FAULT_SETUP, "the file of tokens has no list 'tokens'");

    struct token *rows = arena_take(arena, (list->count + 1) * sizeof *rows);
    size_t count = 0;
    for (const struct json *row = list->first; row != NULL; row = row->next) {
        if (read_row(row, &rows[count], fault) != 0)
            return -1;
        count++;
    }
    *tokens = (struct tokens){ .rows = rows, .count = count };
    return 0;
}

void tokens_write(struct text *text, const struct tokens *tokens)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_name(&writer, "tokens");
    writer_array(&writer);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->rows[i];
        writer_object(&writer);
        writer_member_slice(&writer, "id", token->id);
        writer_member_slice(&writer, "actor", token->actor);
        writer_member_slice(&writer, "hash", token->hash);
        writer_member(&writer, "access", access_name(token->access));
        if (token->has_role)
            writer_member(&writer, "role", role_name(token->role));
        if (token->org.length > 0)
            writer_member_slice(&writer, "org", token->org);
        writer_member_moment(&writer, "created_at", token->created_at);
        if (token->expires_at != MOMENT_NEVER)
            writer_member_moment(&writer, "expires_at", token->expires_at);
        if (token->revoked)
            writer_member_bool(&writer, "revoked", true);
        writer_object_end(&writer);
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    text_add_char(text, '\n');
}

static bool in_force(const struct token *token, int64_t now)
{
    return !token->revoked && (token->expires_at == MOMENT_NEVER || now < token->expires_at);
}

const struct token *tokens_find(const struct tokens *tokens, struct slice secret, int64_t now)
{
    OWNED(text) struct text hash = { 0 };

    tokens_add_hash(&hash, secret);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->rows[i];
        if (digest_secret_equals(token->hash, (struct slice){ hash.bytes, hash.length }) &&
            in_force(token, now))
            return token;
    }
    return NULL;
}

const struct token *tokens_find_id(const struct tokens *tokens, struct slice id, int64_t now)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (slice_equals(tokens->rows[i].id, id) && in_force(&tokens->rows[i], now))
            return &tokens->rows[i];
    }
    return NULL;
}

void tokens_add_secret(struct text *secret)
{
    unsigned char bytes[TOKEN_SECRET_BYTES];

    digest_random(bytes, sizeof bytes);
    text_add(secret, "tocsin_");
    text_add_hex(secret, bytes, sizeof bytes);
}

void tokens_add_hash(struct text *hash, struct slice secret)
{
    unsigned char bytes[HMAC_BYTES];

    digest_sha256(secret, bytes);
    text_add_hex(hash, bytes, sizeof bytes);
}
