#include "tocsin/classify_line.h"

#include "base/utf8.h"
#include "wire/json.h"
#include "wire/writer.h"

static void read_subjects(const struct json *document, struct arena *arena,
                          struct feedback *feedback)
{
    const struct json *list = json_find(document, "subjects");
    struct slice *names;

    if (list == NULL || list->type != JSON_ARRAY)
        return;
    names = arena_take(arena, (list->count + 1) * sizeof *names);
    for (const struct json *item = list->first; item != NULL; item = item->next)
        if (json_is_string(item))
            names[feedback->subject_count++] = item->text;
    feedback->subjects = names;
    feedback->has_subjects = true;
}

static void read_record(const struct json *document, struct arena *arena,
                        struct classify_line *read)
{
    struct feedback *feedback = &read->feedback;

    feedback->text = json_string(document, "text");
    feedback->title = json_string(document, "title");
    feedback->source = json_string(document, "source");
    feedback->org = json_string(document, "org");
    read->about_org = feedback->org.length == 0;
    (void)channel_find(json_string(document, "channel"), &feedback->channel); /* else social */
    read_subjects(document, arena, feedback);
}

int classify_line_read(struct slice line, struct arena *arena, struct classify_line *read,
                       struct fault *fault)
{
    const struct json *document = NULL;
    const struct json *text;
    size_t valid = utf8_valid_length(line);

    *read = (struct classify_line){.about_org = true};
    read->feedback.text = line;
    if (valid < line.length)
        return fault_set(fault, FAULT_INPUT, "byte %zu is no UTF-8", valid);
    if (line.length == 0 || line.bytes[0] != '{' ||
        json_parse(line, line.length, arena, &document, NULL) != 0)
        return 0;
    text = json_find(document, "text");
    if (text == NULL)
        return 0;
    if (!json_is_string(text))
        return fault_set(fault, FAULT_INPUT, "`text` is %s, not a string", json_type_name(text));
    read_record(document, arena, read);
    if (read->feedback.org.length == 0)
        read->feedback.org = SLICE("default");
    return 0;
}

static double round4(double number)
{
    return (double)(long)(number * 10000 + 0.5) / 10000;
}

static void write_sentiment(const double sentiment[SENTIMENT_COUNT], struct writer *writer)
{
    writer_name(writer, "sentiment");
    writer_object(writer);
    for (int i = 0; i < SENTIMENT_COUNT; i++)
        writer_member_decimal(writer, sentiment_name((enum sentiment)i), round4(sentiment[i]));
    writer_object_end(writer);
}

static void write_span(uint32_t begin, uint32_t end, struct writer *writer)
{
    writer_name(writer, "span");
    writer_array(writer);
    writer_integer(writer, begin);
    writer_integer(writer, end);
    writer_array_end(writer);
}

static void write_markers(const struct reading *reading, struct writer *writer)
{
    writer_name(writer, "severity");
    writer_array(writer);
    for (size_t i = 0; i < reading->marker_count; i++) {
        const struct marker_hit *hit = &reading->markers[i];

        writer_object(writer);
        writer_member(writer, "marker", marker_name(hit->marker));
        write_span(hit->begin, hit->end, writer);
        writer_member_bool(writer, "own", hit->own);
        if (hit->number > 0)
            writer_member_integer(writer, "number", hit->number);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_reasons(const struct answer *answer, struct writer *writer)
{
    writer_name(writer, "because");
    writer_array(writer);
    for (size_t i = 0; i < answer->reason_count; i++) {
        const struct reason *reason = &answer->reasons[i];

        writer_object(writer);
        writer_member(writer, "kind", reason->kind);
        writer_member_slice(writer, "text", reason->text);
        writer_member_slice(writer, "for", reason->head);
        write_span(reason->begin, reason->end, writer);
        if (reason->weight != 0)
            writer_member_decimal(writer, "weight", (double)(long)(reason->weight * 10000) / 10000);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_members(const struct answer *answer, struct writer *writer)
{
    const struct reading *reading = &answer->reading;

    writer_member_decimal(writer, "complaint", round4(reading->complaint));
    writer_member_bool(writer, "is_complaint", reading->is_complaint);
    write_sentiment(reading->sentiment, writer);
    writer_name(writer, "categories");
    writer_object(writer);
    for (size_t i = 0; i < reading->category_count; i++) {
        writer_name_slice(writer, reading->categories[i].name);
        writer_decimal(writer, round4(reading->categories[i].probability));
    }
    writer_object_end(writer);
    write_markers(reading, writer);
    writer_name(writer, "subjects");
    writer_array(writer);
    for (size_t i = 0; i < reading->subject_count; i++)
        writer_slice(writer, reading->subjects[i]);
    writer_array_end(writer);
    writer_member_slice(writer, "language", answer->language);
}

void classify_line_write(const struct answer *answer, bool why, struct text *to)
{
    struct writer writer = writer_on(to);

    writer_object(&writer);
    write_members(answer, &writer);
    if (why)
        write_reasons(answer, &writer);
    writer_object_end(&writer);
}

void classify_line_write_fault(const struct fault *fault, bool why, struct text *to)
{
    struct answer neutral = {
        .reading.sentiment = {[SENTIMENT_NEUTRAL] = 1},
        .language = SLICE("und"),
    };
    struct writer writer = writer_on(to);

    writer_object(&writer);
    write_members(&neutral, &writer);
    writer_member(&writer, "error", fault->text);
    if (why)
        write_reasons(&neutral, &writer);
    writer_object_end(&writer);
}
