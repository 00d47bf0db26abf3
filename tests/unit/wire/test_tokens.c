#include "wire/tokens.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_a_token_is_found_by_its_secret_alone(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text secret = { 0 };
    OWNED(text) struct text hash = { 0 };
    OWNED(text) struct text file = { 0 };
    struct tokens read = { 0 };

    tokens_add_secret(&secret);
    tokens_add_hash(&hash, (struct slice){ secret.bytes, secret.length });
    struct token token = { .id = SLICE("ab"), .actor = SLICE("小李"),
                           .hash = { hash.bytes, hash.length }, .access = ACCESS_DUTY,
                           .has_role = true, .role = ROLE_GROUP_HEAD, .created_at = 1000,
                           .expires_at = 5000 };
    tokens_write(&file, &(struct tokens){ &token, 1 });
    assert_int_equal(tokens_read((struct slice){ file.bytes, file.length }, arena, &read, NULL),
                     0);
    assert_int_equal(read.count, 1);

    const struct slice given = { secret.bytes, secret.length };
    const struct token *found = tokens_find(&read, given, 2000);
    assert_non_null(found);
    assert_true(slice_is(found->actor, "小李"));
    assert_int_equal(found->role, ROLE_GROUP_HEAD);
    assert_null(tokens_find(&read, given, 5000));
    assert_null(tokens_find(&read, SLICE("tocsin_00"), 2000));
    assert_non_null(tokens_find_id(&read, SLICE("ab"), 2000));
    read.rows[0].revoked = true;
    assert_null(tokens_find(&read, given, 2000));
    assert_null(tokens_find_id(&read, SLICE("ab"), 2000));
}

static void test_a_file_that_is_none_admits_nobody(void **state)
{
    (void)state;
    static const char *const files[] = {
        "", "[]", "{}", "{\"tokens\":{}}", "{\"tokens\":[{}]}",
        "{\"tokens\":[{\"id\":\"a\",\"actor\":\"b\",\"hash\":\"short\",\"access\":\"admin\"}]}",
    };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        OWNED(arena) struct arena *arena = arena_new();
        struct tokens read = { 0 };
        assert_int_equal(tokens_read(slice_of(files[i]), arena, &read, NULL), -1);
        assert_int_equal(read.count, 0);
    }
}

static void test_a_service_neither_looks_nor_decides(void **state)
{
    (void)state;
    assert_false(access_may_look(ACCESS_SERVICE));
    assert_false(access_may_decide(ACCESS_SERVICE));
    assert_true(access_may_look(ACCESS_VIEWER));
    assert_false(access_may_decide(ACCESS_VIEWER));
    assert_false(access_may_decide(ACCESS_ANALYST));
    assert_true(access_may_decide(ACCESS_DUTY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_token_is_found_by_its_secret_alone),
        cmocka_unit_test(test_a_file_that_is_none_admits_nobody),
        cmocka_unit_test(test_a_service_neither_looks_nor_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
