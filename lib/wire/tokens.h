/* The file of tokens: who may knock at the desk. Secrets are kept as SHA-256 only. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

enum { TOKENS_LIMIT_BYTES = 1024 * 1024, TOKEN_SECRET_BYTES = 32 };

/* From looking only to everything; a service feeds records in and nothing else. */
enum access {
    ACCESS_NONE,
    ACCESS_SERVICE,
    ACCESS_VIEWER,
    ACCESS_ANALYST,
    ACCESS_DUTY,
    ACCESS_APPROVER,
    ACCESS_ADMIN,
    ACCESS_COUNT,
};

const char *access_name(enum access access);
bool access_find(struct slice name, enum access *access);
/* May it see what the desk shows; may it take decisions (the plan asks for the role besides)? */
bool access_may_look(enum access access);
bool access_may_decide(enum access access);

struct token {
    struct slice id;    /* short, for people */
    struct slice actor; /* who it is */
    struct slice hash;  /* SHA-256 of the secret, lower-case hexadecimal */
    enum access access;
    bool has_role;
    enum role role;
    struct slice org; /* empty: all */
    int64_t created_at;
    int64_t expires_at; /* MOMENT_NEVER: does not */
    bool revoked;
};

struct tokens {
    struct token *rows;
    size_t count;
};

/* Reads the file; everything lives as long as the arena. FAULT_SETUP when it is no such file. */
MUST_CHECK int tokens_read(struct slice bytes, struct arena *arena, struct tokens *tokens,
                           struct fault *fault);
void tokens_write(struct text *text, const struct tokens *tokens);
/* The token that is in force with this secret, or NULL. */
const struct token *tokens_find(const struct tokens *tokens, struct slice secret, int64_t now);
/* The token of that id that is in force, or NULL. */
const struct token *tokens_find_id(const struct tokens *tokens, struct slice id, int64_t now);
/* Adds a fresh secret. */
void tokens_add_secret(struct text *secret);
/* Adds the hash of a secret as it stands in the file. */
void tokens_add_hash(struct text *hash, struct slice secret);
