#include "wire/mail.h"

#include "base/moment.h"
#include "wire/imap_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_quotes_are_left_out(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *written;
        const char *kept;
    } rows[] = {
        { "new\n> old\nmore\n", "new\nmore\n" },
        { "new\nOn Friday Li wrote:\n> old\n", "new\n" },
        { "你好\n------------------ 原始邮件 ------------------\nold\n", "你好\n" },
        { "> only\n", "> only\n" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(text) struct text kept = { 0 };
        mail_add_unquoted(&kept, slice_of(rows[i].written));
        assert_string_equal(text_string(&kept), rows[i].kept);
    }
}

static void test_a_reply_is_whole_or_waits(void **state)
{
    (void)state; /* not used */
    static const char said[] = "* 1 FETCH (UID 7 BODY[]<0> {5}\r\nab\r\nc)\r\nT1 OK done\r\n";
    OWNED(arena) struct arena *arena = arena_new();
    struct fault fault = { 0 };
    struct imap_reply reply;
    uint32_t uid = 0;

    for (size_t length = 0; length < 39; length++) {
        const struct imap_received part = {
            .bytes = { said, length }, .limit_bytes = 100, .arena = arena
        };
        assert_int_equal(imap_reply_read(&part, &reply, &fault), 0);
        assert_int_equal(reply.length, 0);
    }
    const struct imap_received whole = {
        .bytes = { said, sizeof said - 1 }, .limit_bytes = 100, .arena = arena
    };
    assert_int_equal(imap_reply_read(&whole, &reply, &fault), 0);
    assert_int_equal(reply.kind, IMAP_UNTAGGED);
    assert_true(imap_reply_counts(&reply, "FETCH"));
    assert_true(imap_reply_number(&reply, "UID", &uid));
    assert_int_equal(uid, 7);
    assert_int_equal(reply.literal_count, 1);
    assert_true(slice_is(reply.literals[0], "ab\r\nc"));
    const struct imap_received large = {
        .bytes = SLICE("* X {4294967295}\r\n"), .limit_bytes = 100, .arena = arena
    };
    assert_int_equal(imap_reply_read(&large, &reply, &fault), -1);
}

static void test_mailboxes_are_named_in_seven_bits(void **state)
{
    (void)state; /* not used */
    OWNED(text) struct text name = { 0 };

    imap_add_mailbox(&name, SLICE("垃圾邮件 & \"co\""));
    assert_string_equal(text_string(&name), "\"&V4NXPpCuTvY- &- \\\"co\\\"\"");
}

static void test_a_mail_that_never_ends_opening_is_refused(void **state)
{
    (void)state; /* not used */
    OWNED(text) struct text bomb = { 0 };
    struct mail mail = { 0 };
    struct fault fault = { 0 };

    text_add(&bomb, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 500; i++)
        text_add(&bomb, "--b\r\nContent-Type: multipart/mixed; Boundary=b\r\n\r\n");
    assert_int_equal(mail_read((struct slice){ bomb.bytes, bomb.length }, &mail, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotes_are_left_out),
        cmocka_unit_test(test_a_reply_is_whole_or_waits),
        cmocka_unit_test(test_mailboxes_are_named_in_seven_bits),
        cmocka_unit_test(test_a_mail_that_never_ends_opening_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
