#include "wire/page_blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct page_blocks read(struct arena *arena, const char *html)
{
    struct page_blocks blocks;
    struct fault fault = { 0 };

    assert_int_equal(page_blocks_read(slice_of(html), arena, &blocks, &fault), 0);
    return blocks;
}

static void test_a_page_becomes_blocks_in_their_order(void **state)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct page_blocks blocks =
        read(arena, "<!doctype html><html><head><title>T &amp; U</title></head>"
                    "<body class=\"level-2\"><h1>A</h1><p>b <strong>c</strong>\n d</p>"
                    "<ul><li>e<ul><li>f</li></ul></li></ul><blockquote><p>g</p></blockquote>"
                    "<table><tr><th>h</th></tr><tr><td>i</td><td>j</td></tr></table>"
                    "<svg viewBox=\"0 0 4 2\"></svg></body></html>");
    static const enum page_block_kind kinds[] = { PAGE_TITLE, PAGE_PARAGRAPH, PAGE_ITEM, PAGE_ITEM,
                                                  PAGE_QUOTE, PAGE_ROW,       PAGE_ROW,  PAGE_PICTURE };

    (void)state;
    assert_string_equal(blocks.title, "T &amp; U");
    assert_string_equal(blocks.style, "level-2");
    assert_int_equal(blocks.count, sizeof kinds / sizeof kinds[0]);
    for (size_t i = 0; i < blocks.count; i++)
        assert_int_equal(blocks.rows[i].kind, kinds[i]);
    assert_string_equal(blocks.rows[1].markup, "b <b>c</b> d");
    assert_string_equal(blocks.rows[2].markup, "e");
    assert_true(blocks.rows[5].is_head);
    assert_int_equal(blocks.rows[6].cell_count, 2);
    assert_string_equal(blocks.rows[7].markup, "<svg viewBox=\"0 0 4 2\"></svg>");
}

static void test_what_is_written_as_markup_stays_text(void **state)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct page_blocks blocks = read(
        arena, "<body><p>&lt;span size='99999'&gt; &amp;amp;</p><script>x()</script><p>y</p></body>");

    (void)state;
    assert_int_equal(blocks.count, 2);
    assert_string_equal(blocks.rows[0].markup, "&lt;span size='99999'&gt; &amp;amp;");
}

static void test_nothing_is_no_page(void **state)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct page_blocks blocks;
    struct fault fault = { 0 };

    (void)state;
    assert_int_equal(page_blocks_read(SLICE(""), arena, &blocks, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_becomes_blocks_in_their_order),
        cmocka_unit_test(test_what_is_written_as_markup_stays_text),
        cmocka_unit_test(test_nothing_is_no_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
