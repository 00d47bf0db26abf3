#include "wire/checkpoint.h"

#include "base/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void fill(struct change changes[3])
{
    changes[0] = (struct change){ CHANGE_SET, SLICE("b:acme:*"), { 0 }, { "\0\1", 2 } };
    changes[1] = (struct change){ CHANGE_HASH_SET, SLICE("state"), SLICE("now"), SLICE("7") };
    changes[2] = (struct change){ CHANGE_OUTBOX, SLICE(""), SLICE("00ff"), SLICE("{}") };
}

static void write_one(struct text *content)
{
    struct change changes[3];

    fill(changes);
    checkpoint_write(&(struct checkpoint){ .layout = 1, .partition = 3,
                                           .incarnation = SLICE("cluster"), .offset = 12,
                                           .hash = 0xfedcba9876543210, .now = 99,
                                           .rules = SLICE("v"), .changes = changes,
                                           .change_count = 3 },
                     content);
}

static void test_what_is_written_is_read(void **state)
{
    OWNED(text) struct text content = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    struct checkpoint read = { 0 };
    struct fault fault = { 0 };
    struct change changes[3];

    (void)state;
    fill(changes);
    write_one(&content);
    assert_int_equal(checkpoint_read((struct slice){ content.bytes, content.length }, arena, &read,
                                     &fault), 0);
    assert_int_equal(read.layout, 1);
    assert_int_equal(read.partition, 3);
    assert_true(slice_is(read.incarnation, "cluster"));
    assert_int_equal(read.offset, 12);
    assert_true(read.hash == 0xfedcba9876543210);
    assert_int_equal(read.now, 99);
    assert_true(slice_is(read.rules, "v"));
    assert_int_equal(read.change_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(read.changes[i].kind, changes[i].kind);
        assert_true(slice_equals(read.changes[i].key, changes[i].key));
        assert_true(slice_equals(read.changes[i].field, changes[i].field));
        assert_true(slice_equals(read.changes[i].value, changes[i].value));
    }
}

static void expect_refused(struct slice content)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct checkpoint read = { .offset = 7 };
    struct fault fault = { 0 };

    assert_int_equal(checkpoint_read(content, arena, &read, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_int_equal(read.offset, 7);
}

/* A whole file, checksum and all, of another program. */
static void test_what_another_program_wrote_is_refused(void **state)
{
    OWNED(text) struct text kind = { 0 };
    OWNED(text) struct text more = { 0 };
    struct change change = { CHANGE_KIND_COUNT, SLICE("k"), SLICE("f"), SLICE("v") };

    (void)state;
    checkpoint_write(&(struct checkpoint){ .changes = &change, .change_count = 1 }, &kind);
    expect_refused(text_slice(&kind));
    checkpoint_write(&(struct checkpoint){ .partition = 1 }, &more);
    more.length -= 8; /* the checksum is written anew over more than there should be */
    text_add(&more, "x");
    pack_number(&more, (int64_t)digest_fast(text_slice(&more)));
    expect_refused(text_slice(&more));
}

static void test_every_cut_and_every_damaged_byte_shows(void **state)
{
    OWNED(text) struct text content = { 0 };

    (void)state;
    write_one(&content);
    for (size_t i = 0; i < content.length; i++) {
        expect_refused((struct slice){ content.bytes, i });
        content.bytes[i] ^= 0x20;
        expect_refused((struct slice){ content.bytes, content.length });
        content.bytes[i] ^= 0x20;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_what_another_program_wrote_is_refused),
        cmocka_unit_test(test_every_cut_and_every_damaged_byte_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
