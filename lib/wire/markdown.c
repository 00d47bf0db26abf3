#include "wire/markdown.h"

#include <md4c-html.h>

static void take(const MD_CHAR *bytes, MD_SIZE length, void *context)
{
    text_add_bytes(context, bytes, length);
}

int markdown_to_html(struct text *html, struct slice markdown, struct fault *fault)
{
    const unsigned flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML;

    if (md_html(markdown.bytes, (MD_SIZE)markdown.length, take, html, flags,
                MD_HTML_FLAG_SKIP_UTF8_BOM) != 0)
        return fault_set(fault, FAULT_INPUT, "the Markdown cannot be read");
    return 0;
}
