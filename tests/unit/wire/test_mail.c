#include "wire/mail.h"

#include "base/moment.h"
#include "wire/imap_reply.h"
#include "wire/unquoted.h"

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
        { "new\nOn Fri, 20 Nov 2026 at 3:04 Li Ming <li@example.org>\nwrote:\n> old\n", "new\n" },
        { "新\n\n发件人: 李明\n发送时间: 2026年11月20日\n收件人: 我\n旧\n", "新\n\n" },
        { "new\n\nFrom: Li\nSent: Friday\nTo: me\nold\n", "new\n\n" },
        { "From: here it smells\nTo be honest\n", "From: here it smells\nTo be honest\n" },
        { "> only\n", "> only\n" },
        { "", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(text) struct text kept = { 0 };
        unquoted_add(&kept, slice_of(rows[i].written));
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
    text_clear(&name);
    imap_add_mailbox(&name, SLICE("&V4NXPpCuTvY-")); /* copied from the server's list */
    assert_string_equal(text_string(&name), "\"&V4NXPpCuTvY-\"");
    text_clear(&name);
    imap_add_mailbox(&name, SLICE("R&D-2"));
    assert_string_equal(text_string(&name), "\"R&-D-2\"");
}

static void test_mails_are_read_as_they_are_in_practice(void **state)
{
    (void)state; /* not used */
    static const struct {
        const char *mail;
        const char *subject;
        const char *text;
    } rows[] = {
        /* Big5 that nobody names, in the header and in the body */
        { "Subject: \xb9\x71\xa6\xc0\xb0\x5f\xa4\xf5\r\n\r\n"
          "\xb9\x71\xa6\xc0\xb0\x5f\xa4\xf5\xa4\x46\xa1\x41\xa7\xda\xad\x6e\xa7\xeb\xb6\x44\r\n",
          "電池起火", "電池起火了，我要投訴\n" },
        /* the same of GB 2312, and UTF-8 under its name */
        { "Subject: \xb5\xe7\xb3\xd8\xc6\xf0\xbb\xf0\r\n\r\n\xce\xd2\xd2\xaa\xcd\xb6\xcb\xdf\xa3\xac\xcd\xcb\xbf\xee\r\n",
          "电池起火", "我要投诉，退款\n" },
        { "Subject: x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n我要投诉\r\n", "x",
          "我要投诉\n" },
        { "Subject: x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
          "\xce\xd2\xd2\xaa\xcd\xb6\xcb\xdf\xa3\xac\xcd\xcb\xbf\xee\r\n", "x", "我要投诉，退款\n" },
        { "Subject: x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nd\xe9j\xe0 vu\r\n", "x",
          "déjà vu\n" },
        /* paragraphs in pieces */
        { "Subject: x\r\nContent-Type: text/plain; format=flowed\r\n\r\nIt \r\nsmokes.\r\n"
          "> old \r\n> words\r\n  two\r\n", "x", "It smokes.\n two\n" },
        { "Subject: x\r\nContent-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\r\n\r\n"
          "电池 \r\n起火\r\n", "x", "电池起火\n" },
        /* HTML: its own charset, and what it answers */
        { "Subject: x\r\nContent-Type: text/html\r\n\r\n<meta charset=\"big5\">"
          "\xb9\x71\xa6\xc0<blockquote>old<p>words</blockquote>", "x", "電池\n" },
        /* a mail that only passes one on */
        { "Subject: Fwd\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\r\n--b\r\n"
          "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nIt smokes\r\n--b--\r\n", "Fwd",
          "It smokes\n" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OWNED(mail) struct mail mail = { 0 };
        struct fault fault = { 0 };
        assert_int_equal(mail_read(slice_of(rows[i].mail), &mail, &fault), 0);
        assert_string_equal(text_string(&mail.subject), rows[i].subject);
        assert_string_equal(text_string(&mail.text), rows[i].text);
    }
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
        cmocka_unit_test(test_mails_are_read_as_they_are_in_practice),
        cmocka_unit_test(test_a_mail_that_never_ends_opening_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
