#include "core/grade.h"

#include "core/incident.h"
#include "core/release.h"
#include "core/surges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Does growth over `percent` hold for a subject whose growth is that? */
static bool holds(const struct condition *condition, const struct growth *growth)
{
    static const struct plan plan = { 0 };
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);
    struct surges surges = { 0 };

    (void)surges_set(&surges, SLICE("subject/battery"), growth, 0); /* nothing was there */
    const struct view view = { .plan = &plan, .incident = incident, .surges = &surges };
    bool answer = grade_holds(&view, condition);
    surges_done(&surges);
    return answer;
}

static void test_growth_between_the_detectors_numbers(void **state)
{
    static const struct {
        const char *what;
        int tier, literal_tier;
        double shown, day;
        bool early, literal;
    } ROWS[] = {
        { "the day is over it, whatever window is shown", 200, 200, 210, 260, true, true },
        { "the day is exactly it", 200, 200, 210, 250, false, false },
        { "the shown window is over it", 200, 0, 400, 0, true, false },
        { "the shown window is, but only a warning is in force", 100, 0, 400, 0, false, false },
        { "the next number is in force", 300, 0, 240, 0, true, false },
        { "the next number is in force by the day", 300, 300, 320, 320, true, true },
    };
    const struct condition early = { .kind = CONDITION_GROWTH, .percent = 250 };
    const struct condition literal = { .kind = CONDITION_GROWTH, .percent = 250, .literal = true };

    (void)state; /* not used */
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct growth growth = { .tier = ROWS[i].tier,
                                       .literal_tier = ROWS[i].literal_tier,
                                       .growth_percent = ROWS[i].shown,
                                       .day_percent = ROWS[i].day };
        if (holds(&early, &growth) != ROWS[i].early || holds(&literal, &growth) != ROWS[i].literal)
            fail_msg("%s", ROWS[i].what);
    }
}

static void test_the_detectors_own_numbers_are_its_word(void **state)
{
    const struct condition over_300 = { .kind = CONDITION_GROWTH, .percent = 300 };
    const struct growth early_200 = { .tier = 200, .growth_percent = 900 };
    const struct growth early_300 = { .tier = 300, .growth_percent = 280 };
    const struct growth suspected = { .tier = 500, .literal_tier = 500, .day_percent = 900,
                                      .suspected_coordination = true };

    (void)state; /* not used */
    assert_false(holds(&over_300, &early_200));
    assert_true(holds(&over_300, &early_300));
    assert_false(holds(&over_300, &suspected));
}

static void test_not_is_the_opposite_of_what_it_holds(void **state)
{
    const struct condition over_300 = { .kind = CONDITION_GROWTH, .percent = 300 };
    const struct condition opposite = { .kind = CONDITION_NOT, .children = &over_300, .child_count = 1 };
    const struct condition empty = { .kind = CONDITION_NOT };
    const struct growth surge = { .tier = 300 };
    const struct growth calm = { 0 };

    (void)state; /* not used */
    assert_false(holds(&opposite, &surge));
    assert_true(holds(&opposite, &calm));
    assert_false(holds(&empty, &surge));
}

/* No level of the shipped plans leaves a warning alone where a core outlet reports; a plan of one's own
 * may, and then its release waits (WRN-7). */
static void test_a_core_outlet_keeps_a_warning(void **state)
{
    static const struct check_rule rule = { .kind = CHECK_NO_MEDIA, .tier = OUTLET_CORE,
                                            .within_ms = 72 * HOUR_MS };
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);
    struct view view = { .incident = incident, .now = 72 * HOUR_MS };

    incident->outlets[incident->outlet_count++] =
        (struct outlet_seen){ memory_copy("财新网", strlen("财新网")), OUTLET_CORE, HOUR_MS, HOUR_MS };
    incident->outlets[incident->outlet_count++] =
        (struct outlet_seen){ memory_copy("晚报", strlen("晚报")), OUTLET_LOCAL, HOUR_MS, HOUR_MS };
    assert_false(release_check(&view, &rule).is_met);
    assert_true(release_check(&view, &rule).have == 1);
    view.now += HOUR_MS;
    assert_true(release_check(&view, &rule).is_met);
}

static void test_growth_that_does_not_count_yet_says_why(void **state)
{
    (void)state; /* not used */
    const struct condition over_300 = { .kind = CONDITION_GROWTH, .percent = 300 };
    const struct finding young = { .condition = &over_300, .have = 5400, .need = 300,
                                   .growth = { .observed = 11, .guard = 2.5, .baseline_days = 0.1 } };
    const struct finding held = { .condition = &over_300, .have = 320, .need = 300,
                                  .growth = { .tier = 300 } };
    OWNED(text) struct text text = { 0 };

    grade_add_finding(&text, &young);
    assert_string_equal(text_string(&text), "growth +5400 % (over 300 % wanted) that does not count "
                                            "yet: 11 complaints, guard 2.5, usual known of 0.1 days");
    text_clear(&text);
    grade_add_finding(&text, &held);
    assert_string_equal(text_string(&text), "growth +320 % (over 300 % wanted)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth_between_the_detectors_numbers),
        cmocka_unit_test(test_the_detectors_own_numbers_are_its_word),
        cmocka_unit_test(test_not_is_the_opposite_of_what_it_holds),
        cmocka_unit_test(test_a_core_outlet_keeps_a_warning),
        cmocka_unit_test(test_growth_that_does_not_count_yet_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
