#include "wire/webhook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The example of the Standard Webhooks specification. */
static const struct webhook example = {
    .id = { "msg_p5jXN8AQM9LWM0D4loKWxJek", 28 },
    .timestamp = { "1614265330", 10 },
    .body = { "{\"test\": 2432232314}", 20 },
};
#define SECRET SLICE("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
static const int64_t sent_at = 1614265330000;

static void test_the_example_of_the_specification_is_signed_alike(void **state)
{
    (void)state;
    OWNED(text) struct text signature = { 0 };

    assert_true(webhook_sign(&signature, &example, SECRET));
    assert_string_equal(text_string(&signature), SIGNATURE);
}

static void test_a_signature_holds_for_its_message_and_its_time(void **state)
{
    (void)state;
    struct webhook webhook = example;

    webhook.signatures = SLICE(SIGNATURE);
    assert_true(webhook_is_signed(&webhook, SECRET, sent_at));
    assert_true(webhook_is_signed(&webhook, SECRET, sent_at + WEBHOOK_TOLERANCE_MS));
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at + WEBHOOK_TOLERANCE_MS + 1));
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at - WEBHOOK_TOLERANCE_MS - 1));
    assert_false(webhook_is_signed(&webhook, SLICE("whsec_AAAA"), sent_at));
    webhook.body = SLICE("{\"test\": 2432232315}");
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at));
}

static void test_one_good_signature_among_several_is_enough(void **state)
{
    (void)state;
    struct webhook webhook = example;

    webhook.signatures = SLICE("v1,AAAA v2,whatever " SIGNATURE);
    assert_true(webhook_is_signed(&webhook, SECRET, sent_at));
    webhook.signatures = SLICE("v1,AAAA");
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at));
    webhook.signatures = SLICE("");
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at));
}

static void test_a_bad_secret_or_time_signs_nothing(void **state)
{
    (void)state;
    struct webhook webhook = example;
    OWNED(text) struct text signature = { 0 };

    assert_false(webhook_sign(&signature, &webhook, SLICE("whsec_!!!")));
    assert_false(webhook_sign(&signature, &webhook, SLICE("")));
    webhook.signatures = SLICE(SIGNATURE);
    webhook.timestamp = SLICE("1614265330 ");
    assert_false(webhook_is_signed(&webhook, SECRET, sent_at));
}

static void test_a_bearer_brings_the_secret_itself(void **state)
{
    static const struct {
        const char *authorization;
        bool is_good;
    } rows[] = {
        { "Bearer s3cret", true },  { "bearer s3cret", true }, { "Bearer s3cre", false },
        { "Bearer s3crets", false }, { "Basic s3cret", false }, { "s3cret", false },
        { "Bearer ", false },        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct webhook webhook = { .signatures = slice_of(rows[i].authorization),
                                         .body = SLICE("{}") };
        if (webhook_is_signed_as(WEBHOOK_BEARER, &webhook, SLICE("s3cret"), 0) != rows[i].is_good)
            fail_msg("'%s'", rows[i].authorization);
    }
    assert_false(webhook_is_signed_as(WEBHOOK_BEARER,
                                      &(struct webhook){ .signatures = SLICE("Bearer ") },
                                      SLICE(""), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example_of_the_specification_is_signed_alike),
        cmocka_unit_test(test_a_signature_holds_for_its_message_and_its_time),
        cmocka_unit_test(test_one_good_signature_among_several_is_enough),
        cmocka_unit_test(test_a_bad_secret_or_time_signs_nothing),
        cmocka_unit_test(test_a_bearer_brings_the_secret_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
