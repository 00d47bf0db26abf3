#include "read/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fold_table *table;

static int open_table(void **state)
{
    struct fault fault = {0};

    (void)state;
    if (fold_table_open(&table, &fault) != 0)
        fail_msg("%s", fault.text);
    return 0;
}

static int free_table(void **state)
{
    (void)state;
    fold_table_free(table);
    return 0;
}

static const struct {
    const char *text;
    const char *folded;
} rows[] = {
    {"投訴數(shù)量", "投诉数量"},
    {"企業(yè)", "企业"},
    {"權(quán)說(shuō)明", "权说明"},
    {"報(ㄅㄠˋ)導", "报导"},
    {"投訴(tóu sù)了", "投诉了"},
    {"我們(men)的", "我们的"},
    {"苹果(apple)", "苹果(apple)"},
    {"客服(CS)", "客服(cs)"},
    {"他（很）好", "他(很)好"},
    {"ＡＣＭＥ　Ｐｈｏｎｅ", "acme phone"},
    {"死\u200b亡", "死亡"},
    {"\u202e死亡\u202c", "死亡"},
    {"re\u00adfund", "refund"},
    {"café CAFE\u0301", "cafe cafe"},
    {"don’t", "don't"},
    {"臺灣臺北", "台湾台北"},
    {"看http://t.cn/Ab1?x=2这里", "看\uE000这里"},
    {"see www.acme.com/help.", "see \uE000."},
    {"\uE000", "\uFFFD"},
    {"a&amp;b &lt;3", "a&b <3"},
    {"a \t\r\n b", "a \nb"},
    {"\xFF死\xC0", "\uFFFD死\uFFFD"},
    {"𝐝𝐞𝐚𝐝", "dead"},
    {"😂", "😂"},
    {"👍🏽", "👍🏽"},
    {"ﷺ", "صلى الله عليه وسلم"},
    {"①㎏", "1kg"},
    {"@小李 你好", "@小李 你好"},
    {"", ""},
};

static void test_texts_are_folded(void **state)
{
    OWNED(folded) struct folded folded = {0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fold_text(table, slice_of(rows[i].text), &folded);
        if (strcmp(text_string(&folded.bytes), rows[i].folded) != 0)
            fail_msg("'%s' became '%s'", rows[i].text, text_string(&folded.bytes));
    }
}

static void test_offsets_point_into_the_original(void **state)
{
    OWNED(folded) struct folded folded = {0};
    const char *text = "數(shù)\u200b量Ａ";

    (void)state;
    fold_text(table, slice_of(text), &folded);
    assert_int_equal(folded.count, 3);
    assert_int_equal(folded.origins[0].begin, 0);
    assert_int_equal(folded.origins[0].end, 3);
    assert_int_equal(folded.origins[1].begin, strlen("數(shù)\u200b"));
    assert_int_equal(folded.origins[1].end, strlen("數(shù)\u200b量"));
    assert_int_equal(folded.origins[2].end, strlen(text));
    assert_int_equal(folded_index(&folded, 4), 1);
    assert_int_equal(folded_index(&folded, 6), 2);
}

static void test_expressions_keep_their_escapes(void **state)
{
    OWNED(text) struct text folded = {0};

    (void)state;
    fold_expression(table, slice_of("死亡\\S{2}(傷|ABC)\\d"), &folded);
    assert_string_equal(text_string(&folded), "死亡\\S{2}(伤|abc)\\d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_folded),
        cmocka_unit_test(test_offsets_point_into_the_original),
        cmocka_unit_test(test_expressions_keep_their_escapes),
    };

    return cmocka_run_group_tests(tests, open_table, free_table);
}
