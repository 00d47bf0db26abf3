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

struct clause rules_clause(struct arena *arena, struct yaml_node *mapping)
{
    return (struct clause){
        .id = rules_text(arena, yaml_need(mapping, "clause")),
        .place = rules_text(arena, yaml_need(mapping, "place")),
        .quote = rules_text(arena, yaml_need(mapping, "quote")),
    };
}

int rules_name(const struct yaml_node *node, bool (*find)(struct slice name, int *number),
               const char *what, int otherwise)
{
    const char *string = NULL;
    int number = otherwise;

    if (yaml_string(node, &string) && !find(slice_of(string), &number))
        (void)yaml_complain(node, "'%s' is not %s", string, what); /* recorded */
    return number;
}

unsigned rules_set(struct yaml_node *list, bool (*find)(struct slice name, int *number),
                   const char *what)
{
    unsigned set = 0;

    if (list != NULL && yaml_kind(list) != YAML_SEQUENCE)
        (void)yaml_complain(list, "a list is wanted here"); /* recorded */
    for (size_t i = 0; list != NULL && yaml_kind(list) == YAML_SEQUENCE && i < yaml_count(list);
         i++) {
        int number = rules_name(yaml_item(list, i), find, what, -1);
        if (number >= 0)
            set |= BIT(number);
    }
    return set;
}

bool rules_find_role(struct slice name, int *number)
{
    enum role role;
    bool found = role_find(name, &role);

    *number = found ? (int)role : *number;
    return found;
}

bool rules_find_marker(struct slice name, int *number)
{
    enum marker marker;
    bool found = marker_find(name, &marker);

    *number = found ? (int)marker : *number;
    return found;
}

bool rules_find_channel(struct slice name, int *number)
{
    enum channel channel;
    bool found = channel_find(name, &channel);

    *number = found ? (int)channel : *number;
    return found;
}

bool rules_find_tier(struct slice name, int *number)
{
    enum outlet_tier tier;
    bool found = outlet_tier_find(name, &tier);

    *number = found ? (int)tier : *number;
    return found;
}

bool rules_find_rank(struct slice name, int *number)
{
    enum letter_rank rank;
    bool found = letter_rank_find(name, &rank);

    *number = found ? (int)rank : *number;
    return found;
}
