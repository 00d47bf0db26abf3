#include "wire/detector_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void read_rules(struct slice content, struct detector_settings *settings,
                       struct complaints *complaints)
{
    OWNED(yaml) struct yaml *yaml = yaml_read("detector.yaml", content, complaints);

    if (yaml != NULL)
        detector_rules_read(yaml_root(yaml), settings);
}

/* The file in rules/ and the settings that tests use must be one. */
static void test_shipped_file_holds_the_shipped_settings(void **state)
{
    (void)state;
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(text) struct text path = { 0 };
    struct detector_settings shipped = detector_shipped();
    struct detector_settings settings;
    static char content[64 * 1024];

    memset(&settings, 0, sizeof settings);
    text_add_format(&path, "%s/rules/detector.yaml", getenv("TOCSIN_SOURCE_ROOT"));
    FILE *file = fopen(text_string(&path), "r");
    assert_non_null(file);
    size_t length = fread(content, 1, sizeof content, file);
    fclose(file);
    read_rules((struct slice){ content, length }, &settings, &complaints);
    assert_string_equal(text_string(&complaints.text), "");
    for (size_t at = offsetof(struct detector_settings, tier_ratio);
         at < offsetof(struct detector_settings, repeat_share); at += sizeof(double)) {
        double left, right;
        memcpy(&left, (char *)&settings + at, sizeof left);
        memcpy(&right, (char *)&shipped + at, sizeof right);
        if (left < right || left > right)
            fail_msg("the setting at byte %zu is %g in the file and %g in the core", at, left,
                     right);
    }
    assert_true(settings.onset <= shipped.onset && settings.onset >= shipped.onset);
}

static void test_everything_wrong_is_said_at_once(void **state)
{
    (void)state;
    OWNED(complaints) struct complaints complaints = { 0 };
    struct detector_settings settings = detector_shipped();

    read_rules(SLICE("mode: sometimes\ntiers:\n  growth_200: 200\ndecide:\n  raise: 2\n"
                     "  rise: 1\nlearn:\n  flag_at_most: 7\n"),
               &settings, &complaints);
    assert_int_equal(complaints.count, 5);
    assert_non_null(strstr(text_string(&complaints.text), "detector.yaml:3:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_file_holds_the_shipped_settings),
        cmocka_unit_test(test_everything_wrong_is_said_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
