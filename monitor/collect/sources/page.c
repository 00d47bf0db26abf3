#include "collect/sources/page.h"

#include "wire/feed_xml.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"
#include "wire/link.h"

#include <string.h>

enum { ITEMS_MOST = 100000 };

struct page {
    const struct source_settings *settings;
    struct arena *arena;
    struct text content;
    struct feed_xml *feed;     /* of XML */
    const struct json *answer; /* of JSON */
    struct json_items all;
    const struct json *const *items;
    size_t count;
    struct slice outlet; /* a feed's own title */
    /* the item that is being mapped */
    struct json_item json;
    size_t index;
};

/* "a|b": the first path that leads to an array; "a[].b" leads to all of them at once. */
static bool find_items(struct page *page)
{
    const char *path = page->settings->items;

    if (page->settings->type == SOURCE_FEED)
        path = "items";
    if (path == NULL)
        path = ".";
    while (path != NULL) {
        const char *bar = strchr(path, '|');
        size_t length = bar == NULL ? strlen(path) : (size_t)(bar - path);
        if (json_item_all(page->answer, arena_copy(page->arena, path, length), page->arena,
                          &page->all))
            return true;
        path = bar == NULL ? NULL : bar + 1;
    }
    return false;
}

static int read_json(struct page *page, struct slice content, struct fault *fault)
{
    if (json_parse(content, (size_t)page->settings->limit_bytes, page->arena, &page->answer,
                   fault) != 0)
        return fault_during(fault, "reading the answer");
    if (!find_items(page))
        return fault_set(fault, FAULT_INPUT, "the answer has no array at '%s'",
                         page->settings->items == NULL ? "." : page->settings->items);
    page->items = page->all.items;
    page->count = page->all.count;
    if (page->count > ITEMS_MOST)
        return fault_set(fault, FAULT_INPUT, "the answer has more than %d items", (int)ITEMS_MOST);
    if (page->settings->type == SOURCE_FEED)
        page->outlet = json_string(page->answer, "title");
    return 0;
}

static bool is_json(struct slice content)
{
    for (size_t i = 0; i < content.length; i++)
        if ((unsigned char)content.bytes[i] > ' ')
            return content.bytes[i] == '{' || content.bytes[i] == '[';
    return false;
}

int page_read(const struct source_settings *settings, struct slice content, struct page **result,
              struct fault *fault)
{
    OWNED(page) struct page *page = memory_new(sizeof *page);
    const struct slice mark = SLICE("\xef\xbb\xbf");

    page->settings = settings;
    page->arena = arena_new();
    if (content.length >= mark.length && memcmp(content.bytes, mark.bytes, mark.length) == 0) {
        content.bytes += mark.length;
        content.length -= mark.length;
    }
    if (settings->type == SOURCE_JSON || is_json(content)) {
        text_add_bytes(&page->content, content.bytes, content.length);
        if (read_json(page, json_mend(text_slice(&page->content), page->arena), fault) != 0)
            return -1;
    } else {
        if (feed_xml_read(content, &page->feed, fault) != 0)
            return -1;
        page->count = feed_xml_count(page->feed);
    }
    *result = TAKE(page);
    return 0;
}

void page_free(struct page *page)
{
    if (page == NULL)
        return;
    feed_xml_free(page->feed);
    text_done(&page->content);
    arena_free(page->arena);
    memory_free(page);
}

size_t page_count(const struct page *page)
{
    return page->count;
}

bool page_is_broken(const struct page *page)
{
    return page->feed != NULL && feed_xml_is_broken(page->feed);
}

static bool is_link(const struct page *page, const char *path)
{
    static const char *const names[] = { "url", "link", "external_url", NULL };

    for (size_t i = 0; page->settings->type == SOURCE_FEED && names[i] != NULL; i++)
        if (strcmp(names[i], path) == 0)
            return true;
    return false;
}

static struct slice value_at(void *context, const char *path)
{
    struct page *page = context;
    struct slice value = page->feed != NULL ? feed_xml_value(page->feed, page->index, path)
                                            : json_item_value(&page->json, path);

    if (is_link(page, path))
        return link_resolve(slice_of(page->settings->url), value, page->arena);
    if (page->feed != NULL)
        return value;
    if (value.length == 0 && page->settings->type == SOURCE_FEED && strcmp(path, "outlet") == 0)
        return page->outlet;
    return value;
}

/* Answers come newest first as a rule; records go out the other way round. */
static size_t place_of(const struct page *page, size_t index)
{
    bool forward = page->settings->type == SOURCE_JSON && page->settings->oldest_first;

    return forward ? index : page->count - 1 - index;
}

void page_item(struct page *page, size_t index, struct arena *arena, struct listener_item *item)
{
    OWNED(text) struct text content = { 0 };

    page->index = place_of(page, index);
    item->value = value_at;
    item->item = page;
    if (page->feed != NULL) {
        item->content = feed_xml_value(page->feed, page->index, "title");
        return;
    }
    page->json = (struct json_item){ page->items[page->index], arena };
    json_item_add(page->items[page->index], &content);
    item->content =
        (struct slice){ arena_copy(arena, text_string(&content), content.length), content.length };
}

bool page_since_is_time(const struct source_settings *settings)
{
    const struct map_paths *times = &settings->mapping.targets[MAP_AT];

    return settings->since != NULL && times->count == 1 &&
           strcmp(settings->since, times->paths[0]) == 0;
}

struct slice page_since(struct page *page, size_t index, struct arena *arena)
{
    if (page->settings->since == NULL || page->answer == NULL)
        return (struct slice){ 0 };
    struct json_item item = { page->answer, arena };
    if (index < page->count)
        item.value = page->items[place_of(page, index)];
    return json_item_value(&item, page->settings->since);
}

struct slice page_next(const struct page *page)
{
    const char *path = page->settings->next;

    if (page->answer == NULL || path == NULL)
        return (struct slice){ 0 };
    while (path != NULL) {
        const char *bar = strchr(path, '|');
        size_t length = bar == NULL ? strlen(path) : (size_t)(bar - path);
        const struct json *next =
            json_item_find(page->answer, arena_copy(page->arena, path, length));
        if (next != NULL && (next->type == JSON_STRING || next->type == JSON_NUMBER) &&
            next->text.length > 0)
            return next->text;
        path = bar == NULL ? NULL : bar + 1;
    }
    return (struct slice){ 0 };
}
