#include "collect/cursors.h"

#include "edge/redis.h"

struct cursors_entry {
    struct cursors_entry *next;
    bool is_safe;
    size_t length; /* of the cursor; 0: unchanged */
    char *cursor;
};

struct cursors {
    struct redis *redis;
    struct text name; /* of the key */
    struct text kept;
    struct cursors_entry *first; /* in the order of the offers */
    struct cursors_entry *last;
    struct text next;            /* safe and not yet kept */
    bool has_next;
};

static int load(struct cursors *cursors, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_ask_words(cursors->redis, &reply, fault, "GET", text_string(&cursors->name), NULL) !=
        0)
        return fault_during(fault, "reading a cursor");
    struct slice kept = redis_reply_text(reply);
    text_add_bytes(&cursors->kept, kept.bytes, kept.length);
    return 0;
}

int cursors_open(const char *redis, const char *source, struct cursors **cursors,
                 struct fault *fault)
{
    OWNED(cursors) struct cursors *opened = memory_new(sizeof *opened);

    text_add_format(&opened->name, "tocsin:collect:source:%s", source);
    if (redis_open(redis, &opened->redis, fault) != 0 || load(opened, fault) != 0)
        return -1;
    *cursors = TAKE(opened);
    return 0;
}

static void entry_free(struct cursors_entry *entry)
{
    memory_free(entry->cursor);
    memory_free(entry);
}

void cursors_free(struct cursors *cursors)
{
    if (cursors == NULL)
        return;
    for (struct cursors_entry *entry = cursors->first, *next; entry != NULL; entry = next) {
        next = entry->next;
        entry_free(entry);
    }
    redis_free(cursors->redis);
    text_done(&cursors->name);
    text_done(&cursors->kept);
    text_done(&cursors->next);
    memory_free(cursors);
}

struct slice cursors_kept(const struct cursors *cursors)
{
    return (struct slice){ text_string(&cursors->kept), cursors->kept.length };
}

struct cursors_entry *cursors_add(struct cursors *cursors, struct slice cursor)
{
    struct cursors_entry *entry = memory_new(sizeof *entry);

    entry->length = cursor.length;
    entry->cursor = memory_copy(cursor.bytes, cursor.length);
    if (cursors->last != NULL)
        cursors->last->next = entry;
    else
        cursors->first = entry;
    cursors->last = entry;
    return entry;
}

void cursors_settle(struct cursors_entry *entry)
{
    entry->is_safe = true;
}

void cursors_withdraw(struct cursors *cursors, struct cursors_entry *entry)
{
    struct cursors_entry *before = NULL;

    for (struct cursors_entry *at = cursors->first; at != entry; at = at->next)
        before = at;
    if (before != NULL)
        before->next = NULL;
    else
        cursors->first = NULL;
    cursors->last = before;
    entry_free(entry);
}

/* Gives up what is safe at the front, and remembers its cursor. */
static void advance(struct cursors *cursors)
{
    while (cursors->first != NULL && cursors->first->is_safe) {
        struct cursors_entry *entry = cursors->first;
        if (entry->length > 0) {
            text_clear(&cursors->next);
            text_add_bytes(&cursors->next, entry->cursor, entry->length);
            cursors->has_next = true;
        }
        cursors->first = entry->next;
        if (cursors->first == NULL)
            cursors->last = NULL;
        entry_free(entry);
    }
}

int cursors_keep(struct cursors *cursors, bool *moved, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    *moved = false;
    advance(cursors);
    if (!cursors->has_next)
        return 0;
    struct slice arguments[] = {
        SLICE("SET"),
        { cursors->name.bytes, cursors->name.length },
        { cursors->next.bytes, cursors->next.length },
    };
    if (redis_ask(cursors->redis, arguments, 3, &reply, fault) != 0)
        return fault_during(fault, "keeping a cursor");
    text_clear(&cursors->kept);
    text_add_bytes(&cursors->kept, cursors->next.bytes, cursors->next.length);
    cursors->has_next = false;
    *moved = true;
    return 0;
}
