#include "wire/checkpoint.h"

#include "base/pack.h"

#include <string.h>

/* What the file begins with; a later form of the file has another number. */
static const char MARK[] = "tocsin checkpoint 1\n";

enum { MARK_BYTES = sizeof MARK - 1, CHECKSUM_BYTES = 8, LEAST_CHANGE_BYTES = 4 * 8 };

void checkpoint_write(const struct checkpoint *checkpoint, struct text *content)
{
    text_add_bytes(content, MARK, MARK_BYTES);
    pack_number(content, checkpoint->layout);
    pack_number(content, checkpoint->partition);
    pack_string(content, checkpoint->incarnation);
    pack_number(content, checkpoint->offset);
    pack_number(content, (int64_t)checkpoint->hash);
    pack_number(content, checkpoint->now);
    pack_string(content, checkpoint->rules);
    pack_number(content, (int64_t)checkpoint->change_count);
    for (size_t i = 0; i < checkpoint->change_count; i++) {
        const struct change *change = &checkpoint->changes[i];
        pack_number(content, change->kind);
        pack_string(content, change->key);
        pack_string(content, change->field);
        pack_string(content, change->value);
    }
    pack_number(content, (int64_t)digest_fast((struct slice){ content->bytes, content->length }));
}

static bool is_whole(struct slice content)
{
    if (content.length < MARK_BYTES + CHECKSUM_BYTES ||
        memcmp(content.bytes, MARK, MARK_BYTES) != 0)
        return false;
    struct slice checked = { content.bytes, content.length - CHECKSUM_BYTES };
    struct unpack unpack =
        unpack_from((struct slice){ content.bytes + checked.length, CHECKSUM_BYTES });
    return (uint64_t)unpack_number(&unpack) == digest_fast(checked);
}

static bool read_change(struct unpack *unpack, struct change *change)
{
    int64_t kind = unpack_number(unpack);

    change->key = unpack_string(unpack);
    change->field = unpack_string(unpack);
    change->value = unpack_string(unpack);
    if (unpack->failed || kind < 0 || kind >= CHANGE_KIND_COUNT)
        return false;
    change->kind = (enum change_kind)kind;
    return true;
}

int checkpoint_read(struct slice content, struct arena *arena, struct checkpoint *checkpoint,
                    struct fault *fault)
{
    struct checkpoint read = { 0 };

    if (!is_whole(content))
        return fault_set(fault, FAULT_INPUT, "is no whole checkpoint: its checksum differs");
    struct unpack unpack = unpack_from((struct slice){
        content.bytes + MARK_BYTES, content.length - MARK_BYTES - CHECKSUM_BYTES });
    read.layout = unpack_number(&unpack);
    read.partition = unpack_number(&unpack);
    read.incarnation = unpack_string(&unpack);
    read.offset = unpack_number(&unpack);
    read.hash = (uint64_t)unpack_number(&unpack);
    read.now = unpack_number(&unpack);
    read.rules = unpack_string(&unpack);
    read.change_count = unpack_count(&unpack, unpack.rest.length / LEAST_CHANGE_BYTES);
    struct change *changes = arena_take(arena, (read.change_count + 1) * sizeof *changes);
    for (size_t i = 0; i < read.change_count; i++) {
        if (!read_change(&unpack, &changes[i]))
            return fault_set(fault, FAULT_INPUT, "is no checkpoint that this program writes");
    }
    if (!unpack_is_done(&unpack))
        return fault_set(fault, FAULT_INPUT, "is no checkpoint that this program writes");
    read.changes = changes;
    *checkpoint = read;
    return 0;
}
