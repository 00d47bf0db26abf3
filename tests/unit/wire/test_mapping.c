#include "wire/mapping.h"

#include "wire/clean.h"
#include "wire/csv_rows.h"
#include "wire/feed_xml.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define assert_slice(slice, expected)                                                              \
    do {                                                                                           \
        if (!slice_is((slice), (expected)))                                                        \
            fail_msg("'%.*s' is not '%s'", (int)(slice).length, (slice).bytes, (expected));        \
    } while (0)

static struct feedback map_json(const char *json, const struct mapping *mapping,
                                struct arena *arena)
{
    struct fault fault = { 0 };
    struct json_item item = { .arena = arena };
    struct feedback feedback = { .org = SLICE("acme") };

    assert_int_equal(json_parse(slice_of(json), 10000, arena, &item.value, &fault), 0);
    const struct mapping_item from = {
        .value = json_item_value, .item = &item, .source = "s"
    };
    if (mapping_apply(mapping, &from, arena, &feedback, &fault) != 0)
        fail_msg("%s", fault.text);
    return feedback;
}

static void test_paths_lead_into_json(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    const struct mapping mapping = {
        .targets = {
            [MAP_ID] = { .paths = { "user.id", "key" }, .count = 2 },
            [MAP_AT] = { .paths = { "made|seen" }, .count = 1 },
            [MAP_TEXT] = { .paths = { "title", "body" }, .count = 2 },
            [MAP_SUBJECTS] = { .paths = { "tags[].name" }, .count = 1 },
            [MAP_LANGUAGE] = { .paths = { "langs[1]" }, .count = 1 },
            [MAP_OUTLET] = { .paths = { "=Daily" }, .count = 1 },
            [MAP_REACH] = { .paths = { "user.fans" }, .count = 1 },
        },
        .html = true,
    };
    struct feedback feedback = map_json(
        "{\"user\":{\"id\":7,\"fans\":1520},\"key\":\"k\",\"made\":null,\"seen\":1795230245,"
        "\"title\":\"<b>A</b>&amp;B\",\"body\":\"<p>one<br>two</p><script>x()</script>\","
        "\"tags\":[{\"name\":\"x\"},{\"name\":\"y\"}],\"langs\":[\"en\",\"zh\"]}",
        &mapping, arena);

    assert_slice(feedback.id, "s:7:k");
    assert_int_equal(feedback.at, 1795230245000);
    assert_slice(feedback.text, "A&B\none\ntwo");
    assert_int_equal(feedback.subject_count, 2);
    assert_slice(feedback.subjects[1], "y");
    assert_slice(feedback.language, "zh");
    assert_slice(feedback.outlet_name, "Daily");
    assert_int_equal(feedback.reach, 1520);
}

static void test_a_closed_item_is_the_item_and_its_news(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    struct map_word words[] = { { "已关闭", "closed" } };
    const struct mapping mapping = {
        .targets = { [MAP_ID] = { .paths = { "id" }, .count = 1 },
                     [MAP_TEXT] = { .paths = { "t" }, .count = 1 },
                     [MAP_STATUS] = { .paths = { "st" }, .count = 1 } },
        .statuses = words,
        .status_count = 1,
    };
    struct feedback feedback =
        map_json("{\"id\":\"1\",\"t\":\"x\",\"st\":\"已关闭\"}", &mapping, arena);
    struct feedback update;

    assert_true(mapping_update(&feedback, arena, &update));
    assert_slice(feedback.id, "s:1");
    assert_slice(feedback.status, "");
    assert_slice(update.id, "s:1:closed");
    assert_slice(update.parent, "s:1");
    assert_slice(update.status, "closed");
}

static void test_an_unreadable_time_is_kept_beside(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    const struct mapping mapping = {
        .targets = { [MAP_TEXT] = { .paths = { "t" }, .count = 1 },
                     [MAP_AT] = { .paths = { "at" }, .count = 1 } },
    };
    struct feedback feedback = map_json("{\"t\":\"x\",\"at\":\"soon\"}", &mapping, arena);

    assert_int_equal(feedback.at, MOMENT_NEVER);
    assert_slice(feedback_field(&feedback, "at"), "soon");
    assert_int_equal(feedback.id.length, strlen("s:") + 32);
}

static void test_control_characters_do_not_pass(void **state)
{
    (void)state; /* not used */
    OWNED(arena) struct arena *arena = arena_new();
    const struct mapping mapping = {
        .targets = { [MAP_TEXT] = { .paths = { "t" }, .count = 1 },
                     [MAP_NAME] = { .paths = { "n" }, .count = 1 } },
    };
    struct feedback feedback = map_json(
        "{\"t\":\"a\\u0007b\\r\\n\\r\\n\\r\\n\\r\\nc\\u202e\",\"n\":\" x\\n\\u001b[31m y \"}",
        &mapping, arena);

    assert_slice(feedback.text, "ab\n\nc");
    assert_slice(feedback.author_name, "x [31m y");
}

static void test_bytes_that_are_no_text_become_one(void **state)
{
    const struct {
        const char *charset;
        struct slice bytes;
        const char *text;
    } ROWS[] = {
        { "auto", SLICE("\xef\xbb\xbf" "a"), "a" },
        { "gbk", SLICE("\xef\xbb\xbf" "电"), "电" }, /* its mark says more than its label */
        { "auto", SLICE("\xff\xfe" "5u"), "电" },
        { "auto", SLICE("\xfe\xff" "u5"), "电" },
        { "no-such-charset", SLICE("a"), "a" },
        { "gbk", SLICE("\xb5\xe7\xff"), "电\xef\xbf\xbd" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(text) struct text text = { 0 };
        (void)clean_add_charset(&text, ROWS[i].charset, ROWS[i].bytes); /* the text is looked at */
        assert_string_equal(text_string(&text), ROWS[i].text);
    }
    OWNED(text) struct text broken = { 0 };
    clean_add_text(&broken, SLICE("a\xff" "b"), 100);
    clean_add_text(&broken, SLICE("0123456789"), 10);
    clean_add_line(&broken, SLICE("0123456789"), 10);
    assert_string_equal(text_string(&broken), "a\xef\xbf\xbd" "b012…012…");
}

static void test_csv_has_its_limits(void **state)
{
    (void)state; /* not used */
    const struct csv_options options = { .delimiter = ',' };
    struct fault fault = { 0 };
    struct csv_rows *rows = NULL;
    OWNED(text) struct text wide = { 0 };
    OWNED(text) struct text large = { 0 };

    for (int i = 0; i < CSV_COLUMNS_MOST; i++)
        text_add(&wide, "a,");
    text_add(&wide, "a\n");
    assert_int_equal(csv_rows_read(&options, text_slice(&wide), &rows, &fault), -1);
    assert_string_equal(fault.text, "a row has more than 512 columns");
    for (int i = 0; i <= CSV_CELL_LIMIT_BYTES; i++)
        text_add_char(&large, 'a');
    assert_int_equal(csv_rows_read(&options, text_slice(&large), &rows, &fault), -1);
    assert_string_equal(fault.text, "a cell has more than 1048576 bytes");
}

static void test_csv_cells_may_hold_anything(void **state)
{
    (void)state; /* not used */
    const struct csv_options options = { .delimiter = ';', .has_header = true };
    struct fault fault = { 0 };
    struct csv_rows *read = NULL;

    assert_int_equal(csv_rows_read(&options,
                                   SLICE("a;b\r\n1;\"x;\"\"y\"\"\nz\"\r\n2\r\n\r\n"), &read,
                                   &fault),
                     0);
    OWNED(csv_rows) struct csv_rows *rows = read;
    assert_int_equal(csv_rows_count(rows), 2);
    assert_slice(csv_rows_cell(rows, 0, "b"), "x;\"y\"\nz");
    assert_slice(csv_rows_cell(rows, 0, "#1"), "1");
    assert_slice(csv_rows_cell(rows, 1, "b"), "");
    struct csv_rows *cut = NULL;
    assert_int_equal(csv_rows_read(&options, SLICE("a;b\n1;\"half"), &cut, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
}

static const char RSS[] =
    "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"d\"><channel><title>News</title>"
    "<item><guid>g1</guid><title>One</title><description><![CDATA[<p>text</p>]]></description>"
    "<link>https://x/1</link><dc:creator>Li</dc:creator>"
    "<pubDate>Sat, 21 Nov 2026 03:04:05 GMT</pubDate></item>"
    "<item><title>Two</title><link>https://x/2</link></item></channel></rss>";

static const char ATOM[] =
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Blog</title><entry><id>e1</id>"
    "<title type=\"html\">A &lt;b&gt;</title><link rel=\"edit\" href=\"no\"/>"
    "<link href=\"https://y/1\"/><author><name>Wang</name></author>"
    "<content type=\"xhtml\"><div>in<b>side</b></div></content>"
    "<updated>2026-11-21T03:04:05Z</updated><source><title>Other</title></source></entry></feed>";

static void test_feeds_of_both_kinds_are_read(void **state)
{
    (void)state; /* not used */
    struct fault fault = { 0 };
    struct feed_xml *read = NULL;

    assert_int_equal(feed_xml_read(slice_of(RSS), &read, &fault), 0);
    OWNED(feed_xml) struct feed_xml *rss = read;
    assert_int_equal(feed_xml_count(rss), 2);
    assert_slice(feed_xml_value(rss, 0, "id"), "g1");
    assert_slice(feed_xml_value(rss, 0, "summary"), "<p>text</p>");
    assert_slice(feed_xml_value(rss, 0, "author"), "Li");
    assert_slice(feed_xml_value(rss, 1, "url"), "https://x/2");
    assert_slice(feed_xml_value(rss, 1, "outlet"), "News");
    assert_int_equal(feed_xml_read(slice_of(ATOM), &read, &fault), 0);
    OWNED(feed_xml) struct feed_xml *atom = read;
    assert_int_equal(feed_xml_count(atom), 1);
    assert_slice(feed_xml_value(atom, 0, "title"), "A <b>");
    assert_slice(feed_xml_value(atom, 0, "url"), "https://y/1");
    assert_slice(feed_xml_value(atom, 0, "author"), "Wang");
    assert_slice(feed_xml_value(atom, 0, "outlet"), "Blog");
    assert_true(feed_xml_value(atom, 0, "content").length > 0);
}

static void test_broken_feeds_are_read_as_they_were_meant(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *feed;
        const char *title;
        const char *url;
    } rows[] = {
        /* what is declared is not what it is */
        { "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><item><title>"
          "\xb5\xe7\xb3\xd8\xc6\xf0\xbb\xf0</title></item></channel></rss>", "电池起火", "" },
        { "<?xml version='1.0' encoding='gb2312'?><rss><channel><item><title>电池起火</title></item>"
          "</channel></rss>", "电池起火", "" },
        { "<?xml version='1.0' encoding='GB2312'?><rss><channel><item><title>\x95\x34\xb2\x35\xe9\x46"
          "</title></item></channel></rss>", "𠮷镕", "" },
        /* white space in front, entities of HTML, a lone &, control characters */
        { "\n  <?xml version=\"1.0\"?><rss><channel><item><title>a&nbsp;b &hellip; R&D &amp; \x0b!"
          "</title></item></channel></rss>", "a\u00a0b … R&D &  !", "" },
        { "<rss><channel><item><title><![CDATA[1 &lt; 2 & 3]]></title></item></channel></rss>",
          "1 &lt; 2 & 3", "" },
        /* other people's titles */
        { "<rss xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/d'>"
          "<channel><image><title>no</title></image><item><media:group><media:title>no</media:title>"
          "</media:group><itunes:title>no</itunes:title><title>yes</title></item></channel></rss>",
          "yes", "" },
        { "<feed xml:base='https://y/blog/'><entry><title>x</title><link href='../1'/></entry></feed>",
          "x", "https://y/1" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fault fault = { 0 };
        struct feed_xml *read = NULL;
        if (feed_xml_read(slice_of(rows[i].feed), &read, &fault) != 0)
            fail_msg("%zu: %s", i, fault.text);
        OWNED(feed_xml) struct feed_xml *feed = read;
        assert_int_equal(feed_xml_count(feed), 1);
        assert_slice(feed_xml_value(feed, 0, "title"), rows[i].title);
        assert_slice(feed_xml_value(feed, 0, "url"), rows[i].url);
    }
}

static void test_an_id_that_all_entries_have_is_none(void **state)
{
    (void)state; /* not used */
    struct fault fault = { 0 };
    struct feed_xml *read = NULL;

    assert_int_equal(feed_xml_read(SLICE("<rss><channel><item><guid>x</guid><title>1</title><link>a"
                                         "</link></item><item><guid>x</guid><title>2</title><link>b"
                                         "</link></item></channel></rss>"), &read, &fault), 0);
    OWNED(feed_xml) struct feed_xml *feed = read;
    assert_slice(feed_xml_value(feed, 0, "id"), "");
    assert_slice(feed_xml_value(feed, 1, "id"), "");
}

static void test_items_may_lie_in_several_arrays(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *path;
        size_t count; /* 77: there is no array */
    } rows[] = { { "a[].b", 3 }, { "a[].c[]", 2 }, { "a[]", 2 }, { "a", 2 }, { "a[0].b", 2 },
                 { "n", 77 }, { "a[].n", 0 } };
    OWNED(arena) struct arena *arena = arena_new();
    struct fault fault = { 0 };
    const struct json *document = NULL;

    assert_int_equal(json_parse(SLICE("{\"n\":1,\"a\":[{\"b\":[1,2],\"c\":[[1],[2]]},{\"b\":[3]}]}"), 1000,
                                arena, &document, &fault), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_items items = { .count = 77 };
        assert_int_equal(json_item_all(document, rows[i].path, arena, &items),
                         rows[i].count != 77);
        assert_int_equal(items.count, rows[i].count);
    }
}

static void test_json_of_others_is_mended(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *came;
        const char *mended;
    } rows[] = {
        { "{\"a\":\"half \\ud83d!\"}", "{\"a\":\"half \\ufffd!\"}" },
        { "[\"\\ud83d\\ude00 \\\\ud83d \\u0000\"]", "[\"\\ud83d\\ude00 \\\\ud83d \\ufffd\"]" },
        { "[\"a\nb\x01\", \n1]", "[\"a\\nb \", \n1]" },
        { "[\"电池起火 \xe7\x94\"]", "[\"电池起火 \xef\xbf\xbd\xef\xbf\xbd\"]" },
        { "[\"\xb5\xe7\xb3\xd8\xc6\xf0\xbb\xf0\"]", "[\"电池起火\"]" },
        { "[1,\"\\ude00", "[1,\"\\ufffd" },
        { "[\"\\", "[\"\\" },
        { "[\"\\\x01\"]", "[\"\\ \"]" },
        { "{}", "{}" },
    };
    OWNED(arena) struct arena *arena = arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_slice(json_mend(slice_of(rows[i].came), arena), rows[i].mended);
}

static void test_a_hostile_feed_gives_nothing_away(void **state)
{
    (void)state; /* not used */
    static const char *const rows[] = {
        "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&a;"
        "</title></item></channel></rss>",
        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;\">]><rss><channel><item><title>&c;</title></item></channel></rss>",
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fault fault = { 0 };
        struct feed_xml *read = NULL;
        if (feed_xml_read(slice_of(rows[i]), &read, &fault) != 0)
            continue;
        OWNED(feed_xml) struct feed_xml *feed = read;
        for (size_t j = 0; j < feed_xml_count(feed); j++)
            assert_int_equal(feed_xml_value(feed, j, "title").length, 0);
    }
    struct fault fault = { 0 };
    struct feed_xml *none = NULL;
    assert_int_equal(feed_xml_read(SLICE("<html><body>no</body></html>"), &none, &fault), -1);
    assert_int_equal(feed_xml_read(SLICE("not xml"), &none, &fault), -1);
}

static void test_a_feed_that_breaks_off_gives_what_was_whole(void **state)
{
    (void)state; /* not used */
    struct fault fault = { 0 };
    struct feed_xml *read = NULL;
    const char *second = strstr(RSS, "<title>Two");

    assert_int_equal(
        feed_xml_read((struct slice){ RSS, (size_t)(second - RSS) + 9 }, &read, &fault), 0);
    OWNED(feed_xml) struct feed_xml *feed = read;
    assert_true(feed_xml_is_broken(feed));
    assert_int_equal(feed_xml_count(feed), 1);
    assert_slice(feed_xml_value(feed, 0, "title"), "One");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_lead_into_json),
        cmocka_unit_test(test_a_closed_item_is_the_item_and_its_news),
        cmocka_unit_test(test_an_unreadable_time_is_kept_beside),
        cmocka_unit_test(test_control_characters_do_not_pass),
        cmocka_unit_test(test_bytes_that_are_no_text_become_one),
        cmocka_unit_test(test_csv_has_its_limits),
        cmocka_unit_test(test_csv_cells_may_hold_anything),
        cmocka_unit_test(test_feeds_of_both_kinds_are_read),
        cmocka_unit_test(test_broken_feeds_are_read_as_they_were_meant),
        cmocka_unit_test(test_an_id_that_all_entries_have_is_none),
        cmocka_unit_test(test_items_may_lie_in_several_arrays),
        cmocka_unit_test(test_json_of_others_is_mended),
        cmocka_unit_test(test_a_hostile_feed_gives_nothing_away),
        cmocka_unit_test(test_a_feed_that_breaks_off_gives_what_was_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
