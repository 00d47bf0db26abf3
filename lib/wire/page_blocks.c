#include "wire/page_blocks.h"

#include <string.h>

#include <libxml/HTMLparser.h>

struct reading {
    struct arena *arena;
    struct page_blocks *blocks;
    struct page_block *rows; /* grows; copied into the arena at the end */
    size_t capacity;
    struct slice rest; /* of the page, behind the last picture */
    bool too_many;
};

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static void add_escaped(struct text *markup, const char *string)
{
    for (const char *at = string; *at != '\0'; at++) {
        const bool is_space = *at == '\n' || *at == '\t' || *at == '\r' || *at == ' ';
        if (is_space && (markup->length == 0 || markup->bytes[markup->length - 1] == ' '))
            continue;
        if (*at == '<')
            text_add(markup, "&lt;");
        else if (*at == '>')
            text_add(markup, "&gt;");
        else if (*at == '&')
            text_add(markup, "&amp;");
        else
            text_add_char(markup, is_space ? ' ' : *at);
    }
}

/* The text inside, with what is bold, slanted or code. */
static void add_inline(struct text *markup, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        const char *mark = is(child, "strong") || is(child, "b") ? "b"
                           : is(child, "em") || is(child, "i")   ? "i"
                           : is(child, "code")                   ? "tt"
                                                                 : NULL;
        if (child->type == XML_TEXT_NODE && child->content != NULL)
            add_escaped(markup, (const char *)child->content);
        if (child->type != XML_ELEMENT_NODE || is(child, "ul") || is(child, "ol"))
            continue;
        if (is(child, "br"))
            text_add_char(markup, '\n');
        if (mark != NULL)
            text_add_format(markup, "<%s>", mark);
        add_inline(markup, child);
        if (mark != NULL)
            text_add_format(markup, "</%s>", mark);
    }
}

static const char *inline_of(const struct reading *reading, const xmlNode *node)
{
    OWNED(text) struct text markup = { 0 };

    add_inline(&markup, node);
    return arena_copy(reading->arena, text_string(&markup), markup.length);
}

static struct page_block *add(struct reading *reading, enum page_block_kind kind)
{
    struct page_blocks *blocks = reading->blocks;

    reading->too_many |= blocks->count >= PAGE_BLOCK_LIMIT;
    if (reading->too_many)
        blocks->count--; /* the last one is written over: the page is refused anyway */
    MEMORY_GROW(reading->rows, blocks->count, reading->capacity);
    reading->rows[blocks->count] = (struct page_block){ .kind = kind };
    return &reading->rows[blocks->count++];
}

static void add_row(struct reading *reading, const xmlNode *node)
{
    struct page_block row = { .kind = PAGE_ROW };

    for (const xmlNode *cell = node->children; cell != NULL; cell = cell->next) {
        if ((!is(cell, "td") && !is(cell, "th")) || row.cell_count == PAGE_CELL_LIMIT)
            continue;
        row.is_head |= is(cell, "th");
        row.cells[row.cell_count++] = inline_of(reading, cell);
    }
    if (row.cell_count > 0)
        *add(reading, PAGE_ROW) = row;
}

/* The parser writes names in small letters, which SVG does not forgive: the picture is taken from
 * the page as it stands there. */
static void add_picture(struct reading *reading)
{
    static const char begin[] = "<svg";
    static const char end[] = "</svg>";
    const char *from = memmem(reading->rest.bytes, reading->rest.length, begin, sizeof begin - 1);
    const char *limit = reading->rest.bytes + reading->rest.length;
    const char *to = from == NULL ? NULL : memmem(from, (size_t)(limit - from), end, sizeof end - 1);

    if (to == NULL)
        return;
    to += sizeof end - 1;
    add(reading, PAGE_PICTURE)->markup = arena_copy(reading->arena, from, (size_t)(to - from));
    reading->rest = (struct slice){ to, (size_t)(limit - to) };
}

static void add_text(struct reading *reading, enum page_block_kind kind, const xmlNode *node)
{
    const char *markup = inline_of(reading, node);

    if (*markup != '\0')
        add(reading, kind)->markup = markup;
}

static bool read_block(struct reading *reading, const xmlNode *node)
{
    static const struct {
        const char *name;
        enum page_block_kind kind;
    } kinds[] = {
        { "h1", PAGE_TITLE },      { "h2", PAGE_HEADING },   { "h3", PAGE_SUBHEADING },
        { "h4", PAGE_SUBHEADING }, { "p", PAGE_PARAGRAPH },  { "pre", PAGE_PARAGRAPH },
        { "li", PAGE_ITEM },       { "blockquote", PAGE_QUOTE },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (is(node, kinds[i].name)) {
            add_text(reading, kinds[i].kind, node);
            return true;
        }
    }
    return false;
}

/* Depth first: the parser has refused pages that are nested beyond its own limit. */
static void read_all(struct reading *reading, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        const bool is_list = is(child, "ul") || is(child, "ol");
        if (is(child, "style") || is(child, "script") || (is(node, "li") && !is_list))
            continue;
        if (is(child, "tr"))
            add_row(reading, child);
        else if (is(child, "svg"))
            add_picture(reading);
        else if (!read_block(reading, child) || is(child, "li"))
            read_all(reading, child); /* of an item, only lists */
    }
}

static const xmlNode *find(const xmlNode *node, const char *name)
{
    const xmlNode *found = NULL;

    for (const xmlNode *child = node->children; child != NULL && found == NULL;
         child = child->next)
        found = is(child, name) ? child : find(child, name);
    return found;
}

static const char *class_of(struct arena *arena, const xmlNode *node)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)"class");
    const char *copied =
        value == NULL ? "" : arena_copy(arena, value, strlen((const char *)value));

    xmlFree(value);
    return copied;
}

int page_blocks_read(struct slice html, struct arena *arena, struct page_blocks *blocks,
                     struct fault *fault)
{
    struct reading reading = { .arena = arena, .blocks = blocks, .rest = html };
    htmlDocPtr page = htmlReadMemory(html.bytes, (int)html.length, NULL, "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    const xmlNode *root = page == NULL ? NULL : xmlDocGetRootElement(page);
    const xmlNode *body = root == NULL ? NULL : find(root, "body");

    *blocks = (struct page_blocks){ .title = "", .style = "" };
    if (body != NULL) {
        const xmlNode *title = find(root, "title");
        blocks->title = title == NULL ? "" : inline_of(&reading, title);
        blocks->style = class_of(arena, body);
        read_all(&reading, body);
        blocks->rows = (struct page_block *)(void *)arena_copy(
            arena, reading.rows, blocks->count * sizeof *blocks->rows);
    }
    memory_free(reading.rows);
    xmlFreeDoc(page);
    if (body == NULL || reading.too_many)
        return fault_set(fault, FAULT_INPUT, "%s", body == NULL ? "this is no page"
                                                                : "the page has too many parts");
    return 0;
}
