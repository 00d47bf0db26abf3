/* A folded text as the model sees it: Chinese characters, Latin words, `!`, `?`, emoji, URLs and
 * names, in clauses. A token said more than twice in a row counts twice. */
#pragma once

#include "read/fold.h"

#include <stdbool.h>
#include <stdint.h>

/* A text says what it has to say in so many tokens. */
enum { TOKENS_MOST = 6000 };

struct token {
    uint32_t hash;
    uint32_t begin; /* characters */
    uint32_t end;
    bool is_latin;
    bool is_negator;
    bool starts_clause; /* no n-gram reaches over its beginning */
};

struct tokens {
    struct token *items;
    size_t count;
    size_t capacity;
};

void tokens_done(struct tokens *tokens);
static inline void tokens_release(struct tokens *tokens)
{
    tokens_done(tokens);
}

/* Replaces what `tokens` held. */
void tokens_read(const struct folded *folded, struct tokens *tokens);
