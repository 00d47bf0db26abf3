#include "core/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A record about the incident's subject, read by a plan that says nothing. */
static void take(struct incident *incident, const struct feedback *feedback)
{
    const struct plan plan = { 0 };
    const struct org_rules settings = { .org = "acme", .plan = &plan };
    const struct rules rules = { .other = &settings };
    const struct scene scene = { .rules = &rules, .settings = &settings, .plan = &plan,
                                 .now = feedback->at };
    const struct reading reading = { .is_complaint = true };
    const struct occurrence occurrence = { .feedback = feedback, .reading = &reading };

    (void)sign_take(&scene, incident, &occurrence); /* what it means is judged elsewhere */
}

static const struct node *find_node(const struct incident *incident, const char *id)
{
    for (size_t i = 0; i < incident->node_count; i++)
        if (strcmp(incident->nodes[i].id, id) == 0)
            return &incident->nodes[i];
    return NULL;
}

/* The first post reaches one person, all others ten. It stands behind another in the list. */
static void fill_tree(struct incident *incident)
{
    for (int i = 0; i < INCIDENT_NODE_LIMIT; i++) {
        char id[16];
        struct slice name = { id, (size_t)snprintf(id, sizeof id, "p%d", i) };
        take(incident, &(struct feedback){ .id = name, .source = SLICE("s"),
                                           .channel = CHANNEL_SOCIAL, .reach = i == 1 ? 1 : 10,
                                           .at = i == 1 ? HOUR_MS : 2 * HOUR_MS + i });
    }
}

static void test_a_full_tree_takes_what_reaches_more_and_what_came_first(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);
    struct feedback post = { .id = SLICE("far"), .source = SLICE("s"), .channel = CHANNEL_SOCIAL,
                             .parent = SLICE("p1"), .reach = 900000, .at = 3 * HOUR_MS };

    fill_tree(incident);
    take(incident, &post);
    assert_string_equal(find_node(incident, "far")->parent, "p1");
    post = (struct feedback){ .id = SLICE("near"), .source = SLICE("s"), .channel = CHANNEL_SOCIAL,
                              .reach = 10, .at = 3 * HOUR_MS };
    take(incident, &post);
    assert_null(find_node(incident, "near"));
    post = (struct feedback){ .id = SLICE("first"), .source = SLICE("s"), .channel = CHANNEL_SOCIAL,
                              .at = MINUTE_MS };
    take(incident, &post);
    assert_non_null(find_node(incident, "first"));
    assert_non_null(find_node(incident, "far"));
    assert_int_equal(incident->node_count, INCIDENT_NODE_LIMIT);
}

static void test_the_latest_letters_are_kept(void **state)
{
    (void)state; /* not used */
    OWNED(incident) struct incident *incident = incident_new(SLICE("battery"), 0);

    for (int i = 0; i <= INCIDENT_LETTER_LIMIT; i++) {
        char id[16];
        struct slice name = { id, (size_t)snprintf(id, sizeof id, "l%d", i) };
        take(incident, &(struct feedback){ .id = name, .source = SLICE("s"), .rank = LETTER_CITY,
                                           .channel = CHANNEL_REGULATOR_LETTER, .at = i });
    }
    assert_int_equal(incident->letter_count, INCIDENT_LETTER_LIMIT);
    assert_string_equal(incident->letters[0].id, "l1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_tree_takes_what_reaches_more_and_what_came_first),
        cmocka_unit_test(test_the_latest_letters_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
