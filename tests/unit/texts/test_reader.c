#include "read/reader.h"
#include "edge/files.h"
#include "read/model.h"
#include "texts/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct texts texts;
static struct arena *arena;

static const struct slice BATTERY[] = { { "电池", 6 }, { "battery", 7 } };
static const struct slice PARK[] = { { "battery park", 12 } };
static const struct slice BRAND[] = { { "ACME", 4 } };
static const struct subject_rule SUBJECTS[] = {
    { .name = { "battery", 7 },
      .aliases = BATTERY,
      .alias_count = 2,
      .exclusions = PARK,
      .exclusion_count = 1 },
    { .name = { "brand", 5 }, .aliases = BRAND, .alias_count = 1 },
};

static char *rules_folder(void)
{
    struct text folder = { 0 };
    const char *source = getenv("TOCSIN_SOURCE_ROOT");

    text_add_format(&folder, "%s/rules", source == NULL ? "." : source);
    return text_take(&folder);
}

static int open_all(void **state)
{
    OWNED(string) char *folder = rules_folder();
    struct fault fault = { 0 };

    (void)state;
    arena = arena_new();
    if (texts_open(folder, &texts, &fault) != 0 ||
        reader_add_org(texts.reader, SLICE("acme"), SUBJECTS, 2, &fault) != 0)
        fail_msg("%s", fault.text);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    texts_done(&texts);
    arena_free(arena);
    return 0;
}

static struct reading read_record(enum channel channel, const char *text)
{
    struct feedback feedback = {
        .org = SLICE("acme"),
        .source = SLICE("nowhere"),
        .channel = channel,
        .text = slice_of(text),
    };
    struct reading reading;

    reader_read(texts.reader, &feedback, arena, &reading);
    return reading;
}

static const struct {
    const char *text;
    size_t count;
    const char *first;
} subject_rows[] = {
    { "电池鼓包了", 1, "battery" },
    { "電池鼓包了", 1, "battery" },
    { "we met in Battery Park", 0, NULL },
    { "the battery in Battery Park", 1, "battery" },
    { "acmeology is no brand", 0, NULL },
    { "ＡＣＭＥ的电池", 2, "battery" },
    { "没什么好说的", 0, NULL },
};

static void test_subjects_are_found_by_their_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof subject_rows / sizeof *subject_rows; i++) {
        struct reading reading = read_record(CHANNEL_SOCIAL, subject_rows[i].text);

        if (reading.subject_count != subject_rows[i].count)
            fail_msg("'%s': %zu subjects", subject_rows[i].text, reading.subject_count);
        if (subject_rows[i].first != NULL &&
            !slice_is(reading.subjects[0], subject_rows[i].first))
            fail_msg("'%s': another subject", subject_rows[i].text);
    }
}

static const struct {
    enum channel channel;
    const char *text;
    bool own;
} own_rows[] = {
    { CHANNEL_SOCIAL, "电池爆炸,两人死亡", true },
    { CHANNEL_SOCIAL, "某市化工厂爆炸,两人死亡", false },
    { CHANNEL_SOCIAL, "我妈触电身亡", true },
    { CHANNEL_SOCIAL, "听说有人触电身亡", false },
    { CHANNEL_HOTLINE, "两人死亡", true },
    { CHANNEL_NEWS, "印度工厂爆炸致5人死亡。ACME发布新机。", false },
};

static void test_own_is_told_from_reported(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof own_rows / sizeof *own_rows; i++) {
        struct reading reading = read_record(own_rows[i].channel, own_rows[i].text);
        bool found = false;
        bool own = false;

        for (size_t j = 0; j < reading.marker_count; j++) {
            found = found || reading.markers[j].marker == MARKER_DEATH;
            own = own || (reading.markers[j].marker == MARKER_DEATH && reading.markers[j].own);
        }
        if (!found || own != own_rows[i].own)
            fail_msg("'%s': found %d, own %d", own_rows[i].text, found, own);
    }
}

static void test_a_mass_complaint_knows_its_number(void **state)
{
    struct reading reading = read_record(CHANNEL_SOCIAL, "ACME的三百多名用户集体投诉");

    (void)state;
    assert_true(reading.marker_count > 0);
    assert_int_equal(reading.markers[0].marker, MARKER_MASS_COMPLAINT);
    assert_int_equal(reading.markers[0].number, 300);
}

static void test_reposts_have_the_fingerprint_of_what_they_repost(void **state)
{
    const char *text = "ACME的电池昨晚在我家充电时突然冒烟起火,客服到现在没有回复";
    OWNED(text) struct text forwarded = { 0 };
    struct reading first = read_record(CHANNEL_SOCIAL, text);
    struct reading second;
    struct reading other =
        read_record(CHANNEL_SOCIAL, "今天天气真好,适合出门散步,顺便买了杯咖啡,心情不错");

    (void)state;
    text_add_format(&forwarded, "太可怕了 //@小李:%s", text);
    second = read_record(CHANNEL_SOCIAL, text_string(&forwarded));
    assert_false(first.is_repost);
    assert_true(second.is_repost);
    assert_true(first.has_text_key && second.has_text_key && other.has_text_key);
    assert_true(first.simhash == second.simhash);
    assert_true(__builtin_popcountll(first.simhash ^ other.simhash) > 10);
}

static void test_a_cut_or_altered_model_is_refused(void **state)
{
    OWNED(string) char *folder = rules_folder();
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text bytes = { 0 };
    struct fault fault = { 0 };
    struct model *model = NULL;

    (void)state;
    text_add_format(&path, "%s/model/texts.model", folder);
    if (files_read(text_string(&path), 16 << 20, &bytes, &fault) != 0)
        fail_msg("%s", fault.text);
    assert_int_equal(
        model_open(&model, (struct slice){ bytes.bytes, bytes.length - 1 }, &fault), -1);
    bytes.bytes[bytes.length / 2] ^= 1;
    assert_int_equal(model_open(&model, (struct slice){ bytes.bytes, bytes.length }, &fault), -1);
    bytes.bytes[bytes.length / 2] ^= 1;
    assert_int_equal(model_open(&model, (struct slice){ bytes.bytes, bytes.length }, &fault), 0);
    model_free(model);
}

static const struct {
    const char *bad;
    const char *good;
} negated[] = {
    { "质量很差", "质量一点都不差" },
    { "很好用", "不是很好用" },
    { "bad", "not bad at all" },
    { "I recommend it", "I do not recommend it" },
};

static void test_negation_moves_the_mood(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof negated / sizeof *negated; i++) {
        struct reading plain = read_record(CHANNEL_SOCIAL, negated[i].bad);
        struct reading other = read_record(CHANNEL_SOCIAL, negated[i].good);
        double before = plain.sentiment[SENTIMENT_NEGATIVE];
        double after = other.sentiment[SENTIMENT_NEGATIVE];

        if ((i % 2 == 0) != (after < before))
            fail_msg("'%s' %.2f, '%s' %.2f", negated[i].bad, before, negated[i].good, after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subjects_are_found_by_their_names),
        cmocka_unit_test(test_own_is_told_from_reported),
        cmocka_unit_test(test_a_mass_complaint_knows_its_number),
        cmocka_unit_test(test_reposts_have_the_fingerprint_of_what_they_repost),
        cmocka_unit_test(test_a_cut_or_altered_model_is_refused),
        cmocka_unit_test(test_negation_moves_the_mood),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
