#include "wire/telling.h"

#include "core/incident.h"
#include "wire/readers.h"

#define TELL_EVERY_MS (2 * SECOND_MS)

struct telling {
    struct table *untold; /* "<org> <id>" → struct org */
    int64_t told_at;      /* MOMENT_NEVER: all are to be told */
    int64_t consumed;     /* at the last time: the same again means that nothing came */
    struct text name;
};

struct telling *telling_new(void)
{
    struct telling *telling = memory_new(sizeof *telling);

    telling->untold = table_new();
    telling->told_at = MOMENT_NEVER;
    return telling;
}

void telling_free(struct telling *telling)
{
    if (telling == NULL)
        return;
    table_free(telling->untold);
    text_done(&telling->name);
    memory_free(telling);
}

void telling_note(struct telling *telling, struct org *org, struct slice id)
{
    text_clear(&telling->name);
    text_add(&telling->name, org->name);
    text_add_char(&telling->name, ' ');
    text_add_bytes(&telling->name, id.bytes, id.length);
    table_set(telling->untold, (struct slice){ telling->name.bytes, telling->name.length }, org);
}

static void note_all(struct telling *telling, const struct fold *fold)
{
    for (struct table_cursor at = { 0 }; table_next(fold->orgs, &at);) {
        struct org *org = at.value;
        for (size_t i = 0; i < casebook_count(org->casebook); i++)
            telling_note(telling, org, slice_of(casebook_incident(org->casebook, i)->id));
    }
}

void telling_write(struct telling *telling, struct delta *delta, const struct fold *fold,
                   bool at_once)
{
    bool is_idle = telling->consumed == fold->accounts.consumed;

    telling->consumed = fold->accounts.consumed;
    if (telling->told_at == MOMENT_NEVER)
        note_all(telling, fold);
    else if (!at_once && !is_idle && fold->now - telling->told_at < TELL_EVERY_MS)
        return;
    telling->told_at = fold->now;
    for (struct table_cursor at = { 0 }; table_next(telling->untold, &at);) {
        const struct org *org = at.value;
        size_t before = slice_of(org->name).length + 1;
        struct slice id = { at.name.bytes + before, at.name.length - before };
        readers_keep_incident(delta, org, id);
        (void)table_remove(telling->untold, at.name); /* told */
    }
}
