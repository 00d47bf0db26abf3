/* Entries of a feed in XML: RSS 0.9x, 1.0, 2.0 and Atom, whoever wrote it how badly.
 *
 * An entry answers by the names id, title, text, url, author, published, updated, category, media
 * (what a video says), outlet (the feed's own title), and so it is an item of wire/mapping.h. Entities
 * that a document declares are never expanded, nothing is fetched, and a document that breaks off gives
 * what was whole. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

enum { FEED_ENTRIES_MOST = 5000, FEED_DEPTH_MOST = 64 };

struct feed_xml;

/* FAULT_INPUT when it is no feed, or breaks before the first entry; `broken` tells that something
 * behind the entries could not be read. */
MUST_CHECK int feed_xml_read(struct slice content, struct feed_xml **feed, struct fault *fault);
void feed_xml_free(struct feed_xml *feed);
RELEASE_WITH(feed_xml, struct feed_xml, feed_xml_free)

size_t feed_xml_count(const struct feed_xml *feed);
bool feed_xml_is_broken(const struct feed_xml *feed);
/* The value of that name; empty when there is none. Borrowed from the feed. */
struct slice feed_xml_value(const struct feed_xml *feed, size_t index, const char *name);
