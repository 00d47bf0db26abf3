#include "edge/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct paper {
    int ends[2];
    struct log log;
    char line[LOG_LINE_BYTES * 2];
};

static void open_paper(struct paper *paper)
{
    assert_int_equal(pipe(paper->ends), 0);
    paper->log = (struct log){ "surge", LOG_LEVEL_INFO, paper->ends[1] };
}

/* What was written, without the time in front. */
static const char *read_paper(struct paper *paper)
{
    close(paper->ends[1]);
    ssize_t length = read(paper->ends[0], paper->line, sizeof paper->line - 1);
    close(paper->ends[0]);
    assert_true(length >= 0);
    paper->line[length] = '\0';
    const char *space = strchr(paper->line, ' ');
    return space == NULL ? "" : space + 1;
}

static void test_a_line_is_an_id_a_sentence_and_fields(void **state)
{
    struct paper paper;

    (void)state;
    open_paper(&paper);
    log_notice(&paper.log, "trigger-raised", "level-2 for " QUOTED " (growth=%d%%)",
               LOG_QUOTE(SLICE("battery")), 312);
    assert_string_equal(read_paper(&paper),
                        "surge notice trigger-raised: level-2 for 'battery' (growth=312%)\n");
}

static void test_outside_text_cannot_forge_a_line(void **state)
{
    struct paper paper;

    (void)state;
    open_paper(&paper);
    log_warning(&paper.log, "x", QUOTED, LOG_QUOTE(SLICE("a\nb\x1b[2J\xff\xc2\x9b小")));
    assert_string_equal(read_paper(&paper),
                        "surge warning x: 'a\\x0ab\\x1b[2J\\xff\\xc2\\x9b小'\n");
}

static void test_a_long_line_ends_in_an_ellipsis(void **state)
{
    struct paper paper;
    OWNED(text) struct text long_text = { 0 };

    (void)state;
    for (int i = 0; i < LOG_LINE_BYTES; i++)
        text_add(&long_text, "小");
    open_paper(&paper);
    log_error(&paper.log, "x", "%s", text_string(&long_text));
    const char *line = read_paper(&paper);
    assert_string_equal(line + strlen(line) - strlen("…\n"), "…\n");
    assert_true(strlen(paper.line) <= LOG_LINE_BYTES + strlen("…\n"));
}

static void test_lines_below_the_level_are_left_out(void **state)
{
    struct paper paper;

    (void)state;
    open_paper(&paper);
    log_debug(&paper.log, "x", "unseen");
    assert_string_equal(read_paper(&paper), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_an_id_a_sentence_and_fields),
        cmocka_unit_test(test_outside_text_cannot_forge_a_line),
        cmocka_unit_test(test_a_long_line_ends_in_an_ellipsis),
        cmocka_unit_test(test_lines_below_the_level_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
