#include "desk/batch.h"

#include "collect/sources/hide.h"
#include "collect/sources/listener.h"
#include "desk/hooks.h"
#include "desk/own_item.h"
#include "wire/json_mend.h"
#include "wire/refusal.h"

#include <string.h>

static struct slice kept(const struct batch *batch, struct slice bytes)
{
    return (struct slice){ arena_copy(batch->request->desk->arena, bytes.bytes, bytes.length),
                           bytes.length };
}

int batch_add(struct batch *batch, const struct piece *piece, struct fault *fault)
{
    if (batch->count == BATCH_LIMIT)
        return fault_set(fault, FAULT_INPUT, "more than %d records at once", BATCH_LIMIT);
    batch->pieces[batch->count++] = (struct piece){ kept(batch, piece->org),
                                                    kept(batch, piece->content),
                                                    piece->is_refusal };
    return 0;
}

int batch_refuse(void *context, struct slice item, const char *reason, struct fault *fault)
{
    struct batch *batch = context;
    struct desk *desk = batch->request->desk;
    OWNED(text) struct text refusal = { 0 };

    log_warning(&desk->log, "item-refused", "webhook " QUOTED ": %s: " QUOTED,
                LOG_QUOTE(batch->request->rest), reason, LOG_QUOTE(item));
    refusal_write(&refusal, &(struct refusal){ .source = batch->request->rest,
                                               .reason = slice_of(reason),
                                               .content = item,
                                               .excerpt = hide_excerpt(
                                                   hooks_around(desk->hooks)->personal_key, item,
                                                   desk->arena) });
    if (batch->refused++ == 0)
        batch->reason = kept(batch, slice_of(reason));
    return batch_add(batch, &(struct piece){ batch->org, text_slice(&refusal), true }, fault);
}

static int refuse_value(struct batch *batch, const struct json *value, const char *reason,
                        struct fault *fault)
{
    OWNED(text) struct text item = { 0 };
    struct writer writer = writer_on(&item);

    writer_value(&writer, value);
    return batch_refuse(batch, text_slice(&item), reason, fault);
}

static int add_own(struct batch *batch, const struct json *object, struct fault *fault)
{
    OWNED(text) struct text record = { 0 };
    const struct slice caller = batch->request->caller.org;
    const struct own_item own = { .around = hooks_around(batch->request->desk->hooks),
                                  .org = batch->org,
                                  .source = batch->request->rest,
                                  .arena = batch->request->desk->arena };
    struct slice org = { 0 };
    struct fault no_record = { 0 };

    if (own_item_write(&own, object, &record, &org, &no_record) != 0)
        return refuse_value(batch, object, no_record.text, fault);
    if (caller.length > 0 && !slice_equals(org, caller))
        return refuse_value(batch, object, "a record is of another organisation", fault);
    return batch_add(batch, &(struct piece){ org, text_slice(&record), false }, fault);
}

static int read_line(struct batch *batch, struct slice line, struct fault *fault)
{
    struct arena *arena = batch->request->desk->arena;
    const struct json *object = NULL;
    struct fault no_record = { 0 };

    if (line.length == 0)
        return 0;
    if (json_parse(json_mend(line, arena), RECORD_LIMIT_BYTES, arena, &object, &no_record) != 0)
        return batch_refuse(batch, line, no_record.text, fault);
    return add_own(batch, object, fault);
}

static int read_lines(struct batch *batch, struct fault *fault)
{
    struct slice rest = http_exchange_body(batch->request->exchange);

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        const size_t length = end == NULL ? rest.length : (size_t)(end - rest.bytes);
        if (read_line(batch, (struct slice){ rest.bytes, length }, fault) != 0)
            return -1;
        rest.bytes += end == NULL ? length : length + 1;
        rest.length -= end == NULL ? length : length + 1;
    }
    return 0;
}

int batch_read(struct batch *batch, struct fault *fault)
{
    struct request *request = batch->request;
    const char *type = http_exchange_header(request->exchange, "Content-Type");
    const char *argument = http_exchange_argument(request->exchange, "org");
    const struct json *document = NULL;

    batch->org = argument != NULL                 ? slice_of(argument)
                 : request->caller.org.length > 0 ? request->caller.org
                                                  : request->view.org.name;
    if (type != NULL && strncmp(type, "application/x-ndjson", 20) == 0)
        return read_lines(batch, fault);
    if (json_parse(json_mend(http_exchange_body(request->exchange), request->desk->arena),
                   DESK_BODY_LIMIT_BYTES, request->desk->arena, &document, fault) != 0)
        return -1;
    if (document->type != JSON_ARRAY)
        return add_own(batch, document, fault);
    for (const struct json *one = document->first; one != NULL; one = one->next) {
        if (add_own(batch, one, fault) != 0)
            return -1;
    }
    return 0;
}
