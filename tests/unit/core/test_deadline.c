#include "core/deadline.h"

#include "core/incident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct clock_rule REQUEST = { .id = "CLK-14", .title = "", .group = "",
                                           .purpose = CLOCK_OF_REQUEST, .length_ms = 4 * HOUR_MS };

/* Months of level 1: the list of clocks is full, and the first two of them wait. */
static void fill(struct incident *incident)
{
    for (int i = 0; i < INCIDENT_CLOCK_LIMIT; i++) {
        char id[16];
        size_t length = (size_t)snprintf(id, sizeof id, "CLK-%d", 100 + i);
        incident->clocks[incident->clock_count++] =
            (struct clock){ .id = memory_copy(id, length), .purpose = CLOCK_OF_LEVEL,
                            .state = i < 2 ? CLOCK_PENDING : CLOCK_MET };
    }
}

static void test_a_full_list_forgets_the_oldest_clock_that_ended(void **state)
{
    (void)state; /* not used */
    const struct plan plan = { .clocks = &REQUEST, .clock_count = 1 };
    const struct scene scene = { .plan = &plan, .now = HOUR_MS };
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);

    fill(incident);
    deadline_start(&scene, incident, CLOCK_OF_REQUEST, LEVEL_NONE);
    assert_int_equal(incident->clock_count, INCIDENT_CLOCK_LIMIT);
    assert_string_equal(incident->clocks[0].id, "CLK-100");
    assert_string_equal(incident->clocks[1].id, "CLK-101");
    assert_string_equal(incident->clocks[2].id, "CLK-103");
    assert_int_equal(deadline_find(incident, SLICE("CLK-14"))->due_at, 5 * HOUR_MS);
}

static void test_a_list_of_running_clocks_takes_no_other(void **state)
{
    (void)state; /* not used */
    const struct plan plan = { .clocks = &REQUEST, .clock_count = 1 };
    const struct scene scene = { .plan = &plan, .now = HOUR_MS };
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);

    fill(incident);
    for (size_t i = 0; i < incident->clock_count; i++)
        incident->clocks[i].state = CLOCK_PENDING;
    deadline_start(&scene, incident, CLOCK_OF_REQUEST, LEVEL_NONE);
    assert_null(deadline_find(incident, SLICE("CLK-14")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_list_forgets_the_oldest_clock_that_ended),
        cmocka_unit_test(test_a_list_of_running_clocks_takes_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
