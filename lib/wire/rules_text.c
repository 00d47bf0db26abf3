#include "wire/rules_text.h"

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

struct clause rules_clause(struct arena *arena, struct yaml_node *mapping)
{
    return (struct clause){
        .id = words_of(arena, mapping, "clause"),
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
