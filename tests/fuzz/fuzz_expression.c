/* Expressions of rules and texts to search: the first line is the expression. */
#include "read/patterns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fold_table *table;
    static struct folded folded;
    static struct pattern_hits hits;
    OWNED(patterns) struct patterns *patterns = NULL;
    OWNED(text) struct text expression = { 0 };
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
    size_t length = end == NULL ? size : (size_t)(end - data);
    struct fault fault = { 0 };

    if (table == NULL && fold_table_open(&table, NULL) != 0)
        abort();
    if (length > 512)
        return 0;
    fold_expression(table, (struct slice){ (const char *)data, length }, &expression);
    if (patterns_open(&patterns,
                      &(struct pattern){ .text = { text_string(&expression), expression.length },
                                         .file = SLICE("fuzz") },
                      1, &fault) != 0)
        return 0;
    fold_text(table, (struct slice){ (const char *)data + length, size - length }, &folded);
    patterns_scan(patterns, &folded, &hits);
    for (size_t i = 0; i < hits.count; i++)
        assert(hits.items[i].begin < hits.items[i].end && hits.items[i].end <= folded.bytes.length);
    return 0;
}
