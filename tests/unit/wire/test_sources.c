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

/* One entry, and what is said of it. */
static void test_each_fault_of_an_entry_is_said(void **state)
{
    static const struct {
        const char *entry;
        const char *words;
    } ROWS[] = {
        { "kind: fax, channel: social", "there is no kind 'fax'" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, org: ''", "an organisation has a name" },
        { "kind: spool, channel: hotline, folder: f, map: {text: {a: b}}", "must be a path or a list of paths" },
        { "kind: spool, channel: hotline, folder: f, map: {text: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]}",
          "paths" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t, fields: [a, b]}",
          "names and their values are wanted here" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, statuses: [done]",
          "names and their values are wanted here" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, html: maybe", "yes or no is wanted" },
        { "kind: spool, channel: hotline, folder: f", "the 'map' must say where the text, title or status stands" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, format: xml", "'xml' is none of the words for 'format'" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, delimiter: ab", "a delimiter is one byte" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, transcripts: d", "'transcripts' needs 'transcript-id'" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, header: no", "the 'columns' must be named" },
        { "kind: spool, channel: hotline, folder: f, map: {text: t}, columns: a", "'columns' must be a list of at most" },
        { "kind: feed, channel: news, url: 'https://x', headers: [a]", "names and their values are wanted here" },
        { "kind: feed, channel: news, url: 'https://x', headers: {'a b': c}", "a header is one line" },
        { "kind: feed, channel: news, url: 'https://x', token: {prefix: p}", "a secret has either 'file' or 'credential'" },
        { "kind: feed, channel: news, url: 'https://x', token: {credential: a/b}", "a credential is a name, not a path" },
        { "kind: feed, channel: news, url: 'https://x', every: 1ms", "'every' must be at least" },
        { "kind: json, channel: social, url: 'https://x', map: {text: t}, stream: 'https://y'", "a stream begins with wss://" },
        { "kind: json, channel: social, url: 'https://x', map: {text: t}, paging: next", "needs the path 'next'" },
        { "kind: json, channel: social, url: 'https://x', map: {text: t}, paging: forward", "needs the path 'since'" },
        { "kind: webhook, channel: ticket, map: {text: t}", "the key 'secret' is missing" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(text) struct text content = { 0 };
        bool has_org = strstr(ROWS[i].entry, "org:") != NULL;
        text_add_format(&content, "sources: [{name: a, %s%s}]\n", has_org ? "" : "org: o, ", ROWS[i].entry);
        OWNED(sources) struct sources *sources = read_text(text_string(&content), &complaints);
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("%s\n'%s' was not said, but:\n%s", ROWS[i].entry, ROWS[i].words,
                     text_string(&complaints.text));
    }
}

static void test_what_is_no_list_of_sources_is_said(void **state)
{
    static const struct {
        const char *content;
        const char *words;
    } ROWS[] = {
        { "sources: none\n", "s.yaml:1:10: a list is wanted here" },
        { "sources: [none]\n", "s.yaml:1:11: must be a source with its members" },
        { "{}\n", "the key 'sources' is missing" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(sources) struct sources *sources = read_text(ROWS[i].content, &complaints);
        assert_int_equal(sources_count(sources), 0);
        assert_non_null(strstr(text_string(&complaints.text), ROWS[i].words));
    }
    sources_free(NULL); /* nothing */
}

static void test_ten_thousand_sources_are_read_and_no_more(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(text) struct text content = { 0 };

    text_add(&content, "sources:\n");
    for (int i = 0; i < 10001; i++)
        text_add(&content, "  - none\n");
    OWNED(sources) struct sources *sources = read_text(text_string(&content), &complaints);
    assert_non_null(strstr(text_string(&complaints.text), "has more than 10000 sources"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_entry_goes_before_its_preset),
        cmocka_unit_test(test_all_faults_are_said_at_once),
        cmocka_unit_test(test_each_fault_of_an_entry_is_said),
        cmocka_unit_test(test_what_is_no_list_of_sources_is_said),
        cmocka_unit_test(test_ten_thousand_sources_are_read_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
