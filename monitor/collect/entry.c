#include "collect/entry.h"

#include "base/pack.h"

void entry_write(struct text *text, const struct entry *entry)
{
    pack_number(text, entry->kind);
    pack_string(text, entry->source);
    pack_string(text, entry->org);
    pack_string(text, entry->content);
    pack_string(text, entry->cursor);
}

bool entry_read(struct slice packed, struct entry *entry)
{
    struct unpack unpack = unpack_from(packed);
    size_t kind = unpack_count(&unpack, ENTRY_KIND_COUNT - 1);

    *entry = (struct entry){ .kind = (enum entry_kind)kind };
    entry->source = unpack_string(&unpack);
    entry->org = unpack_string(&unpack);
    entry->content = unpack_string(&unpack);
    entry->cursor = unpack_string(&unpack);
    return unpack_is_done(&unpack);
}
