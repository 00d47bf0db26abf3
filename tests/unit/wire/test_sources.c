#include "wire/sources.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct slice preset(void *context, const char *name)
{
    (void)context; /* one preset only */
    return strcmp(name, "calls") == 0
               ? SLICE("kind: spool\nchannel: hotline\nmap: {id: call, text: words}\n")
               : (struct slice){ 0 };
}

static struct sources *read_text(const char *content, struct complaints *complaints)
{
    const struct sources_options options = { .name = "s.yaml", .preset = preset };

    return sources_read(&options, slice_of(content), complaints);
}

static void test_an_entry_goes_before_its_preset(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(sources) struct sources *sources =
        read_text("sources:\n"
                  "  - {name: line, org: acme, preset: calls, folder: /spool, expected: 30min,\n"
                  "     map: {text: [subject, note]}}\n",
                  &complaints);

    assert_string_equal(text_string(&complaints.text), "");
    assert_int_equal(sources_count(sources), 1);
    const struct source_settings *line = sources_find(sources, "line");
    assert_int_equal(line->type, SOURCE_SPOOL);
    assert_int_equal(line->channel, CHANNEL_HOTLINE);
    assert_int_equal(line->expected_ms, 30 * MINUTE_MS);
    assert_int_equal(line->mapping.targets[MAP_TEXT].count, 2);
    assert_string_equal(line->mapping.targets[MAP_ID].paths[0], "call");
}

static void test_all_faults_are_said_at_once(void **state)
{
    (void)state; /* not used */
    static const char *const said[] = {
        "s.yaml:2:12: a name has",
        "there is no preset 'none'",
        "there is no channel 'fax'",
        "a secret never stands in this file",
        "begins with https://",
        "'strange'",
        "there are two sources 'b'",
        "s.yaml:8:5: the key 'url' is missing",
    };
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(sources) struct sources *sources =
        read_text("sources:\n"
                  "  - name: 'a b'\n"
                  "    {org: o, kind: spool, channel: hotline, folder: f, map: {text: t}}\n",
                  &complaints);

    assert_true(complaints.count > 0); /* no YAML at all */
    OWNED(complaints) struct complaints second = { 0 };
    OWNED(sources) struct sources *others = read_text(
        "sources:\n"
        "  - name: 'a b'\n"
        "    org: o\n"
        "    preset: none\n"
        "    kind: spool\n"
        "    channel: fax\n"
        "    folder: f\n"
        "  - {name: b, org: o, kind: json, channel: social, map: {text: t},\n"
        "     headers: {Authorization: Bearer xyz}, strange: 1}\n"
        "  - {name: b, org: o, kind: json, channel: social, map: {text: t}, url: 'ftp://x'}\n",
        &second);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (strstr(text_string(&second.text), said[i]) == NULL)
            fail_msg("'%s' was not said, but:\n%s", said[i], text_string(&second.text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_entry_goes_before_its_preset),
        cmocka_unit_test(test_all_faults_are_said_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
