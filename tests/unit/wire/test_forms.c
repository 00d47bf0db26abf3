#include "wire/forms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_an_item_is_asked_for_what_its_words_ask_for(void **state)
{
    static const char FORMS[] = "forms:\n"
                                "  hotline:\n"
                                "    fields: [time, place, subject, description, contact, agent]\n"
                                "    extra: [{words: [起火], fields: [burning, trapped]}]\n"
                                "personal: [phone]\n";
    const struct field fields[] = { { SLICE("trapped"), SLICE("无人被困") } };
    const struct feedback bare = { .at = MOMENT_NEVER };
    const struct feedback fire = { .at = 1,
                                   .title = SLICE("充电时起火"),
                                   .text = SLICE("…"),
                                   .region = SLICE("CN-44"),
                                   .author_id = SLICE("a"),
                                   .fields = fields,
                                   .field_count = 1 };
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(forms) struct forms forms = { 0 };
    OWNED(text) struct text missing = { 0 };

    forms_read("intake.yaml", slice_of(FORMS), &complaints, &forms);
    assert_string_equal(text_string(&complaints.text), "");
    assert_true(slice_is(forms.personal[0], "phone"));
    form_add_missing(&forms.channels[CHANNEL_HOTLINE], &bare, &missing);
    assert_string_equal(text_string(&missing), "time,place,subject,description,contact,agent");
    text_clear(&missing);
    form_add_missing(&forms.channels[CHANNEL_HOTLINE], &fire, &missing);
    assert_string_equal(text_string(&missing), "agent,burning");
    text_clear(&missing);
    form_add_missing(&forms.channels[CHANNEL_EMAIL], &bare, &missing);
    assert_string_equal(text_string(&missing), "");
}

static void test_what_is_wrong_is_said_with_its_place(void **state)
{
    static const struct {
        const char *content;
        const char *words;
    } ROWS[] = {
        { "forms: [hotline]\npersonal: []\n", "intake.yaml:1:8: names and their values are wanted here" },
        { "forms: {fax: {fields: []}}\npersonal: []\n", "intake.yaml:1:14: there is no channel 'fax'" },
        { "forms: {email: {fields: time}}\npersonal: []\n", "intake.yaml:1:25: a list is wanted here" },
        { "forms: {email: {fields: [], extra: {words: []}}}\npersonal: []\n",
          "intake.yaml:1:36: a list is wanted here" },
        { "forms: {email: {fields: [], feelds: []}}\npersonal: []\n", "nobody knows the key 'feelds'" },
        { "forms: {}\n", "the key 'personal' is missing" },
        { "forms: {}\npersonal: [", "flow sequence without a closing bracket" },
        { "\xff", "intake.yaml:1:1: the file is not UTF-8" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(forms) struct forms forms = { 0 };
        forms_read("intake.yaml", slice_of(ROWS[i].content), &complaints, &forms);
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("'%s' was not said, but:\n%s", ROWS[i].words, text_string(&complaints.text));
    }
}

static void test_a_list_has_at_most_64_words(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(forms) struct forms forms = { 0 };
    OWNED(text) struct text content = { 0 };

    text_add(&content, "forms: {}\npersonal: [");
    for (int i = 0; i < 65; i++)
        text_add_format(&content, "%sf%d", i == 0 ? "" : ", ", i);
    text_add(&content, "]\n");
    forms_read("intake.yaml", text_slice(&content), &complaints, &forms);
    assert_string_equal(text_string(&complaints.text), "intake.yaml:2:11: has more than 64 words");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_item_is_asked_for_what_its_words_ask_for),
        cmocka_unit_test(test_what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(test_a_list_has_at_most_64_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
