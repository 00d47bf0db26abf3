#include "wire/rules_text.h"

#include <stdlib.h>
#include <string.h>

const char *rules_text(struct arena *arena, const struct yaml_node *node)
{
    const char *string = NULL;

    return yaml_string(node, &string) ? arena_copy(arena, string, strlen(string)) : "";
}

struct slice rules_slice(struct arena *arena, const struct yaml_node *node)
{
    return slice_of(rules_text(arena, node));
}

/* What stands in every trigger must say something. */
static const char *words_of(struct arena *arena, struct yaml_node *mapping, const char *key)
{
    struct yaml_node *node = yaml_need(mapping, key);
    const char *words = rules_text(arena, node);

    if (node != NULL && yaml_kind(node) == YAML_SCALAR && words[0] == '\0')
        (void)yaml_complain(node, "the %s is empty: it stands in every trigger", key); /* recorded */
    return words;
}

/* The rows of PLAN.md: families, and how many each has. */
static const struct family {
    const char *name;
    long rows;
} FAMILIES[] = {
    { "SRC", 6 }, { "INT", 6 },  { "CAT", 5 },  { "SEN", 1 }, { "LED", 7 }, { "LVL", 11 },
    { "TRG", 3 }, { "WRN", 8 },  { "DYN", 8 },  { "CLK", 19 }, { "RPT", 7 }, { "RTE", 5 },
    { "APR", 3 }, { "ORG", 2 },  { "ANA", 4 },  { "DRL", 2 }, { "RES", 4 }, { "CAL", 1 },
    { "A", 18 },
};

static const struct family *find_family(const char *row, size_t length)
{
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++)
        if (strlen(FAMILIES[i].name) == length && memcmp(FAMILIES[i].name, row, length) == 0)
            return &FAMILIES[i];
    return NULL;
}

static bool is_word(const char *word)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    return word[0] != '\0' && word[strspn(word, LETTERS)] == '\0';
}

static void check_row(const struct yaml_node *node, const char *row)
{
    const char *dash = strchr(row, '-');
    const struct family *family = dash == NULL ? NULL : find_family(row, (size_t)(dash - row));
    char *end = NULL;

    if (row[0] == '\0')
        return; /* missing or empty: said elsewhere */
    if (family == NULL) {
        (void)yaml_complain(node, "'%s' is no row of the plan, such as LVL-5 or WRN-7.lab", row);
        return;
    }
    long number = dash[1] >= '1' && dash[1] <= '9' ? strtol(dash + 1, &end, 10) : 0;
    if (number < 1 || number > family->rows)
        (void)yaml_complain(node, "there is no row '%s': they are %s-1 to %s-%ld", row, family->name,
                            family->name, family->rows); /* recorded */
    else if (*end != '\0' && (*end != '.' || !is_word(end + 1)))
        (void)yaml_complain(node, "'%s' is no row of the plan, such as LVL-5 or WRN-7.lab", row);
}

const char *rules_row(struct arena *arena, const struct yaml_node *node)
{
    const char *row = rules_text(arena, node);

    check_row(node, row);
    return row;
}

struct clause rules_clause(struct arena *arena, struct yaml_node *mapping)
{
    const char *row = words_of(arena, mapping, "clause");

    check_row(yaml_find(mapping, "clause"), row);
    return (struct clause){
        .id = row,
        .place = words_of(arena, mapping, "place"),
        .quote = words_of(arena, mapping, "quote"),
    };
}

static void complain_of_word(const struct yaml_node *node, const char *word,
                             const struct vocabulary *vocabulary)
{
    OWNED(text) struct text known = { 0 };

    for (int number = vocabulary->first; number < vocabulary->end; number++)
        text_add_format(&known, "%s%s", known.length == 0 ? "" : ", ", vocabulary->word(number));
    (void)yaml_complain(node, "'%s' is not %s (%s)", word, vocabulary->what,
                        text_string(&known)); /* recorded */
}

int rules_word(const struct yaml_node *node, const struct vocabulary *vocabulary, int otherwise)
{
    const char *word = NULL;

    if (!yaml_string(node, &word))
        return otherwise;
    for (int number = vocabulary->first; number < vocabulary->end; number++)
        if (strcmp(word, vocabulary->word(number)) == 0)
            return number;
    complain_of_word(node, word, vocabulary);
    return otherwise;
}

unsigned rules_set(struct yaml_node *list, const struct vocabulary *vocabulary)
{
    unsigned set = 0;

    if (list != NULL && yaml_kind(list) != YAML_SEQUENCE)
        (void)yaml_complain(list, "a list is wanted here"); /* recorded */
    for (size_t i = 0; list != NULL && yaml_kind(list) == YAML_SEQUENCE && i < yaml_count(list);
         i++) {
        int number = rules_word(yaml_item(list, i), vocabulary, -1);
        if (number >= 0)
            set |= BIT(number);
    }
    return set;
}

static const char *role_word(int number)
{
    return role_name((enum role)number);
}

static const char *marker_word(int number)
{
    return marker_name((enum marker)number);
}

static const char *channel_word(int number)
{
    return channel_name((enum channel)number);
}

static const char *tier_word(int number)
{
    return outlet_tier_name((enum outlet_tier)number);
}

static const char *rank_word(int number)
{
    return letter_rank_name((enum letter_rank)number);
}

const struct vocabulary rules_roles = { "a role", 0, ROLE_COUNT, role_word };
const struct vocabulary rules_markers = { "a severity marker", 0, MARKER_COUNT, marker_word };
const struct vocabulary rules_channels = { "a channel", 0, CHANNEL_COUNT, channel_word };
const struct vocabulary rules_tiers = { "a tier of outlets", OUTLET_NONE + 1, OUTLET_COUNT,
                                        tier_word };
const struct vocabulary rules_ranks = { "a rank of an authority", LETTER_NONE + 1, LETTER_COUNT,
                                        rank_word };
