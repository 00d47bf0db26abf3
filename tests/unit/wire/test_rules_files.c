#include "wire/rules_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The shipped rules, from the source tree. */
static const char *const SHIPPED[] = {
    "detector.yaml",
    "orgs/default.yaml",
    "outlets.yaml",
    "plans/complaint-disclosure.yaml",
    "plans/financial-services.yaml",
    "plans/negative-events.yaml",
    "plans/tech-petitions.yaml",
};

enum { SHIPPED_COUNT = sizeof SHIPPED / sizeof *SHIPPED };

static void read_file(const char *name, struct text *content)
{
    OWNED(text) struct text path = { 0 };
    char buffer[4096];

    text_add_format(&path, "%s/rules/%s", getenv("TOCSIN_SOURCE_ROOT"), name);
    FILE *file = fopen(text_string(&path), "r");
    assert_non_null(file);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) > 0;)
        text_add_bytes(content, buffer, got);
    fclose(file);
}

static struct rules *read_shipped(struct complaints *complaints)
{
    struct text contents[SHIPPED_COUNT] = { { 0 } };
    struct rules_file files[SHIPPED_COUNT];

    for (size_t i = 0; i < SHIPPED_COUNT; i++) {
        read_file(SHIPPED[i], &contents[i]);
        files[i] = (struct rules_file){ SHIPPED[i], { contents[i].bytes, contents[i].length } };
    }
    struct rules *rules = rules_files_read(files, SHIPPED_COUNT, complaints);
    for (size_t i = 0; i < SHIPPED_COUNT; i++)
        text_done(&contents[i]);
    return rules;
}

static void test_the_shipped_rules_are_right(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(rules) struct rules *rules = read_shipped(&complaints);

    assert_string_equal(text_string(&complaints.text), "");
    assert_int_equal(rules->plan_count, 4);
    assert_string_equal(rules_org(rules, SLICE("acme"))->plan->name, "complaint-disclosure");
    assert_int_equal(strlen(rules->version), 32);
    /* What a feed of theirs makes of an item: its own title, and the item's address. */
    const struct feedback item = { .channel = CHANNEL_NEWS,
                                   .outlet_name = SLICE("时政频道"),
                                   .url = SLICE("https://www.xinhuanet.com/politics/1.html") };
    assert_int_equal(rules_outlet_tier(rules, &item), OUTLET_AUTHORITATIVE);
    assert_string_equal(outlet_find(&rules->outlets, &item)->outlet, "新华社");
}

static void test_a_profile_takes_over_what_it_does_not_say(void **state)
{
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(rules) struct rules *rules = read_shipped(&complaints);
    const struct plan *base = rules_plan(rules, SLICE("complaint-disclosure"));
    const struct plan *finance = rules_plan(rules, SLICE("financial-services"));
    const struct plan *negative = rules_plan(rules, SLICE("negative-events"));

    assert_int_equal(finance->clock_count, base->clock_count);
    assert_ptr_equal(finance->levels[LEVEL_1].criteria, base->levels[LEVEL_1].criteria);
    assert_string_not_equal(finance->levels[LEVEL_1].lead, base->levels[LEVEL_1].lead);
    assert_true(negative->clock_count < base->clock_count);
    assert_int_equal(negative->levels[LEVEL_2].criterion_count, 1);
}

static void test_clocks_have_the_lengths_of_the_plan(void **state)
{
    static const struct {
        const char *id;
        enum level level;
        int64_t minutes;
    } ROWS[] = {
        { "CLK-1", LEVEL_1, 30 },           { "CLK-1", LEVEL_2, 60 },
        { "CLK-2", LEVEL_1, 120 },          { "CLK-2", LEVEL_2, 240 },
        { "CLK-3", LEVEL_1, 720 },          { "CLK-3", LEVEL_2, 240 },
        { "CLK-3", LEVEL_3, 120 },          { "CLK-4", LEVEL_1, 1440 },
        { "CLK-4", LEVEL_2, 1440 },         { "CLK-4", LEVEL_3, 240 },
        { "CLK-5", LEVEL_2, 2880 },         { "CLK-5", LEVEL_3, 1440 },
        { "CLK-6", LEVEL_1, 720 },          { "CLK-6", LEVEL_2, 720 },
        { "CLK-6", LEVEL_WARNING, 1440 },   { "CLK-7", LEVEL_1, 5 },
        { "CLK-7", LEVEL_2, 60 },           { "CLK-7", LEVEL_3, 1440 },
        { "CLK-8", LEVEL_3, 120 },          { "CLK-9", LEVEL_1, 30 },
        { "CLK-10", LEVEL_1, 30 },          { "CLK-15", LEVEL_2, 2880 },
        { "CLK-16.callback", LEVEL_3, 2880 }, { "CLK-16.callback", LEVEL_WARNING, 4320 },
        { "CLK-16.answered", LEVEL_1, 10080 }, { "CLK-17", LEVEL_1, 4320 },
        { "CLK-18", LEVEL_3, 2880 },        { "CLK-18", LEVEL_WARNING, 10080 },
    };
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(rules) struct rules *rules = read_shipped(&complaints);
    const struct plan *plan = rules->other->plan;

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct clock_rule *rule =
            plan_clock(plan, ROWS[i].id, CLOCK_OF_LEVEL, ROWS[i].level);
        if (rule == NULL || rule->length_ms != ROWS[i].minutes * 60000)
            fail_msg("%s at %s", ROWS[i].id, level_name(ROWS[i].level));
    }
    assert_int_equal(plan_clock(plan, "CLK-13", CLOCK_OF_PROPOSAL, LEVEL_NONE)->length_ms,
                     6 * 3600000);
    assert_int_equal(plan_clock(plan, "CLK-14", CLOCK_OF_REQUEST, LEVEL_NONE)->length_ms,
                     4 * 3600000);
}

static void test_everything_wrong_is_said_at_once(void **state)
{
    static const char PLAN[] = "profile: broken\n"
                               "title: t\n"
                               "extends: nowhere\n";
    static const char ORG[] = "org: default\n"
                              "profile: absent\n"
                              "zone: UTC\n"
                              "sources: [ { name: \"*\", required: perhaps } ]\n"
                              "sauces: 1\n";
    (void)state; /* not used */
    const struct rules_file files[] = {
        { "plans/broken.yaml", { PLAN, sizeof PLAN - 1 } },
        { "orgs/default.yaml", { ORG, sizeof ORG - 1 } },
    };
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(rules) struct rules *rules = rules_files_read(files, 2, &complaints);

    assert_string_equal(text_string(&complaints.text),
                        "plans/broken.yaml:3:10: there is no such profile to extend\n"
                        "orgs/default.yaml:2:10: there is no plan profile 'absent'\n"
                        "orgs/default.yaml:4:35: yes or no is wanted here, not 'perhaps'\n"
                        "orgs/default.yaml:5:1: nobody knows the key 'sauces'");
}

/* The shipped plan with one text replaced by another. */
static void complaints_of_changed_plan(const char *from, const char *to,
                                       struct complaints *complaints)
{
    OWNED(text) struct text content = { 0 };
    OWNED(text) struct text org = { 0 };
    OWNED(text) struct text changed = { 0 };

    read_file("plans/complaint-disclosure.yaml", &content);
    read_file("orgs/default.yaml", &org);
    const char *at = strstr(text_string(&content), from);
    assert_non_null(at);
    text_add_bytes(&changed, content.bytes, (size_t)(at - content.bytes));
    text_add(&changed, to);
    text_add(&changed, at + strlen(from));
    const struct rules_file files[] = {
        { "orgs/default.yaml", { org.bytes, org.length } },
        { "plans/complaint-disclosure.yaml", { changed.bytes, changed.length } },
    };
    rules_free(rules_files_read(files, 2, complaints));
}

static void test_contradictions_and_slips_are_found(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *words;
    } ROWS[] = {
        { "over: 500%, basis: growth, mode: early, held", "over: 600%, basis: growth, mode: early, held",
          "how long growth is held" },
        { "drill: { working-days: 10", "level-1: { working-days: 10", "only the clock of a drill" },
        { "over: 300%, basis", "over: 300, basis", "with its unit" },
        { "over: 300%, basis: growth, mode: early", "over: 150%, basis: growth, mode: early",
          "never decided" },
        { "at-least: 1000, within", "at-least: 90, within", "level 1 needs no more people (90)" },
        { "at-least: 100, within", "at-least: 2000, within", "level 1 needs no more people (1000)" },
        { "growth: { over: 300%", "growth: { over: 600%", "level 1 needs no more growth" },
        { "over: 300%, basis: growth", "over: 400%, basis: share", "growth or ratio, not 'share'" },
        { "quote: 日均投訴量超日常均值300%,系統自動觸發二級響應", "quote: \"\"", "the quote is empty" },
        { "  - id: CLK-2\n", "  - id: CLK-1\n", "239:14: the clock CLK-1 of level-2 stands above" },
        { "title: 顧客", "title: 顧\ntitle: 顧客", "10:1: this key is given twice: 'title'" },
        { "profile: complaint-disclosure", "profile: complaint-disclosure\nextends: complaint-disclosure",
          "9:10: a profile cannot extend itself" },
        { "    proposal: { within: 6h", "    level-1: { within: 6h", "no clock follows a proposal" },
        { "tier: national", "tier: nation", "'nation' is not a tier of outlets" },
        { "roles: [office-director]", "roles: [office-dirctor]", "is not a role (operator, duty," },
        { "spread-risk: { at-least: 2 }", "spread-rsk: { at-least: 2 }", "is no condition" },
        { "within: 30min", "within: 30m", "such as 72h" },
        { "level-1-release:", "level-one-release:", "nobody knows the key" },
        { "level-1-release:\n  people: 2", "level-1-release:\n  people: 1", "1 is outside 2 … 5" },
        { "clause: LVL-5", "clause: LVL-55", "there is no row 'LVL-55': they are LVL-1 to LVL-11" },
        { "clause: LVL-5", "clause: LVL5", "'LVL5' is no row of the plan" },
        { "clause: LVL-5", "clause: LVL-5.", "'LVL-5.' is no row of the plan" },
        { "flag: LVL-2.trust", "flag: trust", "'trust' is no row of the plan" },
        { "item: WRN-7.lab", "item: WRN-9.lab", "there is no row 'WRN-9.lab'" },
        { "- id: CLK-17", "- id: CLK-20", "there is no row 'CLK-20'" },
    };
    (void)state; /* not used */
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        complaints_of_changed_plan(ROWS[i].from, ROWS[i].to, &complaints);
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("%s: %s", ROWS[i].to, text_string(&complaints.text));
    }
}

/* Two small plans that extend one another, a third under a taken name, a file under another's. */
static void test_circles_and_mistaken_files_are_named(void **state)
{
    static const char ONE[] = "profile: one\ntitle: x\nextends: other\n";
    static const char OTHER[] = "profile: other\ntitle: x\nextends: one\n";
    static const char ORG[] = "org: another\n";
    OWNED(text) struct text plan = { 0 };
    OWNED(text) struct text org = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    (void)state; /* not used */
    read_file("plans/complaint-disclosure.yaml", &plan);
    read_file("orgs/default.yaml", &org);
    const struct rules_file files[] = {
        { "orgs/default.yaml", { org.bytes, org.length } },
        { "orgs/acme.yaml", { ORG, sizeof ORG - 1 } },
        { "plans/a.yaml", { plan.bytes, plan.length } },
        { "plans/b.yaml", { plan.bytes, plan.length } },
        { "plans/one.yaml", { ONE, sizeof ONE - 1 } },
        { "plans/other.yaml", { OTHER, sizeof OTHER - 1 } },
    };
    rules_free(rules_files_read(files, 6, &complaints));
    const char *text = text_string(&complaints.text);
    assert_non_null(strstr(text, "plans/b.yaml:8:10: the profile 'complaint-disclosure' has another file"));
    assert_non_null(strstr(text, "plans/one.yaml:3:10: 'other' waits for what it extends itself: mend "
                                 "plans/other.yaml, or break the circle"));
    assert_non_null(strstr(text, "orgs/acme.yaml:1:6: the file is called acme.yaml: rename it, or write "
                                 "org: acme"));
}

static void test_the_version_follows_the_content(void **state)
{
    static const char ONE[] = "outlets: { core: [甲] }\n";
    static const char OTHER[] = "outlets: { core: [乙] }\n";
    (void)state; /* not used */
    OWNED(complaints) struct complaints complaints = { 0 };
    const struct rules_file one = { "outlets.yaml", { ONE, sizeof ONE - 1 } };
    const struct rules_file other = { "outlets.yaml", { OTHER, sizeof OTHER - 1 } };
    OWNED(rules) struct rules *first = rules_files_read(&one, 1, &complaints);
    OWNED(rules) struct rules *second = rules_files_read(&other, 1, &complaints);
    OWNED(rules) struct rules *third = rules_files_read(&one, 1, &complaints);

    assert_string_equal(first->version, third->version);
    assert_string_not_equal(first->version, second->version);
}

/* Each condition, read as it stands alone in a plan. */
static void test_each_slip_in_a_condition_is_said(void **state)
{
    static const struct {
        const char *when;
        const char *words;
    } ROWS[] = {
        { "{ all: [] }", "a list of conditions is wanted here" },
        { "{ growth: { basis: growth } }", "either 'over' or 'at-least' is wanted here" },
        { "{ growth: { over: 300%, basis: growth, mode: late } }", "the mode is early or literal, not 'late'" },
        { "{ growth: { over: 250%, basis: ratio } }", "growth under 200% is never decided" },
        { "{ unusual: no }", "only 'unusual: yes' means something" },
        { "{ people: { at-least: 5, within: 1min } }", "people are counted within: incident, or 1h to 14d" },
        { "{ marker: { any-of: [death] } }", "either 'authors' or 'trusted-or-authors' is wanted here" },
        { "{ media: { tier: core, outlets: 1, within: 8d } }", "outlets are remembered for 7d only" },
        { "{ not: { people: { at-least: 5 } }, unusual: yes }", "one condition is wanted here; several go under" },
        { "{ not: { rain: yes } }", "'rain' is no condition" },
        { "[ unusual ]", "one condition is wanted here" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(text) struct text flag = { 0 };
        text_add_format(&flag, "when:\n          any:\n            - %s\n", ROWS[i].when);
        complaints_of_changed_plan("when:\n          any:\n", text_string(&flag), &complaints);
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("%s\n'%s' was not said, but:\n%s", ROWS[i].when, ROWS[i].words,
                     text_string(&complaints.text));
    }
}

static void test_each_slip_in_an_organisation_is_said(void **state)
{
    static const struct {
        const char *members;
        const char *words;
    } ROWS[] = {
        { "subjects: battery", "a list is wanted here" },
        { "subjects: [{name: a}, {name: a}]", "this subject stands here twice" },
        { "subjects: [{name: a, aliases: ['']}]", "an empty word is found everywhere" },
        { "sources: [{name: a}]", "the row \"*\" for other sources is missing" },
        { "sources: [{name: '*'}, {name: '*'}]", "this source stands here twice" },
        { "sources: [{name: '*', true-positive-rate: 0.1, false-positive-rate: 0.2}]",
          "the true-positive-rate must be above the false-positive-rate" },
        { "daily-means: [a]", "names and their values are wanted here" },
        { "approvers: [a]", "names and their values are wanted here" },
        { "approvers: {king: [a]}", "a role and its people are wanted here" },
        { "approvers: {duty: a}", "a list is wanted here" },
    };
    (void)state; /* not used */

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        OWNED(complaints) struct complaints complaints = { 0 };
        OWNED(text) struct text org = { 0 };
        text_add_format(&org, "org: default\nprofile: absent\nzone: UTC\n%s\n", ROWS[i].members);
        const struct rules_file file = { "orgs/default.yaml", text_slice(&org) };
        rules_free(rules_files_read(&file, 1, &complaints));
        if (strstr(text_string(&complaints.text), ROWS[i].words) == NULL)
            fail_msg("%s\n'%s' was not said, but:\n%s", ROWS[i].members, ROWS[i].words,
                     text_string(&complaints.text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_shipped_rules_are_right),
        cmocka_unit_test(test_a_profile_takes_over_what_it_does_not_say),
        cmocka_unit_test(test_clocks_have_the_lengths_of_the_plan),
        cmocka_unit_test(test_everything_wrong_is_said_at_once),
        cmocka_unit_test(test_contradictions_and_slips_are_found),
        cmocka_unit_test(test_circles_and_mistaken_files_are_named),
        cmocka_unit_test(test_each_slip_in_a_condition_is_said),
        cmocka_unit_test(test_each_slip_in_an_organisation_is_said),
        cmocka_unit_test(test_the_version_follows_the_content),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
