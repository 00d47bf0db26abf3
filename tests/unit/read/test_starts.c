#include "read/starts.h"

#include "read/literals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Short and long, alone and as the beginning of each other, with characters of one to four bytes. */
static const char *const words[] = {
    "死", "死亡",  "死亡人数", "亡",        "电池", "电池爆炸", "爆",  "爆炸", "a",
    "ab", "abc",   "abcd",     "abcdefghi", "bcd",  "d",        " to", "to ",  "é",
    "éa", "ñandú", "😀",        "😀😀",        "死a",  "a死",      "0",
};

enum { WORDS = sizeof words / sizeof *words, PLACES_MOST = 4096, PIECES = 12, ROUNDS = 400 };

struct places {
    uint64_t items[PLACES_MOST];
    size_t count;
};

static void keep(void *context, const uint32_t *members, size_t count, uint32_t begin, uint32_t end)
{
    struct places *places = context;

    for (size_t i = 0; i < count; i++) {
        assert_true(places->count < PLACES_MOST);
        places->items[places->count++] =
            (uint64_t)begin << 40 | (uint64_t)end << 16 | (uint64_t)members[i];
    }
}

static int compare(const void *left, const void *right)
{
    const uint64_t *one = left;
    const uint64_t *other = right;

    return *one < *other ? -1 : *one > *other;
}

static void keep_hits(struct places *places, const struct start_hits *hits,
                      const struct folded *folded)
{
    for (size_t i = 0; i < hits->count; i++) {
        const struct start_hit *hit = &hits->items[i];

        assert_int_equal(folded->places[hit->index], hit->begin);
        keep(places, hit->members, hit->count, hit->begin, hit->end);
    }
}

/* The same numbers every time. */
static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

struct engines {
    struct fold_table *table;
    struct literals *literals;
    struct starts *starts;
};

static void check(const struct engines *engines, struct slice text)
{
    OWNED(folded) struct folded folded = {0};
    OWNED(start_hits) struct start_hits hits = {0};
    struct places expected = {.count = 0};
    struct places found = {.count = 0};

    fold_text(engines->table, text, &folded);
    literals_scan(engines->literals, (struct slice){folded.bytes.bytes, folded.bytes.length}, keep,
                  &expected);
    starts_scan(engines->starts, &folded, &hits);
    keep_hits(&found, &hits, &folded);
    for (size_t i = 1; i < found.count; i++)
        assert_true(found.items[i - 1] >> 40 <= found.items[i] >> 40);
    qsort(expected.items, expected.count, sizeof *expected.items, compare);
    qsort(found.items, found.count, sizeof *found.items, compare);
    assert_int_equal(expected.count, found.count);
    assert_memory_equal(expected.items, found.items, found.count * sizeof *found.items);
}

static void test_they_find_what_vectorscan_finds(void **state)
{
    struct engines engines = {.literals = literals_new(), .starts = starts_new()};
    struct fault fault = {0};
    uint32_t number = 1;

    (void)state;
    assert_int_equal(fold_table_open(&engines.table, &fault), 0);
    for (uint32_t i = 0; i < WORDS; i++) {
        literals_add(engines.literals, slice_of(words[i]), i);
        starts_add(engines.starts, slice_of(words[i]), i);
        starts_add(engines.starts, slice_of(words[i]), i + i % 2 * WORDS); /* the same, or two */
        literals_add(engines.literals, slice_of(words[i]), i + i % 2 * WORDS);
    }
    assert_int_equal(literals_compile(engines.literals, &fault), 0);
    starts_compile(engines.starts);
    for (unsigned round = 0; round < ROUNDS; round++) {
        OWNED(text) struct text text = {0};

        for (unsigned piece = next(&number) % PIECES; piece > 0; piece--)
            text_add(&text, words[next(&number) % WORDS]);
        check(&engines, (struct slice){text.bytes, text.length});
    }
    fold_table_free(engines.table);
    literals_free(engines.literals);
    starts_free(engines.starts);
}

static void test_without_literals_nothing_is_found(void **state)
{
    OWNED(starts) struct starts *starts = starts_new();
    OWNED(fold_table) struct fold_table *table = NULL;
    OWNED(folded) struct folded folded = {0};
    OWNED(start_hits) struct start_hits hits = {0};
    struct fault fault = {0};

    (void)state;
    assert_int_equal(fold_table_open(&table, &fault), 0);
    fold_text(table, SLICE("电池爆炸"), &folded);
    starts_compile(starts);
    starts_scan(starts, &folded, &hits);
    assert_int_equal(hits.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_they_find_what_vectorscan_finds),
        cmocka_unit_test(test_without_literals_nothing_is_found),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
