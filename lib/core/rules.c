#include "core/rules.h"

#include "core/text_rules.h"

#include <string.h>

void rules_free(struct rules *rules)
{
    if (rules == NULL)
        return;
    struct arena *arena = rules->arena;
    text_rules_free(rules->texts);
    arena_free(arena); /* the rules lie in it */
}

static const char DRILL[] = ".drill";

bool org_is_drill(struct slice org)
{
    size_t length = strlen(DRILL);

    return org.length > length &&
           memcmp(org.bytes + org.length - length, DRILL, length) == 0;
}

struct slice org_behind(struct slice org)
{
    if (org_is_drill(org))
        org.length -= strlen(DRILL);
    return org;
}

const struct org_rules *rules_org(const struct rules *rules, struct slice org)
{
    org = org_behind(org);
    for (size_t i = 0; i < rules->org_count; i++)
        if (slice_is(org, rules->orgs[i].org))
            return &rules->orgs[i];
    return rules->other;
}

const struct plan *rules_plan(const struct rules *rules, struct slice name)
{
    for (size_t i = 0; i < rules->plan_count; i++)
        if (slice_is(name, rules->plans[i]->name))
            return rules->plans[i];
    return NULL;
}

const struct source_rules *org_rules_source(const struct org_rules *org, struct slice source)
{
    for (size_t i = 0; i < org->source_count; i++)
        if (slice_is(source, org->sources[i].name))
            return &org->sources[i];
    return org->other_source;
}

double org_rules_mean(const struct org_rules *org, struct slice series)
{
    for (size_t i = 0; i < org->mean_count; i++)
        if (slice_is(series, org->means[i].series))
            return org->means[i].mean;
    return -1;
}

bool org_rules_admits(const struct org_rules *org, struct slice actor, enum role role)
{
    bool is_restricted = false;

    for (size_t i = 0; i < org->approver_count; i++) {
        if (org->approvers[i].role != role)
            continue;
        if (slice_is(actor, org->approvers[i].actor))
            return true;
        is_restricted = true;
    }
    return !is_restricted;
}

enum outlet_tier rules_outlet_tier(const struct rules *rules, const struct feedback *feedback)
{
    if (feedback->outlet_tier != OUTLET_NONE)
        return feedback->outlet_tier;
    const struct outlet_row *row = outlet_find(&rules->outlets, feedback);
    return row == NULL ? OUTLET_NONE : row->tier;
}

const struct seed_rules *rules_seed(const struct rules *rules, struct slice org)
{
    const struct seed_rules *other = NULL;

    org = org_behind(org);
    for (size_t i = 0; i < rules->seed_count; i++) {
        if (slice_equals(rules->seeds[i].org, org))
            return &rules->seeds[i];
        if (slice_is(rules->seeds[i].org, "default"))
            other = &rules->seeds[i];
    }
    return other;
}

struct slice seed_rules_state(const struct seed_rules *seed, struct slice series)
{
    for (size_t i = 0; seed != NULL && i < seed->series_count; i++)
        if (slice_equals(seed->series[i].series, series))
            return seed->series[i].state;
    return SLICE("");
}
