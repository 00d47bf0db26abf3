#include "wire/register.h"

#include "core/rules.h"
#include "wire/writer.h"

static bool has_field(const struct feedback *feedback, const char *name)
{
    return feedback_field(feedback, name).length > 0;
}

static bool has_marker(const struct reading *reading, enum marker marker)
{
    for (size_t i = 0; i < reading->marker_count; i++) {
        if (reading->markers[i].marker == marker)
            return true;
    }
    return false;
}

static void missing(struct writer *writer, bool is_there, const char *name)
{
    if (!is_there)
        writer_string(writer, name);
}

/* 「記錄接報信息,包括時間、地點、涉及對象、初步描述、聯繫方式等」 (S1 三.1), for calls taken by
 * people; of a fire also what burns and whether somebody is trapped. */
static void write_incomplete(struct writer *writer, const struct folding *folding)
{
    const struct feedback *feedback = folding->feedback;

    if (feedback->channel != CHANNEL_HOTLINE && feedback->channel != CHANNEL_PETITION)
        return;
    writer_name(writer, "incomplete");
    writer_array(writer);
    missing(writer, has_field(feedback, "place") || feedback->region.length > 0, "place");
    missing(writer, has_field(feedback, "subject") || folding->reading->subject_count > 0,
            "subject");
    missing(writer, feedback->text.length > 0, "description");
    missing(writer, has_field(feedback, "contact") || feedback->author_id.length > 0, "contact");
    if (has_marker(folding->reading, MARKER_FIRE)) {
        missing(writer, has_field(feedback, "burning_material"), "burning_material");
        missing(writer, has_field(feedback, "trapped_persons"), "trapped_persons");
    }
    writer_array_end(writer);
}

static void write_severity(struct writer *writer, const struct reading *reading)
{
    writer_name(writer, "severity");
    writer_array(writer);
    for (size_t i = 0; i < reading->marker_count; i++) {
        writer_object(writer);
        writer_member(writer, "marker", marker_name(reading->markers[i].marker));
        writer_member_bool(writer, "own", reading->markers[i].own);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

void register_write(struct text *text, const struct place *place, const struct folding *folding,
                    const struct outcome *outcome)
{
    const struct feedback *feedback = folding->feedback;
    const struct reading *reading = folding->reading;
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_member_slice(&writer, "id", feedback->id);
    writer_member_slice(&writer, "org", feedback->org);
    if (org_is_drill(feedback->org))
        writer_member_bool(&writer, "drill", true);
    writer_member_slice(&writer, "source", feedback->source);
    writer_member(&writer, "channel", channel_name(feedback->channel));
    writer_member_moment(&writer, "at", feedback->at);
    writer_member_moment(&writer, "counted_at", outcome->counted_at);
    writer_member_moment(&writer, "collected_at", feedback->collected_at);
    writer_name(&writer, "author");
    if (feedback->author_id.length > 0)
        writer_hex(&writer, folding->person.bytes, KEY_BYTES);
    else
        writer_null(&writer);
    writer_member_bool(&writer, "distinct", outcome->is_distinct);
    writer_name(&writer, "subjects");
    writer_array(&writer);
    for (size_t i = 0; i < reading->subject_count; i++)
        writer_slice(&writer, reading->subjects[i]);
    writer_array_end(&writer);
    writer_name(&writer, "category");
    if (reading->category_count > 0)
        writer_slice(&writer, reading->categories[0].name);
    else
        writer_null(&writer);
    write_severity(&writer, reading);
    writer_member(&writer, "sentiment", sentiment_name(reading_sentiment(reading)));
    writer_member(&writer, "grade", level_name(outcome->placing.level));
    writer_member(&writer, "incident", outcome->placing.incident);
    write_incomplete(&writer, folding);
    writer_member(&writer, "cluster", place->cluster);
    writer_member_integer(&writer, "partition", place->partition);
    writer_member_integer(&writer, "offset", place->offset);
    writer_object_end(&writer);
}
