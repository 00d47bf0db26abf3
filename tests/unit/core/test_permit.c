#include "core/permit.h"

#include "core/incident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Who may what, where, in words of its own: the plan's roles as in rules/plans, one letter a role
 * (o operator, d duty, s secretariat, f office director, p PR director, l legal manager, v vice
 * president, g general coordinator, h group head); "-" nobody. Columns: ack note verify confirm
 * reject upgrade downgrade attest release silence. */
static const char ROLES[] = "odsfplvgh";

static const enum verb COLUMNS[] = { VERB_ACK,     VERB_NOTE,      VERB_VERIFY, VERB_CONFIRM,
                                     VERB_REJECT,  VERB_UPGRADE,   VERB_DOWNGRADE, VERB_ATTEST,
                                     VERB_RELEASE, VERB_SILENCE };

enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

#define ALL "odsfplvgh"
#define STAFF "dsfplvgh" /* verify, attest */
#define OPEN "dsfvgh"    /* open level 3, silence */

static const char *const TABLE[SITUATION_COUNT][COLUMN_COUNT] = {
    [SITUATION_NONE] = { "-", "-", OPEN, OPEN, "-", "h", "-", "-", "-", OPEN },
    [SITUATION_WARNING] = { ALL, ALL, OPEN, OPEN, OPEN, "gh", "-", STAFF, "f", OPEN },
    [SITUATION_WARNING_PROPOSED] = { ALL, ALL, STAFF, "h", "h", "gh", "-", STAFF, "f", OPEN },
    [SITUATION_LEVEL_3] = { ALL, ALL, STAFF, "pvgh", "gh", "gh", "-", STAFF, OPEN, OPEN },
    [SITUATION_LEVEL_3_PROPOSED] = { ALL, ALL, STAFF, "gh", "gh", "gh", "-", STAFF, OPEN, OPEN },
    [SITUATION_LEVEL_3_CLOSING] = { ALL, ALL, STAFF, OPEN, OPEN, "gh", "-", STAFF, OPEN, OPEN },
    [SITUATION_LEVEL_2] = { ALL, ALL, STAFF, "pvgh", "gh", "gh", "gh", STAFF, "gh", OPEN },
    [SITUATION_LEVEL_2_PROPOSED] = { ALL, ALL, STAFF, "gh", "gh", "gh", "gh", STAFF, "gh", OPEN },
    [SITUATION_LEVEL_1] = { ALL, ALL, STAFF, "pvgh", "-", "-", "-", STAFF, "fvgh", "-" },
    [SITUATION_RELEASED] = { "-", ALL, "-", "-", "-", "-", "-", "-", "-", "-" },
    [SITUATION_DRILL_OVER] = { "-", ALL, "-", "-", "-", "-", "-", STAFF, "-", "-" },
};

static unsigned roles_of(const char *letters)
{
    unsigned roles = 0;

    for (; *letters != '\0' && *letters != '-'; letters++)
        roles |= BIT(strchr(ROLES, *letters) - ROLES);
    return roles;
}

/* The roles of rules/plans/complaint-disclosure.yaml. */
static struct plan shipped_plan(void)
{
    struct plan plan = { .level_1_approvals = 2, .level_1_roles = roles_of("fvgh") };

    plan.decisions[DECISION_RESPOND].roles = roles_of("h");
    plan.decisions[DECISION_REGRADE].roles = roles_of("gh");
    plan.decisions[DECISION_OPEN].roles = roles_of(OPEN);
    plan.decisions[DECISION_VERIFY].roles = roles_of(STAFF);
    plan.decisions[DECISION_ATTEST].roles = roles_of(STAFF);
    plan.decisions[DECISION_WAIVE].roles = roles_of("fvgh");
    plan.decisions[DECISION_SILENCE].roles = roles_of(OPEN);
    plan.decisions[DECISION_SIGN_OFF].roles = roles_of("pvgh");
    plan.decisions[DECISION_NOTE].roles = roles_of(ALL);
    plan.checklists[CHECKLIST_WARNING].roles = roles_of("f");
    plan.checklists[CHECKLIST_CANCEL].roles = roles_of("gh");
    plan.checklists[CHECKLIST_TERMINATION].roles = roles_of("h");
    plan.checklists[CHECKLIST_CLOSE].roles = roles_of(OPEN);
    return plan;
}

/* An incident that stands there, or NULL. */
static struct incident *incident_in(enum situation situation)
{
    static const struct {
        enum level level;
        enum level proposed;
        bool closing;
    } STANDS[SITUATION_COUNT] = {
        [SITUATION_WARNING] = { LEVEL_WARNING, LEVEL_NONE, false },
        [SITUATION_WARNING_PROPOSED] = { LEVEL_WARNING, LEVEL_1, false },
        [SITUATION_LEVEL_3] = { LEVEL_3, LEVEL_NONE, false },
        [SITUATION_LEVEL_3_PROPOSED] = { LEVEL_3, LEVEL_2, false },
        [SITUATION_LEVEL_3_CLOSING] = { LEVEL_3, LEVEL_NONE, true },
        [SITUATION_LEVEL_2] = { LEVEL_2, LEVEL_NONE, false },
        [SITUATION_LEVEL_2_PROPOSED] = { LEVEL_2, LEVEL_1, false },
        [SITUATION_LEVEL_1] = { LEVEL_1, LEVEL_NONE, false },
        [SITUATION_RELEASED] = { LEVEL_NONE, LEVEL_NONE, false },
        [SITUATION_DRILL_OVER] = { LEVEL_NONE, LEVEL_NONE, false },
    };

    if (situation == SITUATION_NONE)
        return NULL;
    struct incident *incident = incident_new(SLICE("battery"), 0);
    incident->level = STANDS[situation].level;
    if (STANDS[situation].proposed != LEVEL_NONE)
        incident->proposals[STANDS[situation].proposed].is_pending = true;
    incident->proposals[LEVEL_NONE].is_pending = STANDS[situation].closing;
    if (situation == SITUATION_RELEASED || situation == SITUATION_DRILL_OVER)
        incident->released_at = 1;
    if (situation == SITUATION_DRILL_OVER)
        incident->clocks[incident->clock_count++] =
            (struct clock){ .id = memory_copy("CLK-19", 6), .state = CLOCK_PENDING };
    return incident;
}

static void test_every_situation_is_found_from_its_incident(void **state)
{
    (void)state; /* not used */
    for (int situation = 0; situation < SITUATION_COUNT; situation++) {
        OWNED(incident) struct incident *incident = incident_in((enum situation)situation);
        if (situation_of(incident) != (enum situation)situation)
            fail_msg("%s", situation_name((enum situation)situation));
    }
}

static void test_who_may_do_what_where(void **state)
{
    const struct plan plan = shipped_plan();
    int cases = 0;

    (void)state; /* not used */
    for (int row = 0; row < SITUATION_COUNT; row++) {
        OWNED(incident) struct incident *incident = incident_in((enum situation)row);
        for (int column = 0; column < COLUMN_COUNT; column++) {
            const struct permit *permit = permit_find((enum situation)row, COLUMNS[column]);
            unsigned wanted = roles_of(TABLE[row][column]);
            for (int role = 0; role < ROLE_COUNT; role++, cases++)
                if (permit_admits(permit, &plan, incident, (enum role)role) !=
                    ((wanted & BIT(role)) != 0))
                    fail_msg("%s, %s, %s", situation_name((enum situation)row),
                             verb_name(COLUMNS[column]), role_name((enum role)role));
        }
    }
    assert_int_equal(cases, SITUATION_COUNT * COLUMN_COUNT * ROLE_COUNT);
}

static void test_every_refusal_says_why(void **state)
{
    (void)state; /* not used */
    for (int row = 0; row < SITUATION_COUNT; row++) {
        for (int column = 0; column < COLUMN_COUNT; column++) {
            const struct permit *permit = permit_find((enum situation)row, COLUMNS[column]);
            if (permit->kind == PERMIT_REFUSED && strlen(permit->why) < 10)
                fail_msg("%s, %s", situation_name((enum situation)row),
                         verb_name(COLUMNS[column]));
        }
    }
}

static void test_level_1_never_goes_down(void **state)
{
    (void)state; /* not used */
    assert_int_equal(permit_find(SITUATION_LEVEL_1, VERB_DOWNGRADE)->kind, PERMIT_REFUSED);
    assert_int_equal(permit_find(SITUATION_LEVEL_1, VERB_REJECT)->kind, PERMIT_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_situation_is_found_from_its_incident),
        cmocka_unit_test(test_who_may_do_what_where),
        cmocka_unit_test(test_every_refusal_says_why),
        cmocka_unit_test(test_level_1_never_goes_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
