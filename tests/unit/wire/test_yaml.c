#include "wire/complaints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct yaml *read_text(const char *content, struct complaints *complaints)
{
    return yaml_read("test.yaml", slice_of(content), complaints);
}

static void test_values_carry_their_units(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(yaml) struct yaml *yaml =
        read_text("over: 300%\nwithin: 72h\nname: 电池\nlist: [1, 2]\nyes: no\n", &complaints);
    struct yaml_node *root = yaml_root(yaml);
    double percent = 0;
    int64_t length = 0;
    const char *name = NULL;
    bool flag = true;
    int64_t second = 0;

    assert_true(yaml_percent(yaml_need(root, "over"), 0, 1000, &percent));
    assert_true(percent == 300.0);
    assert_true(yaml_length(yaml_need(root, "within"), &length));
    assert_int_equal(length, 72 * 3600000);
    assert_true(yaml_string(yaml_need(root, "name"), &name));
    assert_string_equal(name, "电池");
    assert_true(yaml_bool(yaml_need(root, "yes"), &flag));
    assert_false(flag);
    struct yaml_node *list = yaml_need(root, "list");
    assert_int_equal(yaml_count(list), 2);
    assert_true(yaml_integer(yaml_item(list, 1), 0, 9, &second));
    assert_int_equal(second, 2);
    yaml_finish(root);
    assert_int_equal(complaints.count, 0);
}

static void test_all_faults_are_said_at_once_with_their_place(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(yaml) struct yaml *yaml =
        read_text("over: 300\nwithin: 72\nover: 1%\nstrange: 1\nlist:\n  - x: &a 1\n", &complaints);
    struct yaml_node *root = yaml_root(yaml);
    double percent = 0;
    int64_t length = 0;

    assert_false(yaml_percent(yaml_need(root, "over"), 0, 1000, &percent));
    assert_false(yaml_length(yaml_need(root, "within"), &length));
    (void)yaml_find(root, "list");
    assert_null(yaml_need(root, "absent"));
    yaml_finish(root);
    assert_string_equal(
        text_string(&complaints.text),
        "test.yaml:3:1: this key is given twice: 'over'\n"
        "test.yaml:6:11: anchors and tags are not used in rule files\n"
        "test.yaml:1:7: a share with its unit is wanted here, such as 300%, not '300'\n"
        "test.yaml:2:9: a length of time with its unit (ms, s, min, h, d) is wanted here, such as "
        "72h, not '72'\n"
        "test.yaml:1:1: the key 'absent' is missing\n"
        "test.yaml:4:1: nobody knows the key 'strange'");
    struct fault fault = { 0 };
    assert_int_equal(complaints_settle(&complaints, &fault), -1);
    assert_int_equal(fault.kind, FAULT_SETUP);
}

static void test_broken_yaml_names_its_line(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(yaml) struct yaml *yaml = read_text("a: 1\nb: [1, 2\nc: }\n", &complaints);

    assert_true(complaints.count > 0);
    assert_non_null(strstr(text_string(&complaints.text), "test.yaml:3:"));
}

static void test_an_empty_file_is_an_empty_mapping(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(yaml) struct yaml *yaml = read_text("# nothing\n", &complaints);

    assert_int_equal(yaml_kind(yaml_root(yaml)), YAML_MAPPING);
    assert_int_equal(yaml_count(yaml_root(yaml)), 0);
    assert_int_equal(complaints.count, 0);
}

static void test_rules_behind_a_nul_do_not_vanish(void **state)
{
    static const char CONTENT[] = "a: 1\nb: 2\n\0\nc: 3\n";
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(yaml) struct yaml *yaml =
        yaml_read("test.yaml", (struct slice){ CONTENT, sizeof CONTENT - 1 }, &complaints);

    (void)state; /* not used */
    (void)yaml;  /* only what is said of it */
    assert_non_null(strstr(text_string(&complaints.text), "test.yaml:3:1: a NUL stands"));
}

static void test_complaints_are_told_to_programs_with_their_places(void **state)
{
    static const struct {
        const char *line;
        const char *json;
    } rows[] = {
        { "orgs/a.yaml:3:14: there is no 'fax'",
          "{\"file\":\"orgs/a.yaml\",\"line\":3,\"column\":14,\"sentence\":\"there is no 'fax'\"}" },
        { "text/a.yaml:7: 'x' must\nhit",
          "{\"file\":\"text/a.yaml\",\"line\":7,\"sentence\":\"'x' must hit\"}" },
        { "seeds/a.json: no seed", "{\"sentence\":\"seeds/a.json: no seed\"}" },
        { ":3: nameless", "{\"sentence\":\":3: nameless\"}" },
        { "no place", "{\"sentence\":\"no place\"}" },
        { "cut:", "{\"sentence\":\"cut:\"}" },
    };
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(text) struct text json = { 0 };
    OWNED(text) struct text expected = { 0 };
    struct writer writer = writer_on(&json);

    (void)state; /* not used */
    text_add(&expected, "[]");
    complaints_write(&writer, &complaints);
    assert_string_equal(text_string(&json), text_string(&expected));
    text_clear(&json);
    text_clear(&expected);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        complaints_add(&complaints, rows[i].line);
        text_add_format(&expected, "%s%s", i == 0 ? "[" : ",", rows[i].json);
    }
    text_add(&expected, "]");
    writer = writer_on(&json);
    complaints_write(&writer, &complaints);
    assert_string_equal(text_string(&json), text_string(&expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_carry_their_units),
        cmocka_unit_test(test_all_faults_are_said_at_once_with_their_place),
        cmocka_unit_test(test_broken_yaml_names_its_line),
        cmocka_unit_test(test_an_empty_file_is_an_empty_mapping),
        cmocka_unit_test(test_rules_behind_a_nul_do_not_vanish),
        cmocka_unit_test(test_complaints_are_told_to_programs_with_their_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
