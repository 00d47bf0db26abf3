#include "core/casebook.h"

#include "core/trigger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Nobody has counted anything. */
static int64_t no_sum(const void *context, struct slice series, unsigned metric, int64_t from_at,
                      int64_t to_at)
{
    (void)context, (void)series, (void)metric, (void)from_at, (void)to_at;
    return 0;
}

static double no_usual(const void *context, struct slice series, int64_t from_at, int64_t to_at)
{
    (void)context, (void)series, (void)from_at, (void)to_at;
    return -1;
}

static const struct growth *no_growth(const void *context, struct slice series, int64_t now)
{
    (void)context, (void)series, (void)now;
    return NULL;
}

static int64_t all_complete(const void *context, int64_t from_at, int64_t to_at)
{
    (void)context;
    return to_at - from_at;
}

static void nobody(const void *context, struct slice subject, int64_t from_at, int64_t to_at,
                   void (*visit)(void *visitor, struct key person), void *visitor)
{
    (void)context, (void)subject, (void)from_at, (void)to_at, (void)visit, (void)visitor;
}

static const struct facts_source QUIET = { no_sum, no_usual, no_growth, all_complete, nobody };

/* Everybody may do everything, but of the duty room only 李. */
static void decide(const struct command *command, char *reason, size_t room)
{
    static const struct approver APPROVERS[] = { { .role = ROLE_DUTY, .actor = "李" } };
    struct plan plan = { .name = "small", .holding_text = "" };
    const struct org_rules settings = { .org = "default", .plan = &plan, .approvers = APPROVERS,
                                        .approver_count = 1 };
    const struct rules rules = { .version = "0123", .other = &settings };
    OWNED(casebook) struct casebook *casebook = casebook_new(SLICE("acme"));
    OWNED(arena) struct arena *arena = arena_new();
    struct effects effects;

    for (int i = 0; i < DECISION_COUNT; i++)
        plan.decisions[i].roles = ~0u;
    effects_init(&effects, arena);
    casebook_use(casebook, &rules, (struct facts){ .source = &QUIET });
    casebook_command(casebook, command, HOUR_MS, &effects);
    const struct trigger *last = &effects.triggers[effects.count - 1];
    assert_int_equal(last->type, TRIGGER_COMMAND_REFUSED);
    assert_true(strlen(last->reason) < room);
    strcpy(reason, last->reason);
}

static void test_a_refusal_says_what_is_missing(void **state)
{
    const struct {
        struct command command;
        const char *words;
    } ROWS[] = {
        { { .verb = VERB_VERIFY, .subject = SLICE("battery"), .has_role = true, .role = ROLE_DUTY },
          "a decision needs an actor and a role" },
        { { .verb = VERB_VERIFY, .subject = SLICE("battery"), .actor = SLICE("李") },
          "a decision needs an actor and a role" },
        { { .verb = VERB_VERIFY, .subject = SLICE("battery"), .actor = SLICE("王"), .has_role = true,
            .role = ROLE_DUTY }, "this person is not listed as duty" },
        { { .verb = VERB_VERIFY, .actor = SLICE("李"), .has_role = true, .role = ROLE_DUTY },
          "a case needs its subject" },
        { { .verb = VERB_ACK, .incident = SLICE("00ff"), .actor = SLICE("李"), .has_role = true,
            .role = ROLE_DUTY }, "there is no such incident" },
        { { .verb = VERB_VERIFY, .subject = SLICE("battery"), .level = SLICE("level-9"),
            .actor = SLICE("李"), .has_role = true, .role = ROLE_DUTY }, "there is no such level" },
        { { .verb = VERB_CONFIRM, .subject = SLICE("battery"), .level = SLICE("level-9"),
            .actor = SLICE("赵"), .has_role = true, .role = ROLE_GROUP_HEAD }, "there is no such level" },
        { { .verb = VERB_UPGRADE, .subject = SLICE("battery"), .level = SLICE("level-9"),
            .actor = SLICE("赵"), .has_role = true, .role = ROLE_GROUP_HEAD }, "there is no such level" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        char reason[200];
        decide(&ROWS[i].command, reason, sizeof reason);
        assert_string_equal(reason, ROWS[i].words);
    }
}

static void test_a_piece_that_is_none_is_named(void **state)
{
    (void)state; /* not used */
    OWNED(casebook) struct casebook *casebook = casebook_new(SLICE("acme"));
    struct fault fault = { 0 };

    assert_int_equal(casebook_read(casebook, SLICE("i:00ff"), SLICE("nonsense"), SLICE(""), &fault), -1);
    assert_string_equal(fault.text, "the piece 'i:00ff' of the casebook of 'acme' is none");
    assert_int_equal(casebook_read(casebook, SLICE("x"), SLICE(""), SLICE(""), &fault), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refusal_says_what_is_missing),
        cmocka_unit_test(test_a_piece_that_is_none_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
