#include "wire/text_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_each_section_is_read(void **state)
{
    static const char RULES[] =
        "markers: {fire: {words: [起火], except: [发火], tests: ['+ 起火了', '- 发火了', '~ 火']}}\n"
        "guards: [{name: drill, place: clause, words: [演习], except: [演习后], markers: [fire]},\n"
        "         {name: other, place: clause, words: [假如], not-markers: [death]}]\n"
        "voices: [{voice: self, place: clause, words: [我家]}]\n"
        "categories: {safety: {title: 安全, weight: 80%, words: [安全]}}\n"
        "filters: {spam: {words: [加微信], channels: [social]}, notice: {words: [公告]}}\n"
        "channels: {hotline: {complaint: always}, social: {threshold: 70%}}\n"
        "calibration: {'*': {threshold: 50%, true-rate: 90%, false-rate: 10%},\n"
        "              shop: {threshold: 60%, true-rate: 80%, false-rate: 5%}}\n";
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(text_rules) struct text_rules *rules = text_rules_new();

    text_rules_add(rules, "texts.yaml", slice_of(RULES), &complaints);
    assert_string_equal(text_string(&complaints.text), "");
    assert_int_equal(rules->marker_count, 1);
    assert_int_equal(rules->guard_count, 3); /* a marker's other sense is a guard of its own */
    assert_int_equal(rules->guards[1].markers, 1u << MARKER_FIRE);
    assert_int_equal(rules->guards[2].markers, ~(1u << MARKER_DEATH));
    assert_int_equal(rules->filters[0].channels, 1u << CHANNEL_SOCIAL);
    assert_int_equal(rules->priors[CHANNEL_HOTLINE], PRIOR_COMPLAINT);
    assert_true(rules->channel_thresholds[CHANNEL_SOCIAL] == 0.7);
    assert_true(text_rules_calibration(rules, SLICE("shop"))->threshold == 0.6);
    assert_true(text_rules_calibration(rules, SLICE("else"))->threshold == 0.5);
}

static void test_what_is_wrong_is_said_with_its_place(void **state)
{
    static const struct {
        const char *rules;
        const char *words;
    } ROWS[] = {
        { "markers: {fire: {words: 起火}}", "t.yaml:1:25: a list is wanted here" },
        { "markers: {fire: {words: ['']}}", "an expression has 1 to 4096 bytes" },
        { "markers: {fire: {words: [[起火]]}}", "t.yaml:1:26: a text is wanted here" },
        { "markers: {fire: {words: [], tests: [x]}}", "a test starts with '+ ', '- ' or '~ '" },
        { "markers: {fire: {words: [], tests: [[x]]}}", "a text is wanted here" },
        { "markers: {fire: {words: [], tests: x}}", "a list is wanted here" },
        { "markers: {flood: {words: []}}", "there is no marker 'flood'" },
        { "markers: [fire]", "'markers' must be a mapping" },
        { "guards: {a: 1}", "'guards' must be a list" },
        { "guards: [a]", "t.yaml:1:10: a mapping is wanted" },
        { "guards: [{name: g, place: nowhere, words: []}]", "there is no place 'nowhere'" },
        { "guards: [{name: g, place: clause, words: [], markers: [flood]}]", "there is no marker 'flood'" },
        { "guards: [{name: g, place: clause, words: [], markers: fire}]", "a list is wanted here" },
        { "guards: [{name: g, place: clause, words: [], markers: [[fire]]}]", "a text is wanted here" },
        { "voices: [{voice: loud, place: clause, words: []}]", "there is no voice 'loud'" },
        { "categories: {c: {title: t, weight: 5, words: []}}", "a share with its unit" },
        { "filters: {f: {words: [], channels: [fax]}}", "there is no channel 'fax'" },
        { "filters: {f: {words: [], channels: [[fax]]}}", "a text is wanted here" },
        { "filters: {f: {words: [], channels: social}}", "a list is wanted here" },
        { "channels: {fax: {complaint: always}}", "there is no channel 'fax'" },
        { "channels: {hotline: {complaint: never}}", "only 'always' can stand here" },
        { "calibration: {s: {threshold: 50%, true-rate: 5%, false-rate: 10%}}",
          "the true rate must be above the false rate" },
        { "strange: 1", "nobody knows the key 'strange'" },
        { "\xff", "t.yaml:1:1: the file is not UTF-8" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(text_rules) struct text_rules *rules = text_rules_new();
        text_rules_add(rules, "t.yaml", slice_of(ROWS[i].rules), &complaints);
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("%s\n'%s' was not said, but:\n%s", ROWS[i].rules, ROWS[i].words,
                     text_string(&complaints.text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_section_is_read),
        cmocka_unit_test(test_what_is_wrong_is_said_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
