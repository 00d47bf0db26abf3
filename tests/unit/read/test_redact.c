#include "read/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    const char *masked;
} rows[] = {
    {"请打13812345678找我", "请打138****5678找我"},
    {"+86 138-1234-5678", "+86 *********5678"},
    {"电话 0755-12345678。", "电话 075******5678。"},
    {"身份证11010519491231002X的", "身份证1101**********002X的"},
    {"身份证110105194912310021的", "身份证110105194912310021的"},
    {"卡号 6222 0200 0000 0000 018", "卡号 6222*************** 018"},
    {"card 4111111111111111", "card 4111********1111"},
    {"card 4111111111111112", "card 4111111111111112"},
    {"write to li.lei@mail.example.com.", "write to l***@mail.example.com."},
    {"13812345678@qq.com", "1***@qq.com"},
    {"@user 投诉", "@user 投诉"},
    {"订单号20261121030405", "订单号20261121030405"},
    {"2026-11-21 03:04", "2026-11-21 03:04"},
    {"价格 12345678901234567890123456789", "价格 12345678901234567890123456789"},
    {"", ""},
};

static void test_personal_data_is_masked_and_other_numbers_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        OWNED(text) struct text masked = {0};

        redact_add(&masked, slice_of(rows[i].text));
        if (strcmp(text_string(&masked), rows[i].masked) != 0)
            fail_msg("'%s' became '%s'", rows[i].text, text_string(&masked));
    }
}

static void test_a_million_at_signs_do_not_stall(void **state)
{
    enum { LENGTH = 1 << 20 };
    OWNED(text) struct text hostile = {0};
    OWNED(text) struct text masked = {0};

    (void)state;
    memset(text_reserve(&hostile, LENGTH), '@', LENGTH);
    for (size_t i = 0; i < LENGTH; i += 300)
        hostile.bytes[i] = '1';
    redact_add(&masked, (struct slice){hostile.bytes, LENGTH});
    assert_int_equal(masked.length, LENGTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal_data_is_masked_and_other_numbers_are_not),
        cmocka_unit_test(test_a_million_at_signs_do_not_stall),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
