#include "core/incident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* An incident in which something of everything stands. */
static struct incident *full_incident(void)
{
    static const struct clause CLAUSE = { "LVL-5", "S1 四.1", "系統自動觸發二級響應" };
    const struct command command = { .item = SLICE("LVL-3.affected"),
                                     .result = SLICE("true"),
                                     .value = SLICE("12000"),
                                     .actor = SLICE("李"),
                                     .role = ROLE_DUTY };
    struct incident *incident = incident_new(SLICE("battery"), 1000);

    memcpy(incident->id, "0123456789abcdef0123456789abcdef", 33);
    incident->level = LEVEL_2;
    incident->worst = LEVEL_2;
    kept_clauses_set(&incident->clauses, &CLAUSE, 1);
    kept_clauses_set(&incident->proposals[LEVEL_1].clauses, &CLAUSE, 1);
    incident->proposals[LEVEL_1].is_pending = true;
    incident->has_growth = true;
    incident->growth.ratio = 4.4;
    incident->series = memory_copy("subject/battery", 15);
    incident->joined[incident->joined_count++] = memory_copy("*", 1);
    incident->outlets[incident->outlet_count++] =
        (struct outlet_seen){ memory_copy("a", 1), OUTLET_CORE, 5, 6 };
    incident->letters[incident->letter_count++] =
        (struct letter_seen){ LETTER_PROVINCE, 7, memory_copy("l", 1) };
    incident->regions[incident->region_count++] = (struct region_seen){ memory_copy("r", 1), 3 };
    incident->nodes[incident->node_count++] =
        (struct node){ .id = memory_copy("n", 1), .source = memory_copy("s", 1) };
    incident->clocks[incident->clock_count++] =
        (struct clock){ .id = memory_copy("CLK-1", 5), .level = LEVEL_2, .due_at = 9 };
    (void)incident_set_flag(incident, &command, 2000); /* there is room */
    incident_log(incident, 3000, "note", "李", "%d words", 3);
    incident_log_level(incident);
    return incident;
}

static void test_an_incident_reads_back_bit_for_bit(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = full_incident();
    OWNED(text) struct text first = { 0 };
    OWNED(text) struct text second = { 0 };

    incident_write(incident, &first);
    OWNED(incident) struct incident *again =
        incident_read((struct slice){ first.bytes, first.length });
    assert_non_null(again);
    incident_write(again, &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_string_equal(again->flags[0].text, "12000");
    assert_true(again->growth.ratio == 4.4);
}

static void test_a_piece_that_was_cut_off_is_refused(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = full_incident();
    OWNED(text) struct text bytes = { 0 };

    incident_write(incident, &bytes);
    for (size_t length = 0; length < bytes.length; length += 7)
        assert_null(incident_read((struct slice){ bytes.bytes, length }));
}

/* Whatever a byte becomes, reading ends and keeps within its memory (the sanitizers watch). */
static void test_a_spoiled_piece_does_no_harm(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = full_incident();
    OWNED(text) struct text bytes = { 0 };

    incident_write(incident, &bytes);
    for (size_t i = 0; i < bytes.length; i++) {
        char kept = bytes.bytes[i];
        bytes.bytes[i] = (char)0xFF;
        incident_free(incident_read((struct slice){ bytes.bytes, bytes.length }));
        bytes.bytes[i] = kept;
    }
}

static void test_words_without_end_are_cut_and_say_so(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);
    OWNED(text) struct text words = { 0 };

    for (int i = 0; i < 1000; i++)
        text_add(&words, "长");
    const struct command command = { .item = SLICE("RPT-2.impact"),
                                     .result = SLICE("true"),
                                     .value = text_slice(&words) };
    assert_true(incident_set_flag(incident, &command, 1));
    assert_string_equal(incident->flags[0].text + strlen(incident->flags[0].text) - 3, "…");
    assert_true(strlen(incident->flags[0].text) <= INCIDENT_WORDS_LIMIT_BYTES + 3);
}

static void test_the_timeline_keeps_its_beginning(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);

    for (int i = 0; i < INCIDENT_TIMELINE_LIMIT + 50; i++)
        incident_log(incident, i, "note", NULL, "%d", i);
    assert_int_equal(incident->timeline_count, INCIDENT_TIMELINE_LIMIT);
    assert_string_equal(incident->timeline[0].text, "0");
    assert_string_equal(incident->timeline[INCIDENT_TIMELINE_LIMIT - 1].text, "449");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_incident_reads_back_bit_for_bit),
        cmocka_unit_test(test_a_piece_that_was_cut_off_is_refused),
        cmocka_unit_test(test_a_spoiled_piece_does_no_harm),
        cmocka_unit_test(test_words_without_end_are_cut_and_say_so),
        cmocka_unit_test(test_the_timeline_keeps_its_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
