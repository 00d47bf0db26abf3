/* A feed may be anything: its entries answer, and no entity of it is expanded. */
#include "wire/feed_xml.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "id",      "title",    "text",  "url",  "author", "published",
                                         "updated", "category", "media", "outlet" };
    OWNED(feed_xml) struct feed_xml *feed = NULL;
    struct fault fault = { 0 };
    size_t total = 0;

    if (feed_xml_read((struct slice){ (const char *)data, size }, &feed, &fault) != 0)
        return 0;
    assert(feed_xml_count(feed) <= FEED_ENTRIES_MOST);
    for (size_t i = 0; i < feed_xml_count(feed); i++)
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            total += j == 9 ? 0 : feed_xml_value(feed, i, names[j]).length;
    /* Names answer from each other, links stand behind one base; nothing else multiplies. */
    assert(total <= (8 + feed_xml_count(feed)) * size + 64);
    return 0;
}
