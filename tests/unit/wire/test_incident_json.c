#include "wire/incident_json.h"

#include "core/casebook_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A small plan: unusual growth warns, people make level 2. */
static const struct condition UNUSUAL = { .kind = CONDITION_UNUSUAL };
static const struct condition HUNDRED = { .kind = CONDITION_PEOPLE, .number = 100 };
static const struct criterion WARNS[] = { { 1, { "WRN-1", "S1 四.2", "可啟動預警狀態" }, &UNUSUAL,
                                            NULL } };
static const struct criterion RESPONDS[] = { { 2, { "LVL-6", "S0 二", "百人以上" }, &HUNDRED,
                                               &UNUSUAL } };
static const struct clause CLOCK_CLAUSE = { "CLK-6", "S1 五.2", "每日例會研判" };
static const struct clock_rule CLOCKS[] = { { .id = "CLK-6",
                                              .title = "进展更新",
                                              .group = "应急指挥中心",
                                              .level = LEVEL_WARNING,
                                              .length_ms = DAY_MS,
                                              .clauses = &CLOCK_CLAUSE,
                                              .clause_count = 1 } };

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

static void test_an_incident_is_json_that_reads_back(void **state)
{
    (void)state; /* not used */
    struct plan plan = { .name = "small", .clocks = CLOCKS, .clock_count = 1 };
    plan.levels[LEVEL_WARNING] = (struct level_rules){ "预警", "", "", WARNS, 1 };
    plan.levels[LEVEL_2] = (struct level_rules){ "二级", "", "", RESPONDS, 1 };
    const struct org_rules settings = { .org = "default", .plan = &plan };
    const struct rules rules = { .version = "0123", .other = &settings };
    OWNED(casebook) struct casebook *casebook = casebook_new(SLICE("acme"));
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text text = { 0 };
    struct effects effects;
    struct writer writer = writer_on(&text);
    const struct growth growth = { .tier = 100, .observed = 31, .expected = 12.5, .ratio = 2.48,
                                   .growth_percent = 148, .window_ms = DAY_MS };
    const struct surge surge = { SLICE("subject/battery"), &growth };
    const struct json *document = NULL;
    struct fault fault = { 0 };

    effects_init(&effects, arena);
    casebook_use(casebook, &rules, (struct facts){ .source = &QUIET });
    casebook_growth(casebook, &surge, 1, 1000 * HOUR_MS, &effects);
    assert_int_equal(casebook_count(casebook), 1);
    incident_json_write(&writer, casebook, casebook_incident(casebook, 0));

    struct slice bytes = { text.bytes, text.length };
    assert_int_equal(json_parse(bytes, text.length, arena, &document, &fault), 0);
    assert_true(slice_is(json_string(document, "level"), "warning"));
    assert_true(slice_is(json_string(document, "subject"), "battery"));
    const struct json *clauses = json_find(document, "clauses");
    assert_int_equal(clauses->count, 1);
    assert_true(slice_is(json_string(clauses->first, "id"), "WRN-1"));
    const struct json *people = json_find(document, "distances")->first;
    assert_int_equal(json_find(document, "distances")->count, 2);
    assert_true(slice_is(json_string(people, "sentence"), "0 people (at least 100 wanted)"));
    assert_true(slice_is(json_string(people, "proposal"), "the detector's warning is in force"));
    assert_int_equal(json_find(json_find(document, "facets"), "acceleration")->count, 3);
    const struct json *deadline = json_find(document, "deadlines")->first;
    assert_true(slice_is(json_string(deadline, "clock"), "CLK-6"));
    assert_true(slice_is(json_string(deadline, "state"), "pending"));
    assert_non_null(json_find(json_find(document, "growth"), "ratio"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_incident_is_json_that_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
