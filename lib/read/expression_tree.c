#include "read/expression_tree.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 40, REPEAT_MOST = 200 };

struct parser {
    const unsigned char *at;
    const unsigned char *end;
    struct arena *arena;
    const char *complaint;
    unsigned depth;
};

/* Nodes that are collected before they are one. */
struct pile {
    struct node **nodes;
    size_t count;
    size_t capacity;
};

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_take(parser->arena, sizeof *node);

    node->kind = kind;
    return node;
}

static struct node *refuse(struct parser *parser, const char *why)
{
    if (parser->complaint == NULL)
        parser->complaint = why;
    return new_node(parser, NODE_EMPTY);
}

static void add_node(struct pile *pile, struct node *node)
{
    MEMORY_GROW(pile->nodes, pile->count, pile->capacity);
    pile->nodes[pile->count++] = node;
}

static struct node *settle(struct parser *parser, struct pile *pile, enum node_kind kind)
{
    struct node *node = new_node(parser, kind);

    if (pile->count == 1) {
        node = pile->nodes[0];
    } else {
        node->count = pile->count;
        node->parts = arena_take(parser->arena, (pile->count + 1) * sizeof *node->parts);
        if (pile->count > 0)
            memcpy(node->parts, pile->nodes, pile->count * sizeof *node->parts);
    }
    memory_free(pile->nodes);
    return node;
}

static uint32_t next_code(struct parser *parser)
{
    uint32_t code = 0;
    unsigned length = utf8_read(parser->at, parser->end, &code);

    parser->at += length == 0 ? 1 : length;
    return code;
}

static bool takes(struct parser *parser, char byte)
{
    if (parser->at >= parser->end || *parser->at != (unsigned char)byte)
        return false;
    parser->at++;
    return true;
}

static struct node *parse_choice(struct parser *parser);

static void add_range(struct parser *parser, struct class *class, uint32_t first, uint32_t last)
{
    struct class_range *ranges =
        arena_take(parser->arena, (class->count + 1) * sizeof *class->ranges);

    if (class->count > 0)
        memcpy(ranges, class->ranges, class->count * sizeof *ranges);
    ranges[class->count] = (struct class_range){first, last};
    class->ranges = ranges;
    class->count++;
}

static struct node *parse_class(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_CLASS);

    node->class.is_negated = takes(parser, '^');
    while (parser->at < parser->end && *parser->at != ']') {
        uint32_t first = next_code(parser);
        uint32_t last;

        if (first == '\\' && parser->at < parser->end)
            first = next_code(parser);
        last = first;
        if (parser->end - parser->at > 1 && parser->at[0] == '-' && parser->at[1] != ']') {
            parser->at++;
            last = next_code(parser);
        }
        if (last < first)
            return refuse(parser, "a range of a class goes backwards");
        add_range(parser, &node->class, first, last);
    }
    if (!takes(parser, ']'))
        return refuse(parser, "a class is not closed");
    if (node->class.count == 0)
        return refuse(parser, "a class is empty");
    return node;
}

static struct node *parse_escape(struct parser *parser)
{
    struct node *node;
    uint32_t code;

    if (parser->at >= parser->end)
        return refuse(parser, "a backslash ends the expression");
    code = next_code(parser);
    if (code == 'b')
        return new_node(parser, NODE_BOUNDARY);
    if (code == 'd' || code == 's') {
        node = new_node(parser, NODE_CLASS);
        add_range(parser, &node->class, code == 'd' ? '0' : ' ', code == 'd' ? '9' : ' ');
        if (code == 's')
            add_range(parser, &node->class, '\n', '\n');
        return node;
    }
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
        (code >= '0' && code <= '9'))
        return refuse(parser, "there is no such escape");
    node = new_node(parser, NODE_CHARACTER);
    node->code = code;
    return node;
}

static struct node *parse_group(struct parser *parser)
{
    struct node *node;

    if (parser->end - parser->at >= 2 && parser->at[0] == '?') {
        if (parser->at[1] != ':')
            return refuse(parser, "only (?:…) groups are known");
        parser->at += 2;
    }
    if (++parser->depth > DEPTH_MOST)
        return refuse(parser, "groups lie too deep");
    node = parse_choice(parser);
    parser->depth--;
    if (!takes(parser, ')'))
        return refuse(parser, "a group is not closed");
    return node;
}

static struct node *parse_one(struct parser *parser)
{
    struct node *node;
    uint32_t code = next_code(parser);

    switch (code) {
    case '(':
        return parse_group(parser);
    case '[':
        return parse_class(parser);
    case '\\':
        return parse_escape(parser);
    case '^':
        return new_node(parser, NODE_BEGIN);
    case '$':
        return new_node(parser, NODE_END);
    case '.':
        node = new_node(parser, NODE_CLASS);
        add_range(parser, &node->class, '\n', '\n');
        node->class.is_negated = true;
        return node;
    case '?':
    case '*':
    case '+':
    case '{':
        return refuse(parser, "there is nothing to repeat");
    default:
        node = new_node(parser, NODE_CHARACTER);
        node->code = code;
        return node;
    }
}

static unsigned parse_number(struct parser *parser)
{
    unsigned number = 0;

    while (parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9' && number < 10000)
        number = number * 10 + (unsigned)(*parser->at++ - '0');
    return number;
}

static bool parse_counts(struct parser *parser, struct node *repeat)
{
    repeat->least = parse_number(parser);
    repeat->most = repeat->least;
    if (takes(parser, ',')) {
        bool open = parser->at < parser->end && *parser->at == '}';

        repeat->most = open ? REPEAT_WITHOUT_END : parse_number(parser);
    }
    return takes(parser, '}') && repeat->most >= repeat->least && repeat->most > 0 &&
           (repeat->most <= REPEAT_MOST || repeat->most == REPEAT_WITHOUT_END);
}

static struct node *parse_repeats(struct parser *parser, struct node *node)
{
    while (parser->at < parser->end && strchr("?*+{", (char)*parser->at) != NULL) {
        struct node *repeat = new_node(parser, NODE_REPEAT);
        unsigned char sign = *parser->at++;

        repeat->parts = arena_take(parser->arena, sizeof *repeat->parts);
        repeat->parts[0] = node;
        repeat->count = 1;
        repeat->least = sign == '+' ? 1 : 0;
        repeat->most = sign == '?' ? 1 : REPEAT_WITHOUT_END;
        if (sign == '{' && !parse_counts(parser, repeat))
            return refuse(parser, "a count in braces is wrong");
        node = repeat;
    }
    return node;
}

static struct node *parse_sequence(struct parser *parser)
{
    struct pile pile = {0};

    while (parser->at < parser->end && *parser->at != '|' && *parser->at != ')' &&
           parser->complaint == NULL)
        add_node(&pile, parse_repeats(parser, parse_one(parser)));
    return settle(parser, &pile, NODE_SEQUENCE);
}

static struct node *parse_choice(struct parser *parser)
{
    struct pile pile = {0};

    do
        add_node(&pile, parse_sequence(parser));
    while (parser->complaint == NULL && takes(parser, '|'));
    return settle(parser, &pile, NODE_CHOICE);
}

struct node *expression_tree(struct slice text, struct arena *arena, const char **complaint)
{
    struct parser parser = {
        .at = (const unsigned char *)text.bytes,
        .end = (const unsigned char *)text.bytes + text.length,
        .arena = arena,
    };
    struct node *node = parse_choice(&parser);

    if (parser.complaint == NULL && parser.at < parser.end)
        parser.complaint = "a bracket closes that was not opened";
    *complaint = parser.complaint;
    return parser.complaint == NULL ? node : NULL;
}
