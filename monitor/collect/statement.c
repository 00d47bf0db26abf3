#include "collect/statement.h"

#include "core/partition.h"
#include "core/record.h"
#include "wire/record.h"

enum { REASON_LIMIT_BYTES = 400, FIELDS_MOST = 24 };

bool statement_send(const struct statement *statement, struct passage *passage, struct slice key)
{
    OWNED(text) struct text id = { 0 };
    OWNED(text) struct text record = { 0 };
    struct slice org = slice_of(statement->settings->org);
    int32_t partition = partition_of(org, passage_partitions(passage));
    struct fault fault = { 0 };

    text_add_format(&id, "source-state:%s:%lld", statement->settings->name,
                    (long long)statement->now);
    const struct command command = {
        .id = { id.bytes, id.length },
        .org = org,
        .verb = VERB_SOURCE_STATE,
        .at = statement->now,
        .actor = SLICE("collect"),
        .reason = slice_cut(slice_of(text_string(&statement->health->reason)), REASON_LIMIT_BYTES),
        .source = slice_of(statement->settings->name),
        .source_up = statement->health->state == HEALTH_UP,
        .through = statement->counts.through,
    };
    record_write_signed(&record, &command, key);
    /* A full queue is no news: the same is said again within a minute. */
    return passage_has_room(passage, partition, record.length) &&
           passage_send(passage,
                        &(struct passage_record){
                            .partition = partition,
                            .key = org,
                            .value = { record.bytes, record.length },
                        },
                        &fault) == 0;
}

/* The fields as they are written, with the texts behind their values. */
struct page_of_fields {
    struct arena *arena;
    struct keeper_field fields[FIELDS_MOST]; /* as many as keeper.h names, and room */
    size_t count;
};

static void put(struct page_of_fields *page, const char *name, struct slice value)
{
    page->fields[page->count++] = (struct keeper_field){ name, value };
}

static void put_number(struct page_of_fields *page, const char *name, int64_t number)
{
    OWNED(text) struct text text = { 0 };

    text_add_format(&text, "%lld", (long long)number);
    put(page, name,
        (struct slice){ arena_copy(page->arena, text_string(&text), text.length), text.length });
}

static void put_moment(struct page_of_fields *page, const char *name, int64_t at)
{
    OWNED(text) struct text text = { 0 };

    if (at != MOMENT_NEVER)
        moment_add(&text, at);
    put(page, name,
        (struct slice){ arena_copy(page->arena, text_string(&text), text.length), text.length });
}

void statement_keep(const struct statement *statement, struct keeper *keeper)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct page_of_fields page = { .arena = arena };
    const struct source_settings *settings = statement->settings;
    const struct health *health = statement->health;

    put(&page, "org", slice_of(settings->org));
    put(&page, "kind", slice_of(source_type_name(settings->type)));
    put(&page, "channel", slice_of(channel_name(settings->channel)));
    put(&page, "required", settings->required ? SLICE("true") : SLICE("false"));
    put_number(&page, "expected_ms", settings->expected_ms);
    put(&page, "state", slice_of(health_state_name(health->state)));
    put(&page, "reason", slice_of(text_string(&health->reason)));
    put(&page, "trouble", slice_of(text_string(&health->trouble)));
    put_moment(&page, "since", health->since_at);
    put_moment(&page, "through", statement->counts.through);
    put_moment(&page, "item_at", health->item_at);
    put_number(&page, "items", statement->counts.items);
    put_number(&page, "refused", statement->counts.refused);
    put_number(&page, "waiting", (int64_t)statement->counts.waiting);
    put_number(&page, "on_disk", (int64_t)statement->counts.on_disk);
    put(&page, "cursor", statement->cursor);
    put_moment(&page, "at", statement->now);
    keeper_write(keeper, settings->name, page.fields, page.count);
}
