#include "engine/ruleset.h"

#include "core/text_rules.h"
#include "edge/folder.h"
#include "read/zone.h"
#include "wire/rules_files.h"

#include <string.h>

static const char MODEL_FOLDER[] = "model/";
static const char MODEL_ENDING[] = ".model";

void ruleset_free(struct ruleset *ruleset)
{
    if (ruleset == NULL)
        return;
    reader_free(ruleset->reader);
    rules_free(ruleset->rules);
    memory_free(ruleset);
}

static bool is_model(const char *name)
{
    size_t length = strlen(name), ending = sizeof MODEL_ENDING - 1;

    return strncmp(name, MODEL_FOLDER, sizeof MODEL_FOLDER - 1) == 0 && length > ending &&
           strcmp(name + length - ending, MODEL_ENDING) == 0;
}

static struct slice find_model(const struct folder_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_model(files[i].name))
            return files[i].content;
    }
    return SLICE("");
}

static struct rules *read_rules(const struct folder_file *files, size_t count,
                                struct complaints *complaints)
{
    OWNED(memory) void *memory = memory_array(count, sizeof(struct rules_file));
    struct rules_file *list = memory;

    for (size_t i = 0; i < count; i++)
        list[i] = (struct rules_file){ files[i].name, files[i].content };
    return rules_files_read(list, count, complaints);
}

/* The core knows no zones: each organisation gets the table of its own. */
static int add_calendars(struct rules *rules, struct fault *fault)
{
    for (size_t i = 0; i < rules->org_count; i++) {
        struct org_rules *org = &rules->orgs[i];
        struct calendar *calendar = arena_take(rules->arena, sizeof *calendar);
        if (zone_calendar(org->zone, rules->arena, calendar, fault) != 0)
            return fault_during(fault, "%s", org->zone_place);
        org->calendar = calendar;
    }
    return 0;
}

static int open_reader(struct ruleset *ruleset, struct slice model, struct fault *fault)
{
    struct rules *rules = ruleset->rules;
    struct reader_setup setup = { .rules = rules->texts, .model = model };

    if (reader_open(&ruleset->reader, &setup, fault) != 0)
        return -1;
    for (size_t i = 0; i < rules->org_count; i++) {
        const struct org_rules *org = &rules->orgs[i];
        if (reader_add_org(ruleset->reader, slice_of(org->org), org->subjects, org->subject_count,
                           fault) != 0)
            return fault_during(fault, "orgs/%s.yaml", org->org);
    }
    return 0;
}

static void make_version(struct ruleset *ruleset)
{
    OWNED(digest) struct digest *digest = digest_new();
    OWNED(text) struct text hex = { 0 };

    digest_add(digest, slice_of(ruleset->rules->version));
    reader_add_version(ruleset->reader, digest);
    struct key key = digest_finish(digest);
    text_add_hex(&hex, key.bytes, KEY_BYTES);
    memcpy(ruleset->version, hex.bytes, hex.length + 1);
}

int ruleset_open(const char *folder, struct ruleset **result, struct complaints *complaints,
                 struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(ruleset) struct ruleset *ruleset = memory_new(sizeof *ruleset);
    struct folder_file *files = NULL;
    size_t count = 0;

    if (folder_read(folder, arena, &files, &count, fault) != 0)
        return fault_during(fault, "reading the rules in '%s'", folder);
    ruleset->rules = read_rules(files, count, complaints);
    if (complaints_settle(complaints, fault) != 0)
        return -1;
    if (add_calendars(ruleset->rules, fault) != 0 ||
        open_reader(ruleset, find_model(files, count), fault) != 0)
        return -1;
    make_version(ruleset);
    *result = TAKE(ruleset);
    return 0;
}
