#include "wire/cloudevent.h"

#include "wire/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_a_trigger_carries_all_forms_of_growth_and_its_clause(void **state)
{
    (void)state;
    static const struct clause CLAUSE = { "LVL-5", "S1 四.1", "日均投訴量超日常均值300%" };
    struct trigger trigger = {
        .type = TRIGGER_RESPONSE_TRIGGERED,
        .at = 1795230245678,
        .sequence = 7,
        .org = "顶点/1",
        .incident = "00ff",
        .subject = "battery",
        .level = LEVEL_2,
        .previous_level = LEVEL_WARNING,
        .mode = MODE_PASSIVE,
        .clauses = &CLAUSE,
        .clause_count = 1,
        .has_growth = true,
        .growth = { .decided_by = DECIDED_BY_LITERAL, .tier = 300, .window_ms = DAY_MS,
                    .observed = 44, .expected = 10, .ratio = 4.4, .growth_percent = 340 },
        .people = 41,
        .distinct = -1,
    };
    OWNED(text) struct text text = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *event = NULL;
    struct fault fault = { 0 };

    cloudevent_write(&text, &trigger, "abc");
    assert_int_equal(json_parse((struct slice){ text.bytes, text.length }, 10000, arena, &event,
                                &fault), 0);
    assert_true(slice_is(json_string(event, "specversion"), "1.0"));
    assert_true(slice_is(json_string(event, "type"), "tocsin.response.triggered.v1"));
    assert_true(slice_is(json_string(event, "source"), "tocsin/%E9%A1%B6%E7%82%B9%2F1"));
    const struct json *data = json_find(event, "data");
    assert_true(slice_is(json_string(data, "level"), "level-2"));
    assert_true(slice_is(json_string(data, "previous_level"), "warning"));
    assert_true(slice_is(json_string(data, "growth"), "4.4× = 440% of the mean = +340%"));
    assert_true(slice_is(json_string(data, "window"), "24h"));
    assert_true(slice_is(json_string(json_find(data, "clauses")->first, "id"), "LVL-5"));
    assert_null(json_find(data, "distinct"));
    assert_non_null(json_find(data, "people"));
    assert_null(json_find(data, "clock"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trigger_carries_all_forms_of_growth_and_its_clause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
