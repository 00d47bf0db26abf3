#include "wire/html_text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

/* What the parser tells us about goes here. */
struct page {
    struct text *text;
    size_t begin;  /* where this page's text starts */
    int hidden;    /* inside so many scripts and styles */
    bool space;    /* white space stands before the next word */
    int lines;     /* so many line ends stand before the next word */
    int quotes;    /* inside so many quotes */
    bool marks_quotes;
};

static bool is_one_of(const xmlChar *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcasecmp((const char *)name, names[i]) == 0)
            return true;
    return false;
}

static const char *const HIDDEN[] = { "script", "style", "head", "noscript", "template", NULL };
static const char *const BLOCKS[] = { "p",  "div", "br", "li", "tr", "table", "ul", "ol",
                                      "h1", "h2",  "h3", "h4", "h5", "h6",    "hr", "blockquote",
                                      "section", "article", "pre", "dt", "dd", NULL };

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct page *page = context;

    (void)attributes; /* nothing in them is text */
    if (is_one_of(name, HIDDEN))
        page->hidden++;
    if (is_one_of(name, BLOCKS) && page->lines < 1)
        page->lines = 1;
    if (strcasecmp((const char *)name, "td") == 0)
        page->space = true;
    page->quotes += strcasecmp((const char *)name, "blockquote") == 0;
}

static void end_element(void *context, const xmlChar *name)
{
    struct page *page = context;

    if (is_one_of(name, HIDDEN) && page->hidden > 0)
        page->hidden--;
    if (is_one_of(name, BLOCKS) && strcasecmp((const char *)name, "br") != 0 && page->lines < 1)
        page->lines = 1;
    page->quotes -= strcasecmp((const char *)name, "blockquote") == 0 && page->quotes > 0;
}

/* What stands between the last word and the next. */
static void add_gap(struct page *page)
{
    bool is_first = page->text->length == page->begin;

    if (!is_first && page->lines > 0)
        text_add_char(page->text, '\n');
    else if (!is_first && page->space)
        text_add_char(page->text, ' ');
    if (page->marks_quotes && page->quotes > 0 && (is_first || page->lines > 0))
        text_add(page->text, "> ");
    page->lines = 0;
    page->space = false;
}

static void characters(void *context, const xmlChar *bytes, int length)
{
    struct page *page = context;

    if (page->hidden > 0)
        return;
    for (int i = 0; i < length; i++) {
        if (bytes[i] <= ' ') {
            page->space = true;
            continue;
        }
        add_gap(page);
        text_add_char(page->text, (char)bytes[i]);
    }
}

static void add(struct page page, struct slice html)
{
    htmlSAXHandler handler = {
        .startElement = start_element,
        .endElement = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
    };

    html = slice_cut(html, HTML_LIMIT_BYTES);
    if (memchr(html.bytes, '<', html.length) == NULL &&
        memchr(html.bytes, '&', html.length) == NULL) {
        characters(&page, (const xmlChar *)html.bytes, (int)html.length);
        return;
    }
    htmlParserCtxtPtr parser =
        htmlCreatePushParserCtxt(&handler, &page, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL)
        return;
    /* A declared charset must not be believed: the bytes are UTF-8 already. */
    (void)htmlCtxtUseOptions(parser, HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
    (void)htmlParseChunk(parser, html.bytes, (int)html.length, 1); /* broken HTML is HTML */
    if (parser->myDoc != NULL)
        xmlFreeDoc(parser->myDoc);
    htmlFreeParserCtxt(parser);
}

void html_text_add(struct text *to, struct slice html)
{
    add((struct page){ .text = to, .begin = to->length }, html);
}

void html_text_add_quoting(struct text *to, struct slice html)
{
    add((struct page){ .text = to, .begin = to->length, .marks_quotes = true }, html);
}
