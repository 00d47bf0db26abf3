#include "core/state.h"

void state_write_bool(struct text *text, bool value)
{
    pack_number(text, value ? 1 : 0);
}

void state_write_string(struct text *text, const char *string)
{
    state_write_bool(text, string != NULL);
    if (string != NULL)
        pack_string(text, slice_of(string));
}

bool state_read_bool(struct unpack *unpack)
{
    return unpack_number(unpack) != 0;
}

char *state_read_string(struct unpack *unpack)
{
    if (!state_read_bool(unpack))
        return NULL;
    struct slice slice = unpack_string(unpack);
    return memory_copy(slice.bytes, slice.length);
}

char *state_need_string(struct unpack *unpack)
{
    char *string = state_read_string(unpack);

    unpack->failed |= string == NULL;
    return string == NULL ? memory_copy("", 0) : string;
}

size_t state_read_count(struct unpack *unpack, size_t bytes)
{
    return unpack_count(unpack, unpack->rest.length / bytes);
}

int state_read_below(struct unpack *unpack, int limit)
{
    int64_t number = unpack_number(unpack);

    if (number >= 0 && number < limit)
        return (int)number;
    unpack->failed = true;
    return 0;
}
