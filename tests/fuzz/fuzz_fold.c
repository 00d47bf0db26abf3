/* Folding, lexemes, n-grams, fingerprints and redaction take any bytes. */
#include "base/utf8.h"
#include "read/fold.h"
#include "read/ngrams.h"
#include "read/redact.h"
#include "read/simhash.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fold_table *table;
    static struct folded folded;
    static struct lexemes lexemes;
    static struct ngrams ngrams;
    OWNED(text) struct text masked = { 0 };
    struct slice text = { (const char *)data, size };
    uint64_t simhash;
    size_t begin;
    size_t end;

    if (table == NULL && fold_table_open(&table, NULL) != 0)
        abort();
    fold_text(table, text, &folded);
    assert(utf8_is_valid((struct slice){ text_string(&folded.bytes), folded.bytes.length }));
    for (size_t i = 0; i < folded.count; i++) {
        assert(folded.origins[i].begin < folded.origins[i].end && folded.origins[i].end <= size);
        assert(folded_index(&folded, folded.places[i]) == i);
    }
    lexemes_read(&folded, &lexemes);
    ngrams_read(&folded, &lexemes, &ngrams);
    (void)repost_core(&folded, &begin, &end);
    assert(begin <= end && end == folded.count);
    (void)simhash_of(&folded, begin, end, &simhash);
    redact_add(&masked, text);
    return 0;
}
