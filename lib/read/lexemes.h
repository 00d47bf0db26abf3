/* A folded text as the model sees it: Chinese characters, Latin words, `!`, `?`, emoji, URLs and
 * names, in clauses. A token said more than twice in a row counts twice. */
#pragma once

#include "read/fold.h"

#include <stdbool.h>
#include <stdint.h>

/* A text says what it has to say in so many tokens. */
enum { LEXEMES_MOST = 6000 };

struct lexeme {
    uint32_t hash;
    uint32_t begin; /* characters */
    uint32_t end;
    bool is_latin;
    bool is_negator;
    bool starts_clause; /* no n-gram reaches over its beginning */
};

struct lexemes {
    struct lexeme *items;
    size_t count;
};

void lexemes_done(struct lexemes *tokens);
static inline void lexemes_release(struct lexemes *tokens)
{
    lexemes_done(tokens);
}

/* Replaces what `tokens` held. */
void lexemes_read(const struct folded *folded, struct lexemes *tokens);
