#include "base/options.h"
#include "base/moment.h"
#include "base/options_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct settings {
    const char *feed;
    bool again;
    int64_t speed;
    int64_t learn_ms;
    int64_t from;
    int output;
};

static const struct option rows[] = {
    { .name = "feed", .type = OPTION_TEXT, .value = "FILE", .sentence = "play this file",
      .place = offsetof(struct settings, feed) },
    { .name = "again", .type = OPTION_FLAG, .sentence = "start afresh",
      .place = offsetof(struct settings, again) },
    { .name = "speed", .type = OPTION_NUMBER, .value = "N|max", .least = 1, .most = 100000,
      .words = "max", .standard = "1", .sentence = "times real time",
      .place = offsetof(struct settings, speed) },
    { .name = "learn", .type = OPTION_LENGTH, .value = "LENGTH", .standard = "0s",
      .sentence = "so much at full speed first", .place = offsetof(struct settings, learn_ms) },
    { .name = "from", .type = OPTION_MOMENT, .value = "TIME", .sentence = "not before",
      .place = offsetof(struct settings, from) },
    { .name = "output", .type = OPTION_CHOICE, .value = "FORM", .words = "events|levels|table",
      .standard = "events", .sentence = "what to print",
      .place = offsetof(struct settings, output) },
};

static const struct options options = {
    .program = "tocsin try",
    .sentence = "Tries the table of options.",
    .arguments = "[NAME]",
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

enum { MOST_WORDS = 8 };

static int read_words(struct settings *settings, struct options_given *given, struct fault *fault,
                      const char *const words[])
{
    char *argv[MOST_WORDS + 2] = { (char *)"try" };

    for (size_t i = 0; i < MOST_WORDS && words[i] != NULL; i++)
        argv[i + 1] = (char *)words[i];
    return options_read(&options, argv, settings, given, fault);
}

static void test_defaults_hold_where_nothing_is_said(void **state)
{
    (void)state;
    struct settings settings = { 0 };
    struct options_given given = { 0 };

    assert_int_equal(read_words(&settings, &given, NULL, (const char *const[]){ NULL }), 0);
    assert_null(settings.feed);
    assert_false(settings.again);
    assert_int_equal(settings.speed, 1);
    assert_int_equal(settings.learn_ms, 0);
    assert_true(settings.from == MOMENT_NEVER);
    assert_int_equal(settings.output, 0);
    assert_int_equal(given.count, 0);
    memory_free(given.arguments);
}

static void test_values_stand_apart_or_behind_an_equals_sign(void **state)
{
    (void)state;
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    const char *const words[] = { "--feed=a=b", "--speed", "max", "--again", "--learn", "14d", "-",
                                  "--output=table", NULL };

    assert_int_equal(read_words(&settings, &given, NULL, words), 0);
    assert_string_equal(settings.feed, "a=b");
    assert_true(settings.again);
    assert_int_equal(settings.speed, 0);
    assert_true(settings.learn_ms == 14 * DAY_MS);
    assert_int_equal(settings.output, 2);
    assert_int_equal(given.count, 1);
    assert_string_equal(given.arguments[0], "-");
    memory_free(given.arguments);
}

static void test_what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *words[3];
        const char *says;
    } cases[] = {
        { { "--fead", "x" }, "'--fead'" },
        { { "-f" }, "'-f'" },
        { { "--feed" }, "--feed wants a value" },
        { { "--again=yes" }, "--again takes no value" },
        { { "--again", "--again" }, "--again is given twice" },
        { { "--speed", "0" }, "outside its limits" },
        { { "--speed", "fast" }, "a whole number or max" },
        { { "--learn", "14" }, "--learn wants a length" },
        { { "--learn", "99999999999999999d" }, "--learn wants a length" },
        { { "--from", "yesterday" }, "--from wants a moment" },
        { { "--output", "event" }, "one of events|levels|table" },
        { { "a", "b" }, "no more than 1" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings = { 0 };
        struct options_given given = { 0 };
        struct fault fault = { 0 };
        print_message("# %s\n", cases[i].says);
        assert_int_equal(read_words(&settings, &given, &fault, cases[i].words), -1);
        assert_int_equal(fault.kind, FAULT_SETUP);
        assert_non_null(strstr(fault.text, cases[i].says));
    }
}

static void test_every_option_is_on_every_page(void **state)
{
    (void)state;
    void (*const pages[])(const struct options *, struct text *) = {
        options_page_help, options_page_manual, options_page_completion
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        OWNED(text) struct text page = { 0 };
        pages[i](&options, &page);
        for (size_t row = 0; row < options.count; row++)
            assert_non_null(strstr(text_string(&page), options.rows[row].name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_hold_where_nothing_is_said),
        cmocka_unit_test(test_values_stand_apart_or_behind_an_equals_sign),
        cmocka_unit_test(test_what_is_wrong_is_named),
        cmocka_unit_test(test_every_option_is_on_every_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
