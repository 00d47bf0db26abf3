#include "wire/rules_files.h"

#include "base/digest.h"
#include "core/text_rules.h"
#include "wire/detector_rules.h"
#include "wire/org_rules.h"
#include "wire/plan_rules.h"
#include "wire/text_rules.h"
#include "wire/seed_file.h"

#include <stdlib.h>
#include <string.h>

/* One file while rules are read. */
struct loading {
    const struct rules_file *file;
    struct yaml *yaml; /* NULL when it cannot be read, or is read elsewhere */
    bool is_done;
};

struct load {
    struct rules *rules;
    struct loading *files;
    size_t count;
    struct complaints *complaints;
    const struct plan **plans;
};

static bool is_in(const char *name, const char *folder)
{
    size_t length = strlen(name);

    return strncmp(name, folder, strlen(folder)) == 0 && length > 5 &&
           strcmp(name + length - 5, ".yaml") == 0;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct loading *)left)->file->name,
                  ((const struct loading *)right)->file->name);
}

static void version_make(struct load *load)
{
    OWNED(digest) struct digest *digest = digest_new();
    OWNED(text) struct text hexadecimal = { 0 };

    for (size_t i = 0; i < load->count; i++) {
        digest_add(digest, slice_of(load->files[i].file->name));
        digest_add(digest, load->files[i].file->content);
    }
    struct key key = digest_finish(digest);
    text_add_hex(&hexadecimal, key.bytes, sizeof key.bytes);
    memcpy(load->rules->version, text_string(&hexadecimal), hexadecimal.length + 1);
}

/* Why a profile was never read: what it extends. */
static void complain_of_base(const struct load *load, struct loading *file)
{
    struct yaml_node *root = yaml_root(file->yaml);
    struct yaml_node *extends = yaml_find(root, "extends");
    const char *base = plan_rules_base(load->rules->arena, root);

    for (size_t i = 0; i < load->count; i++) {
        struct loading *other = &load->files[i];
        const char *name = NULL;
        if (other->yaml == NULL || other->is_done || !is_in(other->file->name, "plans/") ||
            !yaml_string(yaml_find(yaml_root(other->yaml), "profile"), &name) ||
            strcmp(name, base) != 0)
            continue;
        if (other == file)
            (void)yaml_complain(extends, "a profile cannot extend itself"); /* recorded */
        else
            (void)yaml_complain(extends, "'%s' waits for what it extends itself: mend %s, or break the "
                                         "circle", base, other->file->name); /* recorded */
        return;
    }
    (void)yaml_complain(extends, "there is no such profile to extend"); /* recorded */
}

/* Reads the plans that stand on their own, then those that extend one that was read, until
 * nothing is left or nothing moves. */
static void plans_read(struct load *load)
{
    struct rules *rules = load->rules;

    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < load->count; i++) {
            struct loading *file = &load->files[i];
            if (file->is_done || file->yaml == NULL || !is_in(file->file->name, "plans/"))
                continue;
            const char *base = plan_rules_base(rules->arena, yaml_root(file->yaml));
            const struct plan *extended = rules_plan(rules, slice_of(base));
            if (base[0] != '\0' && extended == NULL)
                continue;
            struct plan *plan = arena_take(rules->arena, sizeof *plan);
            plan_rules_read(rules->arena, yaml_root(file->yaml), extended, plan);
            if (rules_plan(rules, slice_of(plan->name)) != NULL)
                (void)yaml_complain(yaml_find(yaml_root(file->yaml), "profile"),
                                    "the profile '%s' has another file", plan->name); /* recorded */
            load->plans[rules->plan_count++] = plan;
            file->is_done = moved = true;
        }
    }
    for (size_t i = 0; i < load->count; i++) {
        struct loading *file = &load->files[i];
        if (!file->is_done && file->yaml != NULL && is_in(file->file->name, "plans/"))
            complain_of_base(load, file);
    }
}

/* The file of an organisation is found by its name. */
static void check_name(const struct loading *file, const char *org)
{
    const char *name = file->file->name + strlen("orgs/");
    size_t length = strlen(name) - strlen(".yaml");

    if (strlen(org) != length || memcmp(org, name, length) != 0)
        (void)yaml_complain(yaml_find(yaml_root(file->yaml), "org"),
                            "the file is called %s: rename it, or write org: %.*s", name,
                            (int)length, name); /* recorded */
}

static void org_read(struct load *load, struct loading *file)
{
    struct rules *rules = load->rules;
    struct org_rules *org = &rules->orgs[rules->org_count];

    org_rules_read(yaml_root(file->yaml), rules, org);
    if (rules_org(rules, slice_of(org->org)) != rules->other)
        (void)yaml_complain(yaml_root(file->yaml), "the organisation '%s' has another file",
                            org->org); /* recorded */
    check_name(file, org->org);
    rules->org_count++;
    file->is_done = true;
}

static void orgs_read(struct load *load)
{
    struct rules *rules = load->rules;

    for (size_t i = 0; i < load->count; i++) {
        struct loading *file = &load->files[i];
        if (file->yaml != NULL && strcmp(file->file->name, "orgs/default.yaml") == 0) {
            org_read(load, file);
            rules->other = &rules->orgs[0];
        }
    }
    if (rules->other == NULL) {
        complaints_add(load->complaints, "orgs/default.yaml: this file is missing or unreadable");
        return;
    }
    for (size_t i = 0; i < load->count; i++) {
        struct loading *file = &load->files[i];
        if (file->yaml != NULL && !file->is_done && is_in(file->file->name, "orgs/"))
            org_read(load, file);
    }
}

static void outlets_read(struct load *load)
{
    for (size_t i = 0; i < load->count; i++) {
        struct loading *file = &load->files[i];
        if (file->yaml != NULL && strcmp(file->file->name, "outlets.yaml") == 0) {
            outlet_rules_read(load->rules->arena, yaml_root(file->yaml), load->rules);
            file->is_done = true;
        }
    }
}

static void detector_read(struct load *load)
{
    struct detector_settings *settings = arena_take(load->rules->arena, sizeof *settings);

    *settings = detector_shipped();
    for (size_t i = 0; i < load->count; i++) {
        struct loading *file = &load->files[i];
        if (file->yaml == NULL || strcmp(file->file->name, "detector.yaml") != 0)
            continue;
        detector_rules_read(yaml_root(file->yaml), settings);
        file->is_done = true;
    }
    load->rules->detector = settings;
    for (size_t i = 0; i < load->rules->org_count; i++)
        load->rules->orgs[i].detector = settings;
}

/* What a text says is read by the rules of text/ and the calibration beside the model. */
static void texts_read(struct load *load)
{
    struct text_rules *texts = text_rules_new();

    for (size_t i = 0; i < load->count; i++) {
        const struct rules_file *file = load->files[i].file;

        if (is_in(file->name, "text/") || is_in(file->name, "model/"))
            text_rules_add(texts, file->name, file->content, load->complaints);
    }
    load->rules->texts = texts;
}

/* Files of this kind are read here; others in the folder are texts' rules, models, notes. */
static bool is_ours(const char *name)
{
    return is_in(name, "plans/") || is_in(name, "orgs/") || strcmp(name, "outlets.yaml") == 0 ||
           strcmp(name, "detector.yaml") == 0;
}

/* What `tocsin learn` wrote. */
static bool is_seed(const char *name)
{
    size_t length = strlen(name);

    return strncmp(name, "seeds/", 6) == 0 && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static void seeds_read(struct load *load)
{
    struct rules *rules = load->rules;
    struct seed_rules *seeds = arena_take(rules->arena, (load->count + 1) * sizeof *seeds);

    for (size_t i = 0; i < load->count; i++) {
        const struct rules_file *file = load->files[i].file;
        struct fault fault = { 0 };
        if (!is_seed(file->name))
            continue;
        if (seed_file_read(file->content, rules->arena, &seeds[rules->seed_count], &fault) == 0) {
            rules->seed_count++;
            continue;
        }
        (void)fault_during(&fault, "%s", file->name); /* its -1 is known */
        complaints_add(load->complaints, fault.text);
    }
    rules->seeds = seeds;
}

struct rules *rules_files_read(const struct rules_file *files, size_t count,
                               struct complaints *complaints)
{
    struct arena *arena = arena_new();
    struct rules *rules = arena_take(arena, sizeof *rules);
    OWNED(memory) void *loading = memory_array(count + 1, sizeof(struct loading));
    struct load load = { rules, loading, count, complaints, NULL };

    rules->arena = arena;
    rules->orgs = arena_take(arena, (count + 1) * sizeof *rules->orgs);
    load.plans = arena_take(arena, (count + 1) * sizeof *load.plans);
    rules->plans = load.plans;
    for (size_t i = 0; i < count; i++)
        load.files[i].file = &files[i];
    qsort(load.files, count, sizeof *load.files, by_name);
    version_make(&load);
    texts_read(&load);
    for (size_t i = 0; i < count; i++)
        if (is_ours(load.files[i].file->name))
            load.files[i].yaml = yaml_read(load.files[i].file->name, load.files[i].file->content,
                                           complaints);
    outlets_read(&load);
    plans_read(&load);
    orgs_read(&load);
    detector_read(&load);
    seeds_read(&load);
    for (size_t i = 0; i < count; i++)
        yaml_free(load.files[i].yaml);
    return rules;
}
