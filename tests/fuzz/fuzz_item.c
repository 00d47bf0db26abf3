/* Somebody's JSON goes through paths, mapping, cleaning and times; what comes out is a record. */
#include "base/utf8.h"
#include "wire/json_item.h"
#include "wire/json_mend.h"
#include "wire/mapping.h"
#include "wire/record.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT_BYTES = 1 << 20 };

static const struct mapping mapping = {
    .targets = {
        [MAP_ID] = { { "id" }, 1 },
        [MAP_AT] = { { "at|time" }, 1 },
        [MAP_AUTHOR] = { { "user.id", "user.name" }, 2 },
        [MAP_REACH] = { { "user.reach" }, 1 },
        [MAP_TITLE] = { { "title" }, 1 },
        [MAP_TEXT] = { { "text", "parts[].text", "parts[1]" }, 3 },
        [MAP_URL] = { { "url" }, 1 },
        [MAP_STATUS] = { { "status" }, 1 },
        [MAP_SUBJECTS] = { { "tags[]" }, 1 },
        [MAP_OUTLET] = { { "outlet|=one" }, 1 },
    },
    .fields = { { "contact", { { "contact" }, 1 } } },
    .field_count = 1,
    .html = true,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text record = { 0 };
    const struct json *value = NULL;
    struct fault fault = { 0 };
    struct feedback feedback = { .org = SLICE("acme"), .source = SLICE("s"), .at = MOMENT_NEVER };
    struct feedback update;
    const struct slice mended = json_mend((struct slice){ (const char *)data, size }, arena);

    assert(slice_equals(json_mend(mended, arena), mended));
    if (json_parse(mended, LIMIT_BYTES, arena, &value, &fault) != 0)
        return 0;
    struct json_item json = { value, arena };
    const struct mapping_item item = { .value = json_item_value, .item = &json, .source = "s",
                                       .calendar = &(struct calendar){ 0 } };
    if (mapping_apply(&mapping, &item, arena, &feedback, &fault) != 0)
        return 0;
    record_write_feedback(&record, &feedback);
    assert(utf8_is_valid(text_slice(&record)));
    if (mapping_update(&feedback, arena, &update))
        record_write_feedback(&record, &update);
    json_item_add(value, &record);
    return 0;
}
