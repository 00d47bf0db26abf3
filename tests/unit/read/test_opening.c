#include "read/expression.h"
#include "read/fold.h"
#include "read/match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const expressions[] = {
    "死亡|死了",
    "[0-9一二三]+(?:名|个)?.{0,6}投诉",
    "(?:被|遭)?困(?:在|于)电梯",
    "\\bno one (?:was |got )?(?:hurt|died)\\b",
    "^电池.*爆炸$",
    "[^a-z]炸",
    "a?b?c?电",
    "[一-龥]{2}火",
};

static const char *const texts[] = {
    "三名用户投诉,一人死亡", "我被困在电梯里,电池爆炸", "电池又爆炸", "no one died, no one was hurt",
    "炸", "x炸 炸炸", "bc电ac电", "大楼着火了火", "", "死",
};

static void count_match(void *context, size_t begin, size_t end)
{
    size_t *count = context;

    (void)begin;
    (void)end;
    ++*count;
}

static uint32_t next_of(const struct folded *folded, size_t at)
{
    return at + 1 < folded->count ? folded->codes[at + 1] : 0;
}

/* Follows the branch from everywhere and looks whether its opening would have allowed it. */
static void check(const struct branch *branch, const struct folded *folded)
{
    size_t found = 0;
    struct match_room room = { .found = count_match, .context = &found };

    for (size_t at = 0; at < folded->count; at++) {
        found = 0;
        match_at(branch, folded, at, &room);
        if (found > 0)
            assert_true(opening_allows(&branch->opening, folded->codes[at], next_of(folded, at)));
    }
    match_room_done(&room);
}

static void test_every_place_where_a_match_begins_is_allowed(void **state)
{
    OWNED(fold_table) struct fold_table *table = NULL;
    OWNED(folded) struct folded folded = { 0 };
    OWNED(arena) struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(fold_table_open(&table, NULL), 0);
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        const char *complaint = NULL;
        size_t count = 0;
        struct branch *branches =
            expression_parse(slice_of(expressions[i]), arena, &count, &complaint);

        assert_non_null(branches);
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            fold_text(table, slice_of(texts[j]), &folded);
            for (size_t k = 0; k < count; k++)
                if (branches[k].step_count > 0)
                    check(&branches[k], &folded);
        }
    }
}

static void test_most_places_are_dismissed(void **state)
{
    OWNED(arena) struct arena *arena = arena_new();
    const char *complaint = NULL;
    size_t count = 0;
    struct branch *branch = expression_parse(SLICE("被困(?:在|于)电梯"), arena, &count, &complaint);

    (void)state;
    assert_non_null(branch);
    assert_true(opening_allows(&branch->opening, 0x88AB, 0x56F0));  /* 被困 */
    assert_false(opening_allows(&branch->opening, 0x88AB, 0x6253)); /* 被打 */
    assert_false(opening_allows(&branch->opening, 0x88AB, 0));
    assert_false(opening_allows(&branch->opening, 0x56F0, 0x88AB)); /* 困被 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_place_where_a_match_begins_is_allowed),
        cmocka_unit_test(test_most_places_are_dismissed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
