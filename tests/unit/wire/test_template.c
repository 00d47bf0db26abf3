#include "wire/template.h"

#include "wire/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/a.png)",
    "<https://example.org>",
    "` code ` **bold** _it_ ~~gone~~ # head",
    "a | b || c",
    "line\nbreak\n\n# heading\n\n<b>",
    "\\[x\\](javascript:1)",
    "&lt;img src=x onerror=alert(1)&gt;",
    "</li></ul><style>*{}</style>",
    "\x1b[31mred\x07",
};

static int fill(struct text *text, const char *template_text, enum template_form form,
                const char *value)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct json row = { .type = JSON_STRING, .name = SLICE("v"),
                              .text = slice_of(value) };
    const struct json values = { .type = JSON_OBJECT, .first = &row, .count = 1 };
    struct fault fault = { 0 };

    return template_fill(text, slice_of(template_text), form, &values, &fault);
}

static bool has(const char *html, const char *tag)
{
    return strstr(html, tag) != NULL;
}

static void test_outside_text_stays_text_on_its_way_through_markdown(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        OWNED(text) struct text markdown = { 0 };
        OWNED(text) struct text html = { 0 };
        assert_int_equal(fill(&markdown, "- {{v}}\n\n| a |\n| --- |\n| {{v}} |\n",
                              TEMPLATE_MARKDOWN, hostile[i]), 0);
        assert_int_equal(markdown_to_html(&html, (struct slice){ text_string(&markdown),
                                                                 markdown.length }, NULL), 0);
        static const char *const tags[] = { "<script", "<a ", "<img", "<b>", "<h1", "<style",
                                            "<code", "<strong", "<em", "<del", "\x1b" };
        for (size_t n = 0; n < sizeof tags / sizeof tags[0]; n++)
            assert_false(has(text_string(&html), tags[n]));
        /* One list with one item, one table with one row of one cell: nothing broke out. */
        assert_true(has(text_string(&html), "<ul>\n<li>"));
        const char *row = strstr(text_string(&html), "<tbody>");
        assert_non_null(row);
        const char *cell = strstr(row, "<td>");
        assert_non_null(cell);
        assert_null(strstr(cell + 1, "<td>"));
    }
}

static void test_outside_text_stays_text_in_html(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        OWNED(text) struct text html = { 0 };
        assert_int_equal(fill(&html, "<p title=\"{{v}}\">{{v}}</p>", TEMPLATE_HTML, hostile[i]),
                         0);
        size_t open = 0;
        for (const char *at = text_string(&html); *at != '\0'; at++)
            open += *at == '<';
        assert_int_equal(open, 2);
    }
}

static void test_a_broken_template_is_a_fault_of_the_setup(void **state)
{
    (void)state;
    static const char *const broken[] = { "{{#open}}", "{{/close}}", "{{#a}}{{/b}}", "{{v" };

    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        OWNED(text) struct text text = { 0 };
        assert_int_equal(fill(&text, broken[i], TEMPLATE_HTML, "x"), -1);
        assert_int_equal(text.length, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outside_text_stays_text_on_its_way_through_markdown),
        cmocka_unit_test(test_outside_text_stays_text_in_html),
        cmocka_unit_test(test_a_broken_template_is_a_fault_of_the_setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
