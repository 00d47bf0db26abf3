#include "wire/org_rules.h"

#include "core/text_rules.h"
#include "wire/rules_text.h"

#include <string.h>

static size_t words_read(struct arena *arena, struct yaml_node *list, const struct slice **words)
{
    size_t count = yaml_items(list);
    struct slice *rows = arena_take(arena, (count + 1) * sizeof *rows);

    for (size_t i = 0; i < count; i++) {
        rows[i] = rules_slice(arena, yaml_item(list, i));
        if (rows[i].length == 0)
            (void)yaml_complain(yaml_item(list, i), "an empty word is found everywhere");
    }
    *words = rows;
    return count;
}

static void subjects_read(struct arena *arena, struct yaml_node *list, struct org_rules *org)
{
    size_t count = yaml_items(list);

    if (list == NULL)
        return;
    struct subject_rule *rows = arena_take(arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        struct yaml_node *node = yaml_item(list, i);
        rows[i].name = rules_slice(arena, yaml_need(node, "name"));
        rows[i].alias_count = words_read(arena, yaml_find(node, "aliases"), &rows[i].aliases);
        rows[i].exclusion_count =
            words_read(arena, yaml_find(node, "exclusions"), &rows[i].exclusions);
        for (size_t k = 0; k < i; k++)
            if (slice_equals(rows[k].name, rows[i].name))
                (void)yaml_complain(node, "this subject stands here twice"); /* recorded */
        yaml_finish(node);
    }
    org->subjects = rows;
    org->subject_count = count;
}

static void source_read(struct arena *arena, struct yaml_node *node, struct source_rules *source)
{
    struct yaml_node *threshold = yaml_find(node, "threshold");

    source->name = rules_text(arena, yaml_need(node, "name"));
    source->true_positive_rate = 1;
    (void)yaml_bool(yaml_find(node, "required"), &source->required); /* recorded */
    (void)yaml_bool(yaml_find(node, "trusted"), &source->trusted);   /* recorded */
    (void)yaml_length(yaml_find(node, "expected-interval"), &source->expected_interval_ms);
    source->has_threshold = yaml_number(threshold, 0, 1, &source->threshold);
    (void)yaml_number(yaml_find(node, "true-positive-rate"), 0, 1, &source->true_positive_rate);
    (void)yaml_number(yaml_find(node, "false-positive-rate"), 0, 1, &source->false_positive_rate);
    if (source->true_positive_rate <= source->false_positive_rate)
        (void)yaml_complain(node, "the true-positive-rate must be above the false-positive-rate");
    yaml_finish(node);
}

static void sources_read(struct arena *arena, struct yaml_node *list, struct org_rules *org)
{
    size_t count = yaml_items(list);

    if (list == NULL)
        return;
    struct source_rules *rows = arena_take(arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        source_read(arena, yaml_item(list, i), &rows[i]);
        if (strcmp(rows[i].name, "*") == 0)
            org->other_source = &rows[i];
        for (size_t k = 0; k < i; k++)
            if (strcmp(rows[k].name, rows[i].name) == 0)
                (void)yaml_complain(yaml_item(list, i), "this source stands here twice");
    }
    org->sources = rows;
    org->source_count = count;
    if (org->other_source == NULL)
        (void)yaml_complain(list, "the row \"*\" for other sources is missing"); /* recorded */
}

static void means_read(struct arena *arena, struct yaml_node *map, struct org_rules *org)
{
    size_t count = yaml_members(map);

    if (map == NULL)
        return;
    struct daily_mean *rows = arena_take(arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        const char *key = yaml_key(map, i);
        rows[i].series = arena_copy(arena, key, strlen(key));
        (void)yaml_number(yaml_item(map, i), 0.001, 1e9, &rows[i].mean); /* recorded */
    }
    org->means = rows;
    org->mean_count = count;
}

static void approvers_read(struct arena *arena, struct yaml_node *map, struct org_rules *org)
{
    size_t roles = yaml_members(map);
    size_t total = 0;

    if (map == NULL)
        return;
    for (size_t i = 0; i < roles; i++)
        total += yaml_count(yaml_item(map, i));
    struct approver *rows = arena_take(arena, (total + 1) * sizeof *rows);
    org->approver_count = 0;
    for (size_t i = 0; i < roles; i++) {
        struct yaml_node *people = yaml_item(map, i);
        enum role role = ROLE_OPERATOR;
        if (!role_find(slice_of(yaml_key(map, i)), &role)) {
            (void)yaml_complain(people, "a role and its people are wanted here, such as group-head: [王总]"); /* recorded */
            continue;
        }
        for (size_t k = 0; k < yaml_items(people); k++)
            rows[org->approver_count++] = (struct approver){
                .role = role,
                .actor = rules_text(arena, yaml_item(people, k)),
            };
    }
    org->approvers = rows;
}

void org_rules_read(struct yaml_node *root, const struct rules *rules, struct org_rules *org)
{
    struct arena *arena = rules->arena;
    const struct org_rules *base = rules->other;
    struct yaml_node *profile = base == NULL ? yaml_need(root, "profile")
                                             : yaml_find(root, "profile");
    struct yaml_node *zone = base == NULL ? yaml_need(root, "zone") : yaml_find(root, "zone");
    struct yaml_node *title = yaml_find(root, "title");
    const char *name = NULL;

    if (base != NULL)
        *org = *base;
    org->org = rules_text(arena, yaml_need(root, "org"));
    org->title = title == NULL ? org->org : rules_text(arena, title);
    if (yaml_string(profile, &name)) {
        org->plan = rules_plan(rules, slice_of(name));
        if (org->plan == NULL)
            (void)yaml_complain(profile, "there is no plan profile '%s'", name); /* recorded */
    }
    if (zone != NULL) {
        org->zone = rules_text(arena, zone);
        org->zone_place = yaml_place(arena, zone);
    }
    subjects_read(arena, yaml_find(root, "subjects"), org);
    sources_read(arena, yaml_find(root, "sources"), org);
    means_read(arena, yaml_find(root, "daily-means"), org);
    approvers_read(arena, yaml_find(root, "approvers"), org);
    yaml_finish(root);
}

/* "新华社", or {新华社: [新华网, xinhuanet.com]}: one outlet with all its names and sites. */
struct outlet_reading {
    struct arena *arena;
    struct outlet_row *rows;
    size_t count;
    size_t capacity;
};

static void add_outlet_row(struct outlet_reading *reading, struct outlet_row row)
{
    MEMORY_GROW(reading->rows, reading->count, reading->capacity);
    reading->rows[reading->count++] = row;
}

static void outlet_read(struct outlet_reading *reading, struct yaml_node *node,
                        enum outlet_tier tier)
{
    if (yaml_kind(node) != YAML_MAPPING) {
        const char *name = rules_text(reading->arena, node);
        add_outlet_row(reading, (struct outlet_row){ name, name, tier });
        return;
    }
    for (size_t i = 0; i < yaml_count(node); i++) {
        struct yaml_node *others = yaml_item(node, i);
        const char *key = yaml_key(node, i);
        const char *name = arena_copy(reading->arena, key, strlen(key));
        add_outlet_row(reading, (struct outlet_row){ name, name, tier });
        for (size_t j = 0; j < yaml_items(others); j++)
            add_outlet_row(reading,
                           (struct outlet_row){ rules_text(reading->arena, yaml_item(others, j)),
                                                name, tier });
    }
}

void outlet_rules_read(struct arena *arena, struct yaml_node *root, struct rules *rules)
{
    struct yaml_node *map = yaml_need(root, "outlets");
    struct outlet_reading reading = { .arena = arena };

    for (enum outlet_tier tier = OUTLET_LOCAL; tier < OUTLET_COUNT; tier++) {
        struct yaml_node *names = yaml_find(map, outlet_tier_name(tier));
        for (size_t i = 0; i < yaml_items(names); i++)
            outlet_read(&reading, yaml_item(names, i), tier);
    }
    struct outlet_row *rows = arena_take(arena, (reading.count + 1) * sizeof *rows);
    for (size_t i = 0; i < reading.count; i++)
        rows[i] = reading.rows[i];
    memory_free(reading.rows);
    rules->outlets = (struct outlets){ rows, reading.count };
    yaml_finish(map);
    yaml_finish(root);
}
