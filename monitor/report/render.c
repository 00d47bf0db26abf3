#include "report/render.h"

#include "edge/files.h"
#include "wire/json.h"
#include "wire/markdown.h"
#include "wire/template.h"
#include "wire/writer.h"

enum { TEMPLATE_LIMIT_BYTES = 256 * 1024, DOCUMENT_LIMIT_BYTES = 8 * 1024 * 1024 };

void report_done(struct report *report)
{
    text_done(&report->json);
    text_done(&report->markdown);
    text_done(&report->html);
}

static struct slice all_of(const struct text *text)
{
    return (struct slice){ text_string(text), text->length };
}

static int fill(const char *path, enum template_form form, const struct json *values,
                struct text *result, struct fault *fault)
{
    OWNED(text) struct text content = { 0 };

    if (files_read(path, TEMPLATE_LIMIT_BYTES, &content, fault) != 0 ||
        template_fill(result, all_of(&content), form, values, fault) != 0)
        return fault_during(fault, "%s", path);
    return 0;
}

/* Sections leave empty lines behind; more than one in a row says nothing. */
static void squeeze(struct text *markdown)
{
    size_t kept = 0;
    size_t ends = 2; /* line ends just before: none at the start */

    for (size_t i = 0; i < markdown->length; i++) {
        const bool is_end = markdown->bytes[i] == '\n';
        if (is_end && ends >= 2)
            continue;
        ends = is_end ? ends + 1 : 0;
        markdown->bytes[kept++] = markdown->bytes[i];
    }
    if (markdown->length > 0)
        markdown->bytes[kept] = '\0';
    markdown->length = kept;
}

/* What the page around the text needs. */
static void write_page(struct text *json, const struct json *document, const struct text *body,
                       struct slice chart)
{
    struct writer writer = writer_on(json);

    writer_object(&writer);
    writer_member_slice(&writer, "title", json_string(document, "title"));
    writer_member_slice(&writer, "org_title", json_string(document, "org_title"));
    writer_member_slice(&writer, "level", json_string(document, "level"));
    writer_member_slice(&writer, "body", all_of(body));
    writer_member_slice(&writer, "chart", chart);
    writer_object_end(&writer);
}

static int render_page(const struct briefing *briefing, const struct report_style *style,
                       const struct json *document, struct report *report, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text body = { 0 };
    OWNED(text) struct text values = { 0 };
    OWNED(text) struct text path = { 0 };
    const struct json *tree = NULL;

    if (markdown_to_html(&body, all_of(&report->markdown), fault) != 0)
        return -1;
    write_page(&values, document, &body, briefing->chart);
    text_add_format(&path, "%s/%s/page.html", style->templates, style->language);
    if (json_parse(all_of(&values), DOCUMENT_LIMIT_BYTES, arena, &tree, fault) != 0)
        return -1;
    return fill(text_string(&path), TEMPLATE_HTML, tree, &report->html, fault);
}

static int render_markdown(const struct json *document, const struct report_style *style,
                           struct text *markdown, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    const struct slice kind = json_string(document, "kind");

    text_add_format(&path, "%s/%s/%.*s.md", style->templates, style->language, (int)kind.length,
                    kind.bytes);
    if (fill(text_string(&path), TEMPLATE_MARKDOWN, document, markdown, fault) != 0)
        return -1;
    squeeze(markdown);
    return 0;
}

int report_render(const struct briefing *briefing, const struct report_style *style,
                  struct report *report, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct briefing told = *briefing;
    const struct json *document = NULL;

    told.language = slice_of(style->language);
    briefing_write(&report->json, &told);
    if (json_parse(all_of(&report->json), DOCUMENT_LIMIT_BYTES, arena, &document, fault) != 0 ||
        render_markdown(document, style, &report->markdown, fault) != 0)
        return -1;
    return render_page(briefing, style, document, report, fault);
}

int report_translate(struct slice json, const struct report_style *style, struct text *markdown,
                     struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct json *document = NULL;
    enum briefing_kind kind;

    if (json_parse(json, DOCUMENT_LIMIT_BYTES, arena, &document, fault) != 0)
        return -1;
    if (!briefing_kind_find(json_string(document, "kind"), &kind))
        return fault_set(fault, FAULT_INPUT, "this report is of no kind we know");
    if (slice_is(json_string(document, "language"), style->language))
        return fault_set(fault, FAULT_INPUT, "it is in that language");
    return render_markdown(document, style, markdown, fault);
}
