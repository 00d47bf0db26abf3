#include "wire/feed_xml.h"

#include "base/table.h"
#include "wire/link.h"
#include "wire/xml_bytes.h"

#include <string.h>
#include <strings.h>

#include <libxml/xmlreader.h>

enum part {
    PART_ID,
    PART_TITLE,
    PART_TEXT,
    PART_SUMMARY,
    PART_URL,
    PART_AUTHOR,
    PART_PUBLISHED,
    PART_UPDATED,
    PART_CATEGORY,
    PART_MEDIA, /* what a video or a picture says */
    PART_COUNT,
};

enum { PART_LIMIT_BYTES = 1024 * 1024, FEED_TITLE_DEPTH = 2 };

/* Which element says what, in any namespace: "content:encoded" and "dc:creator" by local name. */
static const struct element {
    const char *name;
    enum part part;
} ELEMENTS[] = {
    { "guid", PART_ID },           { "id", PART_ID },
    { "title", PART_TITLE },       { "encoded", PART_TEXT },
    { "content", PART_TEXT },      { "description", PART_SUMMARY },
    { "summary", PART_SUMMARY },   { "link", PART_URL },
    { "creator", PART_AUTHOR },    { "author", PART_AUTHOR },
    { "name", PART_AUTHOR },       { "pubDate", PART_PUBLISHED },
    { "published", PART_PUBLISHED }, { "date", PART_PUBLISHED },
    { "issued", PART_PUBLISHED },  { "updated", PART_UPDATED },
    { "modified", PART_UPDATED },  { "category", PART_CATEGORY },
};

struct entry {
    struct slice parts[PART_COUNT];
};

struct feed_xml {
    struct arena *arena;
    struct text content; /* as it is parsed */
    struct entry *entries;
    size_t count;
    size_t capacity;
    struct slice title;
    bool is_broken;
    bool is_feed;
};

/* While reading. */
struct state {
    struct feed_xml *feed;
    xmlTextReaderPtr reader;
    int entry_depth; /* -1 outside an entry */
    int part_depth;  /* -1 outside a part */
    enum part part;
    bool is_feed_title;
    bool in_author;
    bool in_source; /* Atom's <source> repeats another feed's title and id */
    struct slice base;       /* what links lead on from, of the feed and of the entry */
    struct slice entry_base;
    struct text text;
};

static bool element_find(const char *name, enum part *part)
{
    for (size_t i = 0; i < sizeof ELEMENTS / sizeof ELEMENTS[0]; i++) {
        if (strcmp(ELEMENTS[i].name, name) == 0) {
            *part = ELEMENTS[i].part;
            return true;
        }
    }
    return false;
}

static struct slice keep(struct state *state, const char *bytes, size_t length)
{
    return (struct slice){ arena_copy(state->feed->arena, bytes, length), length };
}

static struct entry *current(struct state *state)
{
    return &state->feed->entries[state->feed->count - 1];
}

/* xml:base of the element in hand, on top of the one around it. */
static struct slice base_here(struct state *state, struct slice above)
{
    xmlChar *own = xmlTextReaderGetAttribute(state->reader, (const xmlChar *)"xml:base");
    struct slice base = above;

    if (own != NULL)
        base = link_resolve(above, keep(state, (const char *)own, strlen((const char *)own)),
                            state->feed->arena);
    xmlFree(own);
    return base;
}

/* Atom's links: the one that leads to the page. */
static void take_link(struct state *state)
{
    xmlChar *address = xmlTextReaderGetAttribute(state->reader, (const xmlChar *)"href");
    xmlChar *relation = xmlTextReaderGetAttribute(state->reader, (const xmlChar *)"rel");

    if (address != NULL && (relation == NULL || xmlStrcmp(relation, (const xmlChar *)"alternate") == 0))
        current(state)->parts[PART_URL] =
            link_resolve(state->entry_base,
                         keep(state, (const char *)address, strlen((const char *)address)),
                         state->feed->arena);
    xmlFree(address);
    xmlFree(relation);
}

static void take_category(struct state *state)
{
    xmlChar *term = xmlTextReaderGetAttribute(state->reader, (const xmlChar *)"term");

    if (term != NULL && current(state)->parts[PART_CATEGORY].length == 0)
        current(state)->parts[PART_CATEGORY] =
            keep(state, (const char *)term, strlen((const char *)term));
    xmlFree(term);
}

static void begin_entry(struct state *state, int depth)
{
    struct feed_xml *feed = state->feed;

    if (feed->count == FEED_ENTRIES_MOST) {
        feed->is_broken = true;
        return;
    }
    MEMORY_GROW(feed->entries, feed->count, feed->capacity);
    feed->entries[feed->count++] = (struct entry){ 0 };
    state->entry_depth = depth;
    state->entry_base = base_here(state, state->base);
}

/* Whose words are these? A podcast's and a picture's own titles are not the entry's. */
static bool find_part(const struct state *state, const char *name, int depth, enum part *part)
{
    const char *space = (const char *)xmlTextReaderConstNamespaceUri(state->reader);
    bool inside = state->entry_depth >= 0;

    if (space != NULL && strstr(space, "mrss") != NULL) {
        *part = PART_MEDIA;
        return inside && strcmp(name, "description") == 0;
    }
    if (space != NULL && strstr(space, "itunes") != NULL)
        return false;
    if (!element_find(name, part))
        return false;
    if (!inside)
        return *part == PART_TITLE && depth <= FEED_TITLE_DEPTH && state->feed->title.length == 0;
    return depth == state->entry_depth + 1 || state->in_author;
}

static void begin_part(struct state *state, const char *name, int depth)
{
    bool inside = state->entry_depth >= 0;

    if (strcmp(name, "author") == 0)
        state->in_author = true;
    if (inside && strcmp(name, "source") == 0)
        state->in_source = true;
    if (inside && strcmp(name, "link") == 0)
        take_link(state);
    if (inside && strcmp(name, "category") == 0)
        take_category(state);
    /* A person's name, not the name of something else. */
    if ((strcmp(name, "name") == 0 && !state->in_author) || state->in_source)
        return;
    enum part part;
    if (!find_part(state, name, depth, &part))
        return;
    state->is_feed_title = !inside;
    if (strcmp(name, "author") == 0 && state->part_depth >= 0)
        return;
    state->part = part;
    state->part_depth = depth;
    text_clear(&state->text);
}

static void on_start(struct state *state)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(state->reader);
    int depth = xmlTextReaderDepth(state->reader);

    if (depth == 0) {
        state->feed->is_feed = strcmp(name, "rss") == 0 || strcmp(name, "RDF") == 0 ||
                               strcmp(name, "feed") == 0;
        state->base = base_here(state, state->base);
    }
    bool is_entry = strcmp(name, "item") == 0 || strcmp(name, "entry") == 0;
    if (state->entry_depth < 0 && is_entry) {
        begin_entry(state, depth);
        return;
    }
    if (state->part_depth >= 0 && state->part != PART_AUTHOR) {
        text_add_char(&state->text, ' '); /* markup inside: XHTML of Atom */
        return;
    }
    begin_part(state, name, depth);
}

static void end_part(struct state *state)
{
    struct slice value = { text_string(&state->text), state->text.length };

    state->part_depth = -1;
    while (value.length > 0 && (unsigned char)value.bytes[0] <= ' ') {
        value.bytes++;
        value.length--;
    }
    while (value.length > 0 && (unsigned char)value.bytes[value.length - 1] <= ' ')
        value.length--;
    if (value.length == 0)
        return;
    value = keep(state, value.bytes, value.length);
    if (state->is_feed_title)
        state->feed->title = value;
    else if (current(state)->parts[state->part].length == 0)
        current(state)->parts[state->part] = value;
}

static void on_end(struct state *state)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(state->reader);
    int depth = xmlTextReaderDepth(state->reader);

    if (state->part_depth == depth)
        end_part(state);
    if (strcmp(name, "author") == 0)
        state->in_author = false;
    if (strcmp(name, "source") == 0)
        state->in_source = false;
    if (state->entry_depth == depth)
        state->entry_depth = -1;
}

static void on_text(struct state *state)
{
    const char *value = (const char *)xmlTextReaderConstValue(state->reader);

    if (state->part_depth >= 0 && value != NULL && state->text.length < PART_LIMIT_BYTES)
        text_add(&state->text, value);
}

/* False at what must not be: a document this deep is no feed. */
static bool on_node(struct state *state)
{
    if (xmlTextReaderDepth(state->reader) > FEED_DEPTH_MOST)
        return false;
    switch (xmlTextReaderNodeType(state->reader)) {
    case XML_READER_TYPE_ELEMENT: {
        bool is_empty = xmlTextReaderIsEmptyElement(state->reader) == 1;
        on_start(state);
        if (is_empty)
            on_end(state);
        break;
    }
    case XML_READER_TYPE_END_ELEMENT:
        on_end(state);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        on_text(state);
        break;
    default: /* comments, instructions, references: nothing to hear */
        break;
    }
    return true;
}

static void on_error(void *context, const char *message, xmlParserSeverities severity,
                     xmlTextReaderLocatorPtr place)
{
    (void)context; /* broken feeds are ordinary: the result says so */
    (void)message;
    (void)severity;
    (void)place;
}

/* Some feeds give all entries one id, mostly the site's: that is no id. */
static void drop_shared_ids(struct feed_xml *feed)
{
    OWNED(table) struct table *seen = table_new();

    for (size_t i = 0; i < feed->count; i++) {
        struct slice *parts = feed->entries[i].parts;
        if (parts[PART_ID].length == 0)
            continue;
        struct entry *other = table_find(seen, parts[PART_ID]);
        if (other == NULL) {
            table_set(seen, parts[PART_ID], &feed->entries[i]);
        } else if (!slice_equals(other->parts[PART_TITLE], parts[PART_TITLE]) &&
                   !slice_equals(other->parts[PART_URL], parts[PART_URL])) {
            other->parts[PART_ID] = (struct slice){ 0 };
            parts[PART_ID] = (struct slice){ 0 };
        }
    }
}

/* On the content made fit; UTF-16 the library reads better as it came. */
static int open_reader(struct slice content, struct state *state, struct fault *fault)
{
    const int usual =
        XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    const bool is_fit = xml_bytes_add(&state->feed->content, content);
    const struct slice fit = is_fit ? text_slice(&state->feed->content) : content;

    if (fit.length == 0 || fit.length > INT32_MAX)
        return fault_set(fault, FAULT_INPUT, "an empty answer is no feed");
    state->reader = xmlReaderForMemory(fit.bytes, (int)fit.length, NULL, is_fit ? "UTF-8" : NULL,
                                       is_fit ? usual | XML_PARSE_IGNORE_ENC : usual);
    if (state->reader == NULL)
        return fault_set(fault, FAULT_INPUT, "the answer is no XML");
    xmlTextReaderSetErrorHandler(state->reader, on_error, NULL);
    return 0;
}

int feed_xml_read(struct slice content, struct feed_xml **result, struct fault *fault)
{
    OWNED(feed_xml) struct feed_xml *feed = memory_new(sizeof *feed);
    struct state state = { .feed = feed, .entry_depth = -1, .part_depth = -1 };

    feed->arena = arena_new();
    if (content.length == 0)
        return fault_set(fault, FAULT_INPUT, "an empty answer is no feed");
    if (open_reader(content, &state, fault) != 0)
        return -1;
    int more = xmlTextReaderRead(state.reader);
    while (more == 1 && on_node(&state))
        more = xmlTextReaderRead(state.reader);
    feed->is_broken = feed->is_broken || more != 0;
    if (feed->is_broken && state.entry_depth >= 0 && feed->count > 0)
        feed->count--; /* not whole */
    xmlFreeTextReader(state.reader);
    text_done(&state.text);
    drop_shared_ids(feed);
    if (!feed->is_feed)
        return fault_set(fault, FAULT_INPUT, "the answer is no feed");
    if (feed->is_broken && feed->count == 0)
        return fault_set(fault, FAULT_INPUT, "the feed breaks off before its first entry");
    *result = TAKE(feed);
    return 0;
}

void feed_xml_free(struct feed_xml *feed)
{
    if (feed == NULL)
        return;
    arena_free(feed->arena);
    text_done(&feed->content);
    memory_free(feed->entries);
    memory_free(feed);
}

size_t feed_xml_count(const struct feed_xml *feed)
{
    return feed->count;
}

bool feed_xml_is_broken(const struct feed_xml *feed)
{
    return feed->is_broken;
}

struct slice feed_xml_value(const struct feed_xml *feed, size_t index, const char *name)
{
    static const char *const names[PART_COUNT] = {
        [PART_ID] = "id",           [PART_TITLE] = "title",         [PART_TEXT] = "content",
        [PART_SUMMARY] = "summary", [PART_URL] = "url",             [PART_AUTHOR] = "author",
        [PART_PUBLISHED] = "published", [PART_UPDATED] = "updated", [PART_CATEGORY] = "category",
        [PART_MEDIA] = "media",
    };
    const struct entry *entry = &feed->entries[index];

    if (strcmp(name, "outlet") == 0)
        return feed->title;
    for (size_t i = 0; i < PART_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return entry->parts[i];
    return (struct slice){ 0 };
}
