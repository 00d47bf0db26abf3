#include "core/outlet.h"

#include <string.h>

static char small(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool is_same(struct slice left, struct slice right)
{
    if (left.length != right.length)
        return false;
    for (size_t i = 0; i < left.length; i++)
        if (small(left.bytes[i]) != small(right.bytes[i]))
            return false;
    return true;
}

static struct slice trimmed(struct slice name)
{
    while (name.length > 0 && (unsigned char)name.bytes[0] <= ' ') {
        name.bytes++;
        name.length--;
    }
    while (name.length > 0 && (unsigned char)name.bytes[name.length - 1] <= ' ')
        name.length--;
    return name;
}

/* "https://user@www.people.com.cn:443/x" -> "www.people.com.cn"; without a scheme as it is. */
static struct slice host_of(struct slice address)
{
    if (address.length == 0)
        return SLICE("");

    const char *scheme = memmem(address.bytes, address.length, "://", 3);
    const char *at = scheme == NULL ? address.bytes : scheme + 3;
    const char *end = address.bytes + address.length;
    const char *stop = at;

    while (stop < end && strchr("/?#", *stop) == NULL)
        stop++;
    const char *user = stop > at ? memrchr(at, '@', (size_t)(stop - at)) : NULL;
    if (user != NULL)
        at = user + 1;
    const char *port = stop > at ? memchr(at, ':', (size_t)(stop - at)) : NULL;
    return (struct slice){ at, (size_t)((port == NULL ? stop : port) - at) };
}

static bool is_site(struct slice name)
{
    return name.length > 0 && memchr(name.bytes, '.', name.length) != NULL &&
           memchr(name.bytes, ' ', name.length) == NULL;
}

static bool is_below(struct slice host, struct slice site)
{
    if (host.length < site.length)
        return false;
    const size_t before = host.length - site.length;
    return is_same((struct slice){ host.bytes + before, site.length }, site) &&
           (before == 0 || host.bytes[before - 1] == '.');
}

static const struct outlet_row *find_name(const struct outlets *outlets, struct slice name)
{
    for (size_t i = 0; name.length > 0 && i < outlets->count; i++)
        if (is_same(name, slice_of(outlets->rows[i].name)))
            return &outlets->rows[i];
    return NULL;
}

static const struct outlet_row *find_site(const struct outlets *outlets, struct slice host)
{
    const struct outlet_row *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; host.length > 0 && i < outlets->count; i++) {
        struct slice site = slice_of(outlets->rows[i].name);
        if (site.length > longest && is_site(site) && is_below(host, site)) {
            found = &outlets->rows[i];
            longest = site.length;
        }
    }
    return found;
}

const struct outlet_row *outlet_find(const struct outlets *outlets,
                                     const struct feedback *feedback)
{
    const struct slice name = trimmed(feedback->outlet_name);
    const struct outlet_row *row = find_name(outlets, name);

    if (row == NULL && name.length > 0 && is_site(name))
        row = find_site(outlets, host_of(name));
    if (row == NULL && feedback->channel == CHANNEL_NEWS)
        row = find_site(outlets, host_of(feedback->url));
    return row;
}
