#include "desk/position.h"

#include <string.h>

void position_add(struct text *text, const char *cluster, int64_t offset)
{
    text_add_format(text, "%s-%lld", cluster, (long long)offset);
}

bool position_read(struct slice string, struct slice *cluster, int64_t *offset)
{
    enum { MOST_DIGITS = 18 };
    const char *dash = string.length > 0 ? memrchr(string.bytes, '-', string.length) : NULL;

    if (dash == NULL)
        return false;
    *cluster = (struct slice){ string.bytes, (size_t)(dash - string.bytes) };
    const size_t digits = string.length - cluster->length - 1;
    if (digits == 0 || digits > MOST_DIGITS)
        return false;
    *offset = 0;
    for (size_t i = 1; i <= digits; i++) {
        if (dash[i] < '0' || dash[i] > '9')
            return false;
        *offset = *offset * 10 + (dash[i] - '0');
    }
    return true;
}
