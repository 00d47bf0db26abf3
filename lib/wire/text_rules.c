#include "wire/text_rules.h"

#include <string.h>

enum { EXPRESSION_BYTES_MOST = 4096 };

static struct slice keep(struct text_rules *rules, const char *string)
{
    size_t length = strlen(string);

    return (struct slice){arena_copy(rules->arena, string, length), length};
}

#define ADD(array, count, thing)                                                                   \
    do {                                                                                           \
        (array) = memory_resize((array), (count) + 1, sizeof *(array));                            \
        (array)[(count)++] = (thing);                                                              \
    } while (0)

struct expressions {
    struct expression *items;
    size_t count;
};

static struct expressions read_words(struct text_rules *rules, struct yaml_node *node)
{
    struct expressions words = {0};
    size_t count = yaml_items(node);

    words.items = arena_take(rules->arena, (count + 1) * sizeof *words.items);
    for (size_t i = 0; i < count; i++) {
        struct yaml_node *item = yaml_item(node, i);
        const char *word;

        if (!yaml_string(item, &word))
            continue;
        if (word[0] == '\0' || strlen(word) > EXPRESSION_BYTES_MOST)
            (void)yaml_complain(item, "an expression has 1 to %d bytes", EXPRESSION_BYTES_MOST);
        words.items[words.count++] = (struct expression){
            .text = keep(rules, word),
            .file = keep(rules, yaml_file(item)),
            .line = (unsigned)yaml_line(item),
        };
    }
    return words;
}

struct tests {
    struct rule_test *items;
    size_t count;
};

/* "+ text" must hit, "- text" must not, "~ text" hits but is only reported. */
static struct tests read_tests(struct text_rules *rules, struct yaml_node *node)
{
    struct tests tests = {0};
    size_t count = yaml_items(node);

    tests.items = arena_take(rules->arena, (count + 1) * sizeof *tests.items);
    for (size_t i = 0; i < count; i++) {
        struct yaml_node *item = yaml_item(node, i);
        const char *line;

        if (!yaml_string(item, &line))
            continue;
        if (strchr("+-~", line[0]) == NULL || line[0] == '\0' || line[1] != ' ') {
            (void)yaml_complain(item, "a test starts with '+ ', '- ' or '~ '");
            continue;
        }
        tests.items[tests.count++] = (struct rule_test){
            .text = keep(rules, line + 2),
            .hits = line[0] != '-',
            .reported = line[0] == '~',
            .file = keep(rules, yaml_file(item)),
            .line = (unsigned)yaml_line(item),
        };
    }
    return tests;
}

static void read_marker(struct text_rules *rules, struct yaml_node *node, const char *name)
{
    struct marker_rule rule = {0};
    struct expressions words = read_words(rules, yaml_need(node, "words"));
    struct expressions senses = read_words(rules, yaml_find(node, "except"));
    struct tests tests = read_tests(rules, yaml_find(node, "tests"));

    if (!marker_find(slice_of(name), &rule.marker)) {
        (void)yaml_complain(node, "there is no marker '%s'", name);
        return;
    }
    rule.expressions = words.items;
    rule.expression_count = words.count;
    rule.tests = tests.items;
    rule.test_count = tests.count;
    ADD(rules->markers, rules->marker_count, rule);
    if (senses.count > 0) {
        struct guard_rule guard = {
            .name = SLICE("other sense"),
            .place = GUARD_OVER,
            .markers = 1u << rule.marker,
            .expressions = senses.items,
            .expression_count = senses.count,
        };

        ADD(rules->guards, rules->guard_count, guard);
    }
    yaml_finish(node);
}

static unsigned read_marker_set(struct yaml_node *node)
{
    unsigned set = 0;

    for (size_t i = 0; i < yaml_items(node); i++) {
        const char *name;
        enum marker marker;

        if (!yaml_string(yaml_item(node, i), &name))
            continue;
        if (marker_find(slice_of(name), &marker))
            set |= 1u << marker;
        else
            (void)yaml_complain(yaml_item(node, i), "there is no marker '%s'", name);
    }
    return set;
}

static void read_place(struct yaml_node *node, enum guard_place *place)
{
    struct yaml_node *value = yaml_need(node, "place");
    const char *name;

    if (yaml_string(value, &name) && !guard_place_find(slice_of(name), place))
        (void)yaml_complain(value, "there is no place '%s'", name);
}

static void read_guard(struct text_rules *rules, struct yaml_node *node, const char *key)
{
    struct guard_rule guard = {.markers = ~0u};
    struct expressions words = read_words(rules, yaml_need(node, "words"));
    struct expressions exceptions = read_words(rules, yaml_find(node, "except"));
    struct yaml_node *only = yaml_find(node, "markers");
    struct yaml_node *not = yaml_find(node, "not-markers");
    const char *name;

    (void)key; /* a list has none */
    if (yaml_string(yaml_need(node, "name"), &name))
        guard.name = keep(rules, name);
    read_place(node, &guard.place);
    if (only != NULL)
        guard.markers = read_marker_set(only);
    if (not != NULL)
        guard.markers &= ~read_marker_set(not );
    guard.expressions = words.items;
    guard.expression_count = words.count;
    guard.exceptions = exceptions.items;
    guard.exception_count = exceptions.count;
    ADD(rules->guards, rules->guard_count, guard);
    yaml_finish(node);
}

static void read_voice(struct text_rules *rules, struct yaml_node *node, const char *key)
{
    struct voice_rule rule = {0};
    struct expressions words = read_words(rules, yaml_need(node, "words"));
    struct yaml_node *value = yaml_need(node, "voice");
    const char *name;

    (void)key; /* a list has none */
    if (yaml_string(value, &name) && !voice_find(slice_of(name), &rule.voice))
        (void)yaml_complain(value, "there is no voice '%s'", name);
    read_place(node, &rule.place);
    rule.expressions = words.items;
    rule.expression_count = words.count;
    ADD(rules->voices, rules->voice_count, rule);
    yaml_finish(node);
}

static bool read_share(struct yaml_node *node, double *share)
{
    double percent;

    if (!yaml_percent(node, 0, 100, &percent))
        return false;
    *share = percent / 100;
    return true;
}

static void read_category(struct text_rules *rules, struct yaml_node *node, const char *name)
{
    struct category_rule rule = {.name = keep(rules, name)};
    struct expressions words = read_words(rules, yaml_need(node, "words"));
    struct tests tests = read_tests(rules, yaml_find(node, "tests"));
    const char *title;

    if (yaml_string(yaml_need(node, "title"), &title))
        rule.title = keep(rules, title);
    (void)read_share(yaml_need(node, "weight"), &rule.weight); /* the complaint is made there */
    rule.expressions = words.items;
    rule.expression_count = words.count;
    rule.tests = tests.items;
    rule.test_count = tests.count;
    ADD(rules->categories, rules->category_count, rule);
    yaml_finish(node);
}

static void read_filter(struct text_rules *rules, struct yaml_node *node, const char *name)
{
    struct filter_rule rule = {.name = keep(rules, name), .channels = ~0u};
    struct expressions words = read_words(rules, yaml_need(node, "words"));
    struct tests tests = read_tests(rules, yaml_find(node, "tests"));
    struct yaml_node *channels = yaml_find(node, "channels");

    if (channels != NULL)
        rule.channels = 0;
    for (size_t i = 0; i < yaml_items(channels); i++) {
        const char *word;
        enum channel channel;

        if (!yaml_string(yaml_item(channels, i), &word))
            continue;
        if (channel_find(slice_of(word), &channel))
            rule.channels |= 1u << channel;
        else
            (void)yaml_complain(yaml_item(channels, i), "there is no channel '%s'", word);
    }
    rule.expressions = words.items;
    rule.expression_count = words.count;
    rule.tests = tests.items;
    rule.test_count = tests.count;
    ADD(rules->filters, rules->filter_count, rule);
    yaml_finish(node);
}

static void read_channel(struct text_rules *rules, struct yaml_node *node, const char *name)
{
    struct yaml_node *complaint = yaml_find(node, "complaint");
    struct yaml_node *threshold = yaml_find(node, "threshold");
    enum channel channel;
    const char *word;

    if (!channel_find(slice_of(name), &channel)) {
        (void)yaml_complain(node, "there is no channel '%s'", name);
        return;
    }
    if (yaml_string(complaint, &word)) {
        if (strcmp(word, "always") == 0)
            rules->priors[channel] = PRIOR_COMPLAINT;
        else
            (void)yaml_complain(complaint, "only 'always' can stand here");
    }
    (void)read_share(threshold, &rules->channel_thresholds[channel]); /* absent: 0 */
    yaml_finish(node);
}

static void read_calibration(struct text_rules *rules, struct yaml_node *node, const char *name)
{
    struct calibration row = {.source = keep(rules, name), .true_rate = 1};

    (void)read_share(yaml_need(node, "threshold"), &row.threshold); /* complains itself */
    (void)read_share(yaml_need(node, "true-rate"), &row.true_rate);
    (void)read_share(yaml_need(node, "false-rate"), &row.false_rate);
    if (row.true_rate <= row.false_rate)
        (void)yaml_complain(node, "the true rate must be above the false rate");
    ADD(rules->calibrations, rules->calibration_count, row);
    yaml_finish(node);
}

struct section {
    const char *name;
    enum yaml_kind kind;
    void (*read)(struct text_rules *rules, struct yaml_node *node, const char *name);
};

static const struct section sections[] = {
    {"markers", YAML_MAPPING, read_marker},          {"guards", YAML_SEQUENCE, read_guard},
    {"voices", YAML_SEQUENCE, read_voice},           {"categories", YAML_MAPPING, read_category},
    {"filters", YAML_MAPPING, read_filter},          {"channels", YAML_MAPPING, read_channel},
    {"calibration", YAML_MAPPING, read_calibration},
};

static void read_section(struct text_rules *rules, const struct section *section,
                         struct yaml_node *node)
{
    if (yaml_kind(node) != section->kind) {
        (void)yaml_complain(node, "'%s' must be a %s", section->name,
                            section->kind == YAML_MAPPING ? "mapping" : "list");
        return;
    }
    for (size_t i = 0; i < yaml_count(node); i++) {
        struct yaml_node *item = yaml_item(node, i);
        const char *key = section->kind == YAML_MAPPING ? yaml_key(node, i) : "";

        if (yaml_kind(item) == YAML_MAPPING)
            section->read(rules, item, key);
        else
            (void)yaml_complain(item, "a mapping is wanted");
    }
}

void text_rules_add(struct text_rules *rules, const char *name, struct slice content,
                    struct complaints *complaints)
{
    OWNED(yaml) struct yaml *yaml = yaml_read(name, content, complaints);

    if (yaml == NULL)
        return;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct yaml_node *node = yaml_find(yaml_root(yaml), sections[i].name);

        if (node != NULL)
            read_section(rules, &sections[i], node);
    }
    yaml_finish(yaml_root(yaml));
}
