#include "desk/sources.h"

#include "desk/answer.h"
#include "view/collectors.h"

/* What the collector says of it. */
static void write_collector(struct writer *writer, const struct collector *collector)
{
    static const char *const texts[] = { "kind", "state", "reason", "trouble", "since", "item_at", "at" };
    static const char *const numbers[] = { "items", "refused", "waiting", "on_disk" };

    writer_name(writer, "collector");
    writer_object(writer);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct slice value = collector_text(collector, texts[i]);
        if (value.length > 0)
            writer_member_slice(writer, texts[i], value);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        writer_member_integer(writer, numbers[i], collector_number(collector, numbers[i]));
    writer_object_end(writer);
}

/* Sources that are configured, and of which nothing has been folded yet. */
static void write_unheard(struct writer *writer, const struct pages *sources,
                          const struct collectors *collectors)
{
    for (size_t i = 0; i < collectors->count; i++) {
        const struct collector *collector = &collectors->rows[i];
        if (pages_find(sources, collector->source) != NULL)
            continue;
        writer_object(writer);
        writer_member_slice(writer, "name", collector->source);
        writer_member(writer, "state", "unknown");
        writer_member_slice(writer, "channel", collector_text(collector, "channel"));
        writer_member_bool(writer, "required",
                           slice_is(collector_text(collector, "required"), "true"));
        write_collector(writer, collector);
        writer_object_end(writer);
    }
}

void sources_list(struct request *request)
{
    const struct view *view = &request->view;
    const int64_t end_at = moment_floor(view->now, HOUR_MS) + HOUR_MS;
    struct pages sources = { 0 };
    struct collectors collectors = { 0 };
    struct fault fault = { 0 };
    OWNED(text) struct text json = { 0 };
    OWNED(text) struct text name = { 0 };
    struct writer writer = writer_on(&json);

    if (pages_sources(view, &sources, &fault) != 0 ||
        collectors_read(view, &collectors, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    struct stretch *stretches = arena_take(view->arena, (sources.count + 1) * sizeof *stretches);
    for (size_t i = 0; i < sources.count; i++) {
        text_clear(&name);
        text_add(&name, "source/");
        text_add_bytes(&name, sources.rows[i].name.bytes, sources.rows[i].name.length);
        stretches[i] = (struct stretch){
            .series = { arena_copy(view->arena, text_string(&name), name.length), name.length },
            .from_at = end_at - DAY_MS,
            .to_at = end_at,
        };
    }
    if (counts_hours(view, stretches, sources.count, &fault) != 0) {
        answer_fault(request, &fault);
        return;
    }
    writer_object(&writer);
    writer_name(&writer, "sources");
    writer_array(&writer);
    for (size_t i = 0; i < sources.count; i++) {
        const struct json *source = sources.rows[i].value;
        const struct tally day = tally_sum(stretches[i].points, stretches[i].count,
                                           stretches[i].from_at, stretches[i].to_at);
        writer_object(&writer);
        writer_member_slice(&writer, "name", sources.rows[i].name);
        for (const struct json *one = source->first; one != NULL; one = one->next) {
            if (slice_is(one->name, "name"))
                continue;
            writer_name_slice(&writer, one->name);
            writer_value(&writer, one);
        }
        writer_name(&writer, "last_24h");
        tally_write(&writer, &day);
        const struct collector *collector = collectors_find(&collectors, sources.rows[i].name);
        if (collector != NULL)
            write_collector(&writer, collector);
        writer_object_end(&writer);
    }
    write_unheard(&writer, &sources, &collectors);
    writer_array_end(&writer);
    writer_object_end(&writer);
    answer_json(request, &json);
}
