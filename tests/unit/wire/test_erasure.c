#include "wire/erasure.h"

#include "base/pack.h"
#include "core/trail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct key THEM = { "themthemthemthem" };
static const struct key OTHER = { "otherotherothero" };
static const struct key STRANGER = { "strangerstranger" };

static struct erasure *erasure(void)
{
    struct erasure *made = erasure_new(STRANGER);

    erasure_add_person(made, THEM);
    erasure_add_record(made, SLICE("a b"), SLICE("x:1"));
    erasure_add_record(made, SLICE("a b"), SLICE("x:1"));
    erasure_add_record(made, SLICE("globex"), SLICE("x:2"));
    return made;
}

static void apply(const char *name, struct slice value, struct text *clean, struct erased *erased)
{
    OWNED(erasure) struct erasure *made = erasure();
    struct fault fault = { 0 };

    assert_int_equal(erasure_record_count(made), 2);
    assert_true(erasure_concerns(slice_of(name)));
    text_add_bytes(clean, value.bytes, value.length);
    if (erasure_apply(made, slice_of(name), clean, erased, &fault) != 0)
        fail_msg("%s", fault.text);
}

static void test_people_become_a_stranger_and_stay_as_many(void **state)
{
    static const char *const NAMES[] = { "people:acme:i%3A01", "n:acme:2026-11-21T03",
                                         "p:acme:i%3A01" };
    OWNED(text) struct text value = { 0 };

    (void)state;
    pack_key(&value, OTHER);
    pack_key(&value, THEM);
    pack_key(&value, OTHER);
    for (size_t i = 0; i < 3; i++) {
        OWNED(text) struct text clean = { 0 };
        struct erased erased = { 0 };
        apply(NAMES[i], (struct slice){ value.bytes, value.length }, &clean, &erased);
        assert_int_equal(clean.length, value.length);
        assert_memory_equal(clean.bytes, OTHER.bytes, KEY_BYTES);
        assert_memory_equal(clean.bytes + KEY_BYTES, STRANGER.bytes, KEY_BYTES);
        assert_int_equal(erased.people + erased.claims, 1);
    }
}

static void test_ids_lead_to_nothing(void **state)
{
    OWNED(text) struct text value = { 0 };
    OWNED(text) struct text clean = { 0 };
    OWNED(digest) struct digest *digest = digest_new();
    struct erased erased = { 0 };

    (void)state;
    digest_add(digest, SLICE("a b"));
    digest_add(digest, SLICE("x:1"));
    pack_key(&value, OTHER);
    pack_key(&value, digest_finish(digest));
    apply("ids:2026-11-21T03", (struct slice){ value.bytes, value.length }, &clean, &erased);
    assert_int_equal(erased.ids, 1);
    assert_int_equal(clean.length, value.length);
    assert_memory_equal(clean.bytes, value.bytes, KEY_BYTES);
    assert_memory_not_equal(clean.bytes + KEY_BYTES, value.bytes + KEY_BYTES, KEY_BYTES);
}

static struct trail *trail_with(const char *const *ids, size_t count)
{
    struct trail *trail = trail_new(SLICE("battery"));

    for (size_t i = 0; i < count; i++) {
        struct feedback feedback = { .id = slice_of(ids[i]), .source = SLICE("line") };
        struct reading reading = { .excerpt = SLICE("words") };
        trail_keep(trail, &feedback, &reading);
    }
    return trail;
}

static void test_excerpts_of_their_records_are_gone(void **state)
{
    static const char *const IDS[] = { "x:1", "x:2" };
    OWNED(text) struct text value = { 0 };
    OWNED(text) struct text clean = { 0 };
    struct trail *trail = trail_with(IDS, 2);
    struct erased erased = { 0 };

    (void)state;
    trail_write(trail, &value);
    trail_free(trail);
    apply("p:a%20b:t%3Abattery", (struct slice){ value.bytes, value.length }, &clean, &erased);
    assert_int_equal(erased.evidence, 1);
    trail = trail_read((struct slice){ clean.bytes, clean.length });
    assert_non_null(trail);
    assert_int_equal(trail->item_count, 2);
    assert_string_equal(trail->items[0].id, "x:2"); /* another organisation's record is theirs */
    assert_string_equal(trail->items[0].excerpt, "words");
    assert_string_equal(trail->items[1].id, "erased");
    assert_string_equal(trail->items[1].excerpt, "");
    trail_free(trail);
}

static void test_an_incident_names_their_records_no_more(void **state)
{
    OWNED(text) struct text value = { 0 };
    OWNED(text) struct text clean = { 0 };
    OWNED(text) struct text expected = { 0 };
    struct erased erased = { 0 };

    (void)state;
    pack_string(&value, SLICE("x:10"));
    pack_string(&value, SLICE("x:1"));
    pack_string(&expected, SLICE("x:10"));
    pack_string(&expected, SLICE("---"));
    apply("p:a%20b:i%3A01", (struct slice){ value.bytes, value.length }, &clean, &erased);
    assert_int_equal(erased.evidence, 1);
    assert_int_equal(clean.length, expected.length);
    assert_memory_equal(clean.bytes, expected.bytes, clean.length);
}

static void test_readers_are_shown_nothing_of_them(void **state)
{
    OWNED(text) struct text clean = { 0 };
    struct erased erased = { 0 };

    (void)state;
    apply("i:a%20b:01",
          SLICE("{\"id\":\"01\",\"n\":3,\"evidence\":[{\"id\":\"x:1\",\"excerpt\":\"words\"},"
                "{\"id\":\"x:3\",\"excerpt\":\"kept\"}],\"first\":\"x:1\"}"),
          &clean, &erased);
    assert_string_equal(text_string(&clean),
                        "{\"id\":\"01\",\"n\":3,\"evidence\":[{\"id\":\"erased\",\"excerpt\":\"\"},"
                        "{\"id\":\"x:3\",\"excerpt\":\"kept\"}],\"first\":\"erased\"}");
    assert_int_equal(erased.evidence, 2);
}

static void test_what_is_not_ours_is_refused(void **state)
{
    OWNED(erasure) struct erasure *made = erasure();
    OWNED(text) struct text clean = { 0 };
    struct erased erased = { 0 };
    struct fault fault = { 0 };

    (void)state;
    text_add(&clean, "{");
    assert_int_equal(erasure_apply(made, SLICE("p:acme:t%3Abattery"), &clean, &erased, &fault), -1);
    assert_int_equal(erasure_apply(made, SLICE("i:acme:01"), &clean, &erased, &fault), -1);
    assert_false(erasure_concerns(SLICE("m:acme:*:2026-11-21T03")));
    assert_false(erasure_concerns(SLICE("position")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people_become_a_stranger_and_stay_as_many),
        cmocka_unit_test(test_ids_lead_to_nothing),
        cmocka_unit_test(test_excerpts_of_their_records_are_gone),
        cmocka_unit_test(test_an_incident_names_their_records_no_more),
        cmocka_unit_test(test_readers_are_shown_nothing_of_them),
        cmocka_unit_test(test_what_is_not_ours_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
