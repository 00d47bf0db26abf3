/* What the word lists say of n-grams. */
#include "read/fold.h"
#include "read/lexicon.h"
#include "read/ngrams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bench {
    struct fold_table *table;
    struct folded folded;
    struct lexemes tokens;
    struct lexicon *lexicon;
};

static int set_up(void **state)
{
    struct bench *bench = memory_new(sizeof *bench);
    struct fault fault = {0};

    if (fold_table_open(&bench->table, &fault) != 0)
        fail_msg("%s", fault.text);
    bench->lexicon = lexicon_new();
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    lexicon_free(bench->lexicon);
    lexemes_done(&bench->tokens);
    folded_done(&bench->folded);
    fold_table_free(bench->table);
    memory_free(bench);
    return 0;
}

static void read(struct bench *bench, const char *text)
{
    fold_text(bench->table, slice_of(text), &bench->folded);
    lexemes_read(&bench->folded, &bench->tokens);
}

static void add(struct bench *bench, const char *entry, enum lexicon_list list, double value)
{
    read(bench, entry);
    lexicon_add(bench->lexicon, &bench->tokens, list, value);
}

static double weight(struct bench *bench, const char *text, enum head head)
{
    size_t count;
    const struct train_word *words = lexicon_words(bench->lexicon, &count);
    uint32_t hash;

    read(bench, text);
    hash = ngrams_hash(bench->tokens.items, bench->tokens.count);
    for (size_t i = 0; i < count; i++)
        if (words[i].hash == hash)
            return (double)words[i].weights[head];
    return 0;
}

static void test_a_short_entry_is_taken_at_its_word(void **state)
{
    add(*state, "好吃", LEXICON_MOOD, 1);
    assert_float_equal(weight(*state, "好吃", HEAD_POSITIVE), 2, 1e-6);
    assert_float_equal(weight(*state, "好吃", HEAD_NEGATIVE), -2, 1e-6);
    assert_float_equal(weight(*state, "好吃", HEAD_COMPLAINT), -2, 1e-6);
}

static void test_parts_that_entries_disagree_about_say_nothing(void **state)
{
    add(*state, "服务态度很差", LEXICON_MOOD, -1);
    add(*state, "服务态度超好", LEXICON_MOOD, 1);
    assert_float_equal(weight(*state, "服务", HEAD_POSITIVE), 0, 1e-6);
    assert_true(weight(*state, "很差", HEAD_POSITIVE) < 0);
    assert_true(weight(*state, "超好", HEAD_POSITIVE) > 0);
}

static void test_an_entry_of_its_own_outweighs_the_longer_ones(void **state)
{
    add(*state, "好吃", LEXICON_MOOD, 1);
    add(*state, "一点都不好吃", LEXICON_MOOD, -1);
    add(*state, "不怎么好吃啊", LEXICON_MOOD, -1);
    assert_float_equal(weight(*state, "好吃", HEAD_POSITIVE), 2, 1e-6);
}

static void test_many_longer_entries_do_not_add_up_without_end(void **state)
{
    static const char *const entries[] = {"客服一直不理", "投诉一直没人", "东西一直不发",
                                          "钱也一直不退"};

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        add(*state, entries[i], LEXICON_COMPLAINT, 3);
    assert_float_equal(weight(*state, "一直", HEAD_COMPLAINT), 1, 1e-6);
    assert_float_equal(weight(*state, "一直", HEAD_NEGATIVE), 0, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_short_entry_is_taken_at_its_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parts_that_entries_disagree_about_say_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_an_entry_of_its_own_outweighs_the_longer_ones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_many_longer_entries_do_not_add_up_without_end, set_up,
                                        tear_down),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
