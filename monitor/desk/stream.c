#include "desk/stream.h"

#include "desk/answer.h"
#include "desk/position.h"
#include "desk/triggers.h"

#include <stdlib.h>
#include <string.h>

/* The first frame behind the place that was asked for, and whether something before it is missing. */
struct place {
    uint64_t next;
    bool gap;
};

static struct place find_place(const struct desk *desk, const char *after)
{
    const struct triggers *triggers = desk->triggers;
    const struct reel *reel = desk->reel;
    struct slice cluster = { 0 };
    int64_t offset = 0;
    struct reel_frame first = { 0 };

    if (!position_read(slice_of(after), &cluster, &offset) ||
        !slice_is(cluster, triggers_cluster(triggers)))
        return (struct place){ reel_first(reel), true };
    const bool have = reel_find(reel, reel_first(reel), &first);
    if (offset > triggers_last(triggers))
        return (struct place){ reel_next(reel), true };
    return (struct place){ reel_after(reel, offset), have && offset + 1 < first.mark };
}

static bool is_trigger(const struct reel_frame *frame, struct slice *position, struct slice *event)
{
    static const char start[] = "event: trigger\nid: ";
    static const char data[] = "\ndata: ";
    const size_t begin = sizeof start - 1;

    if (frame->content.length < begin || memcmp(frame->content.bytes, start, begin) != 0)
        return false;
    const char *id = frame->content.bytes + begin;
    const char *json = memmem(id, frame->content.length - begin, data, sizeof data - 1);
    *position = (struct slice){ id, (size_t)(json - id) };
    json += sizeof data - 1;
    *event = (struct slice){
        json, frame->content.length - (size_t)(json - frame->content.bytes) - strlen("\n\n")
    };
    return true;
}

/* Does the event's type begin with what was asked for? */
static bool has_type(struct request *request, struct slice event)
{
    const char *wanted = http_exchange_argument(request->exchange, "type");
    const struct json *document = NULL;

    if (wanted == NULL)
        return true;
    if (json_parse(event, RECORD_LIMIT_BYTES, request->desk->arena, &document, NULL) != 0)
        return false;
    const struct slice type = json_string(document, "type");
    return type.length >= strlen(wanted) && memcmp(type.bytes, wanted, strlen(wanted)) == 0;
}

static uint32_t wanted_tag(struct request *request)
{
    const char *org = http_exchange_argument(request->exchange, "org");

    if (request->caller.org.length > 0)
        return triggers_tag(request->desk->triggers, request->caller.org);
    return org == NULL ? 0 : triggers_tag(request->desk->triggers, slice_of(org));
}

/* The newest `limit` ones: where they begin. */
static uint64_t newest(const struct reel *reel, uint32_t tag, int64_t limit)
{
    uint64_t number = reel_next(reel);
    struct reel_frame frame;
    struct slice position;
    struct slice event;

    while (limit > 0 && reel_find(reel, number - 1, &frame)) {
        number--;
        if ((tag == 0 || frame.tag == tag) && is_trigger(&frame, &position, &event))
            limit--;
    }
    return number;
}

void stream_list(struct request *request)
{
    const struct reel *reel = request->desk->reel;
    const char *after = http_exchange_argument(request->exchange, "after");
    const char *given_limit = http_exchange_argument(request->exchange, "limit");
    const uint32_t tag = wanted_tag(request);
    int64_t limit = given_limit == NULL ? 100 : strtoll(given_limit, NULL, 10);
    OWNED(text) struct text json = { 0 };
    OWNED(text) struct text last = { 0 };
    struct writer writer = writer_on(&json);
    struct reel_frame frame;

    limit = limit < 1 ? 1 : limit > 500 ? 500 : limit;
    const struct place place = after == NULL
                                   ? (struct place){ newest(reel, tag, limit), false }
                                   : find_place(request->desk, after);
    writer_object(&writer);
    writer_name(&writer, "triggers");
    writer_array(&writer);
    for (uint64_t number = place.next; limit > 0 && reel_find(reel, number, &frame); number++) {
        struct slice position;
        struct slice event;
        if ((tag != 0 && frame.tag != tag) || !is_trigger(&frame, &position, &event) ||
            !has_type(request, event))
            continue;
        writer_object(&writer);
        writer_member_slice(&writer, "position", position);
        writer_name(&writer, "event");
        writer_raw(&writer, event);
        writer_object_end(&writer);
        text_clear(&last);
        text_add_bytes(&last, position.bytes, position.length);
        limit--;
    }
    writer_array_end(&writer);
    if (last.length > 0 || after != NULL)
        writer_member(&writer, "last", last.length > 0 ? text_string(&last) : after);
    writer_member_bool(&writer, "gap", place.gap);
    writer_object_end(&writer);
    answer_json(request, &json);
}

void stream_open(struct request *request)
{
    const struct slice gap = triggers_gap(request->desk->triggers);
    const char *after = http_exchange_header(request->exchange, "Last-Event-ID");
    OWNED(text) struct text before = { 0 };
    struct place place = { .next = reel_next(request->desk->reel) };

    if (after == NULL)
        after = http_exchange_argument(request->exchange, "after");
    if (after != NULL && *after != '\0')
        place = find_place(request->desk, after);
    text_add(&before, "retry: 3000\n\n");
    if (place.gap)
        text_add_bytes(&before, gap.bytes, gap.length);
    http_exchange_stream(request->exchange,
                         &(struct http_stream){
                             .reel = request->desk->reel,
                             .next = place.next,
                             .tag = wanted_tag(request),
                             .before = { text_string(&before), before.length },
                             .gap = gap,
                             .timeout_s = 2 * DESK_HEARTBEAT_MS / 1000,
                             .headers = { { "Content-Type", "text/event-stream; charset=utf-8" },
                                          { "Cache-Control", "no-store" },
                                          { "X-Accel-Buffering", "no" },
                                          { "X-Content-Type-Options", "nosniff" } },
                         });
}

const struct json *const *stream_events(const struct desk *desk, struct arena *arena,
                                        size_t *count)
{
    const struct reel *reel = desk->reel;
    const struct json **events =
        arena_take(arena, (reel_next(reel) - reel_first(reel) + 1) * sizeof(void *));
    struct reel_frame frame;

    *count = 0;
    for (uint64_t number = reel_first(reel); reel_find(reel, number, &frame); number++) {
        struct slice position;
        struct slice event;
        const struct json *document = NULL;
        if (!is_trigger(&frame, &position, &event))
            continue;
        const struct slice kept = { arena_copy(arena, event.bytes, event.length), event.length };
        if (json_parse(kept, RECORD_LIMIT_BYTES, arena, &document, NULL) == 0)
            events[(*count)++] = document;
    }
    return events;
}
