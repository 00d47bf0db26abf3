#include "wire/briefing_incident.h"
#include "wire/briefing_kind.h"
#include "wire/briefing_sections.h"
#include "wire/briefing_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct json *read_json(struct arena *arena, const char *text)
{
    const struct json *document = NULL;
    struct fault fault = { 0 };

    assert_int_equal(json_parse(slice_of(text), 1 << 20, arena, &document, &fault), 0);
    return document;
}

static void test_kinds_are_found_by_their_names(void **state)
{
    enum briefing_kind found = BRIEFING_HOURLY;

    (void)state; /* not used */
    for (int kind = 0; kind < BRIEFING_KIND_COUNT; kind++) {
        const char *name = briefing_kind_name((enum briefing_kind)kind);
        assert_true(briefing_kind_find(slice_of(name), &found));
        assert_int_equal(found, kind);
        assert_true(strlen(briefing_kind_title((enum briefing_kind)kind)) > 0);
    }
    assert_false(briefing_kind_find(SLICE("weekly"), &found));
    assert_false(briefing_kind_is_of_incident(BRIEFING_DAILY));
    assert_true(briefing_kind_is_whole(BRIEFING_CLOSING));
}

static void test_what_a_timeline_says_is_said_in_both_languages(void **state)
{
    static const struct {
        const char *happening;
        const char *zh;
    } rows[] = {
        { "{\"what\":\"attest\",\"sentence\":\"CLK-3 met 完成\"}", "CLK-3 已满足 完成" },
        { "{\"what\":\"attest\",\"sentence\":\"WRN-3.scope: met, 多地\"}", "WRN-3.scope: 已满足, 多地" },
        { "{\"what\":\"attest\",\"sentence\":\"DYN-6.site: false\"}", "DYN-6.site: 否" },
        { "{\"what\":\"note\",\"sentence\":\"CLK-3 met\"}", "CLK-3 met" },
        { "{\"what\":\"reject\",\"sentence\":\"level-1: 无重伤\"}", "一级响应: 无重伤" },
        { "{\"what\":\"reject\",\"sentence\":\"level-12\"}", "level-12" },
        { "{\"what\":\"attest\",\"sentence\":\"x\"}", "x" },
    };

    (void)state; /* not used */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        OWNED(text) struct text text = { 0 };
        struct writer writer = writer_on(&text);
        const struct json *happening = read_json(arena, rows[i].happening);
        writer_object(&writer);
        briefing_write_sentence(&writer, happening);
        writer_object_end(&writer);
        const struct json *written = read_json(arena, text_string(&text));
        assert_true(slice_is(json_string(written, "sentence_zh"), rows[i].zh));
        assert_true(slice_equals(json_string(written, "sentence_en"),
                                 json_string(happening, "sentence")));
    }
}

static void test_a_distance_tells_what_is_lacking(void **state)
{
    static const struct {
        const char *distance;
        const char *zh;
    } rows[] = {
        { "{\"level\":\"level-1\",\"value\":120,\"threshold\":1000,\"unit\":\"people\"}",
          "现为 120 人，须达 1000 人" },
        { "{\"level\":\"level-1\",\"value\":727,\"threshold\":500,\"unit\":\"% growth\"}",
          "现为 727% 增长，须达 500% 增长；数值已到，尚须持续或满足其他条件" },
        { "{\"level\":\"level-1\",\"sentence\":\"not attested\"}", "须由人确认" },
    };

    (void)state; /* not used */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        OWNED(text) struct text text = { 0 };
        struct writer writer = writer_on(&text);
        briefing_write_distance(&writer, read_json(arena, rows[i].distance));
        const struct json *written = read_json(arena, text_string(&text));
        assert_true(slice_is(json_string(written, "text_zh"), rows[i].zh));
        assert_true(slice_is(json_string(written, "level_zh"), "一级响应"));
    }
}

static void test_effect_counts_clocks_and_minutes(void **state)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text text = { 0 };
    struct writer writer = writer_on(&text);
    int64_t minutes = 0;

    (void)state; /* not used */
    writer_object(&writer);
    briefing_sections_effect(&writer, read_json(arena,
        "{\"opened_at\":\"2026-11-25T10:00:00Z\",\"closed_at\":\"2026-11-26T10:00:00Z\","
        "\"propagation\":{\"first\":{\"at\":\"2026-11-25T09:48:00Z\"}},"
        "\"timeline\":[{\"at\":\"2026-11-25T10:07:00Z\",\"what\":\"ack\"},"
        "{\"at\":\"2026-11-25T11:00:00Z\",\"what\":\"ack\"}],"
        "\"deadlines\":[{\"state\":\"met\",\"met_at\":\"2026-11-25T11:00:00Z\",\"due_at\":\"2026-11-25T12:00:00Z\"},"
        "{\"state\":\"met\",\"met_at\":\"2026-11-25T13:00:00Z\",\"due_at\":\"2026-11-25T12:00:00Z\"},"
        "{\"state\":\"overdue\"},{\"state\":\"waived\"}]}"));
    writer_object_end(&writer);
    const struct json *effect = json_find(read_json(arena, text_string(&text)), "effect");
    assert_true(json_integer(json_find(effect, "minutes_to_detect"), &minutes) && minutes == 12);
    assert_true(json_integer(json_find(effect, "minutes_to_acknowledge"), &minutes) && minutes == 7);
    assert_true(json_integer(json_find(effect, "minutes_open"), &minutes) && minutes == 24 * 60);
    assert_null(json_find(effect, "minutes_to_confirm"));
    const struct json *clocks = json_find(effect, "clocks");
    static const char *const names[] = { "met", "late", "overdue", "waived" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(json_integer(json_find(clocks, names[i]), &minutes) && minutes == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_are_found_by_their_names),
        cmocka_unit_test(test_what_a_timeline_says_is_said_in_both_languages),
        cmocka_unit_test(test_a_distance_tells_what_is_lacking),
        cmocka_unit_test(test_effect_counts_clocks_and_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
