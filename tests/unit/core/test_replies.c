#include "core/replies.h"

#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* 2026-03-02T00:00:00Z */
#define MONDAY_AT ((int64_t)1772409600000)

static struct key id_of(uint64_t number)
{
    return digest_hmac_key(SLICE("test"), (struct slice){ (const char *)&number, sizeof number });
}

static void hear(struct replies *replies, uint64_t number, const char *subject, int64_t at)
{
    struct reply complaint = { .id = id_of(number), .at = at };

    complaint.series[0] = replies_series("channel/", SLICE("hotline"));
    complaint.series[1] = replies_series("subject/", slice_of(subject));
    replies_hear(replies, &complaint);
}

static struct reply_share share_of(const struct replies *replies, const char *series, int64_t from_at,
                                   int64_t to_at)
{
    uint32_t asked = replies_series("", slice_of(series));

    return replies_share(replies, &(struct reply_question){
                                      .series = &asked,
                                      .series_count = strcmp(series, "*") == 0 ? 0 : 1,
                                      .from_at = from_at,
                                      .to_at = to_at,
                                      .recent_at = to_at - HOUR_MS,
                                  });
}

static void test_answers_are_counted_once_and_by_series(void **state)
{
    (void)state; /* not used */
    OWNED(replies) struct replies *replies = replies_new();

    for (uint64_t i = 0; i < 10; i++)
        hear(replies, i, i < 6 ? "battery" : "app", MONDAY_AT + (int64_t)i * MINUTE_MS);
    hear(replies, 3, "battery", MONDAY_AT); /* a repeat */
    assert_true(replies_answer(replies, id_of(0), MONDAY_AT + HOUR_MS));
    assert_false(replies_answer(replies, id_of(0), MONDAY_AT + HOUR_MS));
    assert_false(replies_answer(replies, id_of(77), MONDAY_AT + HOUR_MS));
    assert_true(replies_answer(replies, id_of(7), MONDAY_AT + 3 * HOUR_MS));

    struct reply_share all = share_of(replies, "*", MONDAY_AT, MONDAY_AT + 2 * HOUR_MS);
    struct reply_share battery =
        share_of(replies, "subject/battery", MONDAY_AT, MONDAY_AT + 2 * HOUR_MS);
    struct reply_share later =
        share_of(replies, "channel/hotline", MONDAY_AT + 5 * MINUTE_MS, MONDAY_AT + 2 * HOUR_MS);
    assert_int_equal(all.complaints, 10);
    assert_int_equal(all.answered, 2);
    assert_int_equal(all.recent_complaints, 0);
    assert_int_equal(all.recent_answers, 2);
    assert_int_equal(battery.complaints, 6);
    assert_int_equal(battery.answered, 1);
    assert_int_equal(later.complaints, 5);
    assert_true(all.is_whole);
}

static void test_days_that_lie_back_are_forgotten_and_told(void **state)
{
    (void)state; /* not used */
    OWNED(replies) struct replies *replies = replies_new();
    int64_t day = 0;
    bool is_gone = false;

    hear(replies, 1, "battery", MONDAY_AT);
    assert_true(replies_next_change(replies, &day, &is_gone));
    assert_false(is_gone);
    hear(replies, 2, "battery", MONDAY_AT + REPLIES_DAYS * DAY_MS);
    assert_false(replies_answer(replies, id_of(1), MONDAY_AT));
    assert_true(replies_next_change(replies, &day, &is_gone));
    assert_int_equal(day, MONDAY_AT / DAY_MS);
    assert_true(is_gone);
    assert_true(replies_next_change(replies, &day, &is_gone));
    assert_false(is_gone);
    assert_false(replies_next_change(replies, &day, &is_gone));
    hear(replies, 3, "battery", MONDAY_AT); /* too late to be kept */
    assert_int_equal(share_of(replies, "*", 0, INT64_MAX).complaints, 1);
}

static void test_the_oldest_day_goes_first_for_want_of_room(void **state)
{
    (void)state; /* not used */
    OWNED(replies) struct replies *replies = replies_new();

    for (uint64_t i = 0; i < REPLIES_LIMIT; i++)
        hear(replies, i, "battery", MONDAY_AT + (i < 1000 ? 0 : DAY_MS));
    assert_true(share_of(replies, "*", MONDAY_AT, INT64_MAX).is_whole);
    hear(replies, REPLIES_LIMIT, "battery", MONDAY_AT + DAY_MS);
    struct reply_share all = share_of(replies, "*", MONDAY_AT, INT64_MAX);
    assert_int_equal(all.complaints, REPLIES_LIMIT - 1000 + 1);
    assert_false(all.is_whole);
    assert_true(share_of(replies, "*", MONDAY_AT + DAY_MS, INT64_MAX).is_whole);
    for (uint64_t i = 1; i < 1001; i++) /* one day alone is more than there is room for */
        hear(replies, REPLIES_LIMIT + i, "battery", MONDAY_AT + DAY_MS);
    all = share_of(replies, "*", MONDAY_AT + DAY_MS, INT64_MAX);
    assert_int_equal(all.complaints, REPLIES_LIMIT);
    assert_false(all.is_whole);
}

/* Moves everything that is fresh into a new set, each list twice: a flush may be repeated. */
static struct replies *stored(struct replies *replies)
{
    struct replies *copy = replies_new();
    int64_t day = 0;
    bool is_gone = false;

    while (replies_next_change(replies, &day, &is_gone)) {
        OWNED(text) struct text content = { 0 };
        OWNED(text) struct text list = { 0 };
        replies_write(replies, &content);
        struct slice fresh = replies_fresh(replies, day);
        text_add_bytes(&list, fresh.bytes, fresh.length);
        text_add_bytes(&list, fresh.bytes, fresh.length);
        assert_true(replies_restore(copy, (struct slice){ content.bytes, content.length },
                                    (struct slice){ list.bytes, list.length }));
    }
    return copy;
}

static void test_what_was_stored_reads_back(void **state)
{
    (void)state; /* not used */
    OWNED(replies) struct replies *replies = replies_new();

    for (uint64_t i = 0; i < 300; i++)
        hear(replies, i, i % 3 == 0 ? "app" : "battery", MONDAY_AT + (int64_t)i * HOUR_MS);
    for (uint64_t i = 0; i < 300; i += 2)
        assert_true(replies_answer(replies, id_of(i), MONDAY_AT + 301 * HOUR_MS));
    OWNED(replies) struct replies *copy = stored(replies);
    struct reply_share is = share_of(copy, "subject/battery", MONDAY_AT, INT64_MAX);
    assert_int_equal(is.complaints, 200);
    assert_int_equal(is.answered, 100);
    int64_t day = 0;
    bool is_gone = false;
    assert_false(replies_next_change(copy, &day, &is_gone));
    replies_renew(copy);
    OWNED(replies) struct replies *again = stored(copy);
    is = share_of(again, "subject/battery", MONDAY_AT, INT64_MAX);
    assert_int_equal(is.complaints, 200);
    assert_int_equal(is.answered, 100);
}

static void test_other_bytes_are_refused(void **state)
{
    (void)state; /* not used */
    OWNED(replies) struct replies *replies = replies_new();
    OWNED(text) struct text content = { 0 };

    replies_write(replies, &content);
    struct slice head = { content.bytes, content.length };
    assert_false(replies_restore(replies, SLICE("nothing"), SLICE("")));
    assert_false(replies_restore(replies, head, SLICE("0123456789")));
    assert_false(replies_restore(replies, head, SLICE("\1\0\0\0\0\0\0\0cut")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_counted_once_and_by_series),
        cmocka_unit_test(test_days_that_lie_back_are_forgotten_and_told),
        cmocka_unit_test(test_the_oldest_day_goes_first_for_want_of_room),
        cmocka_unit_test(test_what_was_stored_reads_back),
        cmocka_unit_test(test_other_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
