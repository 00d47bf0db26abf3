/* One answer of a polled source as items: JSON, JSON Feed, RSS or Atom. */
#pragma once

#include "collect/sources/listener.h"

struct page;

/* FAULT_INPUT when the answer is not what the source's kind promises. */
MUST_CHECK int page_read(const struct source_settings *settings, struct slice content,
                         struct page **page, struct fault *fault);
void page_free(struct page *page);
RELEASE_WITH(page, struct page, page_free)

size_t page_count(const struct page *page);
/* The items are taken oldest first, as far as the page says when they were made. */
void page_item(struct page *page, size_t index, struct arena *arena, struct listener_item *item);
/* The value at the `since` path of that item, else of the whole answer; empty when there is none. */
struct slice page_since(struct page *page, size_t index, struct arena *arena);
/* Is that the item's own time? Then one wrong clock would hide all that comes after it. */
bool page_since_is_time(const struct source_settings *settings);
/* The address or token of the page after this one; empty when it is the last. */
struct slice page_next(const struct page *page);
/* Something behind the items could not be read. */
bool page_is_broken(const struct page *page);
