#include "report/profile.h"

#include "edge/folder.h"
#include "read/zone.h"
#include "wire/rules_files.h"

struct profile {
    struct arena *arena;
    struct rules *rules;
    struct complaints complaints;
};

static int read_rules(struct profile *profile, const char *folder, struct fault *fault)
{
    struct folder_file *files = NULL;
    size_t count = 0;

    if (folder_read(folder, profile->arena, &files, &count, fault) != 0)
        return -1;
    struct rules_file *list = arena_take(profile->arena, (count + 1) * sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct rules_file){ files[i].name, files[i].content };
    profile->rules = rules_files_read(list, count, &profile->complaints);
    if (complaints_settle(&profile->complaints, fault) != 0)
        return -1;
    for (size_t i = 0; i < profile->rules->org_count; i++) {
        struct org_rules *org = &profile->rules->orgs[i];
        struct calendar *calendar = arena_take(profile->arena, sizeof *calendar);
        if (zone_calendar(org->zone, profile->arena, calendar, fault) != 0)
            return fault_during(fault, "orgs/%s.yaml", org->org);
        org->calendar = calendar;
    }
    return 0;
}

int profile_open(const char *folder, struct profile **profile, struct fault *fault)
{
    OWNED(profile) struct profile *made = memory_new(sizeof *made);

    made->arena = arena_new();
    if (read_rules(made, folder, fault) != 0)
        return -1;
    *profile = TAKE(made);
    return 0;
}

void profile_free(struct profile *profile)
{
    if (profile == NULL)
        return;
    rules_free(profile->rules);
    complaints_done(&profile->complaints);
    arena_free(profile->arena);
    memory_free(profile);
}

const struct calendar *profile_calendar(const struct profile *profile, struct slice org)
{
    static const struct calendar utc = { 0 };
    const struct org_rules *rules = profile == NULL ? NULL : rules_org(profile->rules, org);

    return rules == NULL || rules->calendar == NULL ? &utc : rules->calendar;
}

const struct org_rules *profile_rules(const struct profile *profile, struct slice org)
{
    return profile == NULL ? NULL : rules_org(profile->rules, org);
}

struct slice profile_title(const struct profile *profile, struct slice org)
{
    const struct org_rules *rules = profile == NULL ? NULL : rules_org(profile->rules, org);

    /* The default file's title is nobody's. */
    if (rules == NULL || rules->title == NULL || !slice_is(org, rules->org))
        return (struct slice){ 0 };
    return slice_of(rules->title);
}
