#include "wire/link.h"

#include <string.h>

#include <libxml/uri.h>

enum { BASE_BYTES_MOST = 2048 }; /* it stands in front of every link of a page */

struct slice link_resolve(struct slice base, struct slice reference, struct arena *arena)
{
    if (reference.length == 0 || base.length == 0 || base.length > BASE_BYTES_MOST)
        return reference;
    const char *colon = memchr(reference.bytes, ':', reference.length);
    const char *slash = memchr(reference.bytes, '/', reference.length);
    if (colon != NULL && (slash == NULL || colon < slash)) /* it has a scheme: it is whole */
        return reference;
    xmlChar *whole =
        xmlBuildURI((const xmlChar *)arena_copy(arena, reference.bytes, reference.length),
                    (const xmlChar *)arena_copy(arena, base.bytes, base.length));
    if (whole == NULL)
        return reference;
    const size_t length = strlen((const char *)whole);
    reference = (struct slice){ arena_copy(arena, (const char *)whole, length), length };
    xmlFree(whole);
    return reference;
}
