#include "wire/briefing.h"

#include "core/rules.h"
#include "wire/briefing_incident.h"
#include "wire/briefing_words.h"
#include "wire/writer.h"

#include <math.h>

enum level briefing_level(const struct briefing *briefing)
{
    enum level worst = LEVEL_NONE;

    for (size_t i = 0; i < briefing->incident_count; i++)
        worst = level_worst(worst, briefing->levels[i]);
    return worst;
}

static void write_local(struct writer *writer, const char *name, const struct briefing *briefing,
                        int64_t at)
{
    OWNED(text) struct text local = { 0 };

    briefing_add_local(&local, briefing->calendar, at);
    writer_member(writer, name, text_string(&local));
}

static void write_change(struct writer *writer, const char *name, int64_t now, int64_t before)
{
    OWNED(text) struct text change = { 0 };

    tally_add_change(&change, now, before);
    writer_member(writer, name, text_string(&change));
}

static void write_share(struct writer *writer, const char *name, int64_t part, int64_t whole)
{
    OWNED(text) struct text share = { 0 };

    if (whole == 0)
        text_add(&share, "–");
    else
        text_add_format(&share, "%.0f %%", floor(100.0 * (double)part / (double)whole + 0.5));
    writer_member(writer, name, text_string(&share));
}

/* --- counts --- */

static void write_comparison(struct writer *writer, const char *name, const struct tally *now,
                             const struct tally *before)
{
    writer_name(writer, name);
    writer_object(writer);
    writer_member_integer(writer, "mentions", before->mentions);
    writer_member_integer(writer, "complaints", before->complaints);
    writer_member_integer(writer, "distinct", before->distinct);
    writer_member_integer(writer, "negative", before->negative);
    write_change(writer, "change", now->distinct, before->distinct);
    write_change(writer, "mentions_change", now->mentions, before->mentions);
    writer_object_end(writer);
}

static void write_counts(struct writer *writer, const struct briefing *briefing)
{
    const struct briefing_row *whole = &briefing->whole;

    writer_name(writer, "counts");
    writer_object(writer);
    writer_name(writer, "span");
    tally_write(writer, &whole->span);
    write_share(writer, "negative_share", whole->span.negative, whole->span.mentions);
    write_share(writer, "day_negative_share", whole->day.negative, whole->day.mentions);
    write_comparison(writer, "before", &whole->span, &whole->before);
    write_comparison(writer, "yesterday", &whole->span, &briefing->yesterday);
    write_comparison(writer, "last_week", &whole->span, &briefing->last_week);
    writer_name(writer, "day");
    tally_write(writer, &whole->day);
    write_comparison(writer, "day_before", &whole->day, &whole->day_before);
    if (briefing->present)
        briefing_write_growth(writer, whole->growth);
    writer_object_end(writer);
}

static void write_rows(struct writer *writer, const char *name, const struct briefing *briefing,
                       const struct briefing_rows *rows)
{
    OWNED(text) struct text flag = { 0 };

    writer_name(writer, name);
    writer_array(writer);
    for (size_t i = 0; i < rows->count; i++) {
        const struct briefing_row *row = &rows->rows[i];
        writer_object(writer);
        writer_member_slice(writer, "name", row->name);
        writer_name(writer, "span");
        tally_write(writer, &row->span);
        write_change(writer, "change", row->span.distinct, row->before.distinct);
        write_share(writer, "share", row->span.distinct, briefing->whole.span.distinct);
        writer_name(writer, "day");
        tally_write(writer, &row->day);
        write_change(writer, "day_change", row->day.distinct, row->day_before.distinct);
        write_share(writer, "day_share", row->day.distinct, briefing->whole.day.distinct);
        if (briefing->present)
            briefing_write_growth(writer, row->growth);
        writer_object_end(writer);
    }
    writer_array_end(writer);
    text_add_format(&flag, "has_%s", name);
    writer_member_bool(writer, text_string(&flag), rows->count > 0);
}

/* --- events and sources --- */

static void write_events(struct writer *writer, const struct briefing *briefing)
{
    writer_name(writer, "events");
    writer_array(writer);
    for (size_t i = 0; i < briefing->event_count; i++) {
        const struct json *event = briefing->events[i];
        const struct json *data = json_find(event, "data");
        enum level level = LEVEL_NONE;
        int64_t at = 0;
        writer_object(writer);
        writer_member_slice(writer, "id", json_string(event, "id"));
        writer_member_slice(writer, "type", json_string(event, "type"));
        if (moment_parse(json_string(event, "time"), &at)) {
            writer_member_moment(writer, "at", at);
            write_local(writer, "at_local", briefing, at);
        }
        briefing_write_what(writer, json_string(event, "type"));
        writer_member_slice(writer, "subject", json_string(data, "subject"));
        const bool has_level = level_find(json_string(data, "level"), &level);
        writer_member_bool(writer, "has_level", has_level);
        if (has_level)
            briefing_write_level(writer, level);
        writer_member_slice(writer, "actor", json_string(data, "actor"));
        writer_member_slice(writer, "clock", json_string(data, "clock"));
        writer_member_slice(writer, "reason", json_string(data, "reason"));
        writer_member_slice(writer, "source", json_string(data, "source"));
        const struct json *clauses = json_find(data, "clauses");
        if (clauses != NULL) {
            writer_name(writer, "clauses");
            writer_value(writer, clauses);
        }
        writer_object_end(writer);
    }
    writer_array_end(writer);
    writer_member_bool(writer, "has_events", briefing->event_count > 0);
}

static void write_sources(struct writer *writer, const struct briefing *briefing)
{
    size_t down = 0;

    writer_name(writer, "sources");
    writer_array(writer);
    for (size_t i = 0; i < briefing->source_count; i++) {
        const struct json *source = briefing->sources[i];
        const bool is_up = slice_is(json_string(source, "state"), "up");
        int64_t at = 0;
        down += !is_up;
        writer_object(writer);
        writer_member_slice(writer, "name", briefing->source_names[i]);
        writer_member_slice(writer, "state", json_string(source, "state"));
        writer_member_bool(writer, "is_down", !is_up);
        if (moment_parse(json_string(source, "since"), &at))
            write_local(writer, "since_local", briefing, at);
        if (moment_parse(json_string(source, "through"), &at))
            write_local(writer, "through_local", briefing, at);
        writer_object_end(writer);
    }
    writer_array_end(writer);
    writer_member_integer(writer, "source_count", (int64_t)briefing->source_count);
    writer_member_integer(writer, "sources_down", (int64_t)down);
    writer_member_bool(writer, "has_sources_down", down > 0);
    writer_member_bool(writer, "is_complete", briefing->is_complete);
    writer_member_slice(writer, "trouble", briefing->trouble);
}

static void write_title(struct writer *writer, const struct briefing *briefing)
{
    OWNED(text) struct text title = { 0 };

    if (org_is_drill(briefing->org))
        text_add(&title, "【演练】");
    text_add(&title, briefing_kind_title(briefing->kind));
    text_add_char(&title, ' ');
    briefing_add_local(&title, briefing->calendar,
                       briefing->kind == BRIEFING_HOURLY ? briefing->from_at : briefing->to_at);
    if (briefing_kind_is_of_incident(briefing->kind) && briefing->incident_count == 1) {
        const struct slice subject = json_string(briefing->incidents[0], "subject");
        if (!slice_is(subject, "*"))
            text_add_format(&title, " %.*s", (int)subject.length, subject.bytes);
    }
    writer_member(writer, "title", text_string(&title));
}

void briefing_write(struct text *json, const struct briefing *briefing)
{
    struct writer writer = writer_on(json);

    writer_object(&writer);
    writer_member_slice(&writer, "id", briefing->id);
    writer_member(&writer, "kind", briefing_kind_name(briefing->kind));
    writer_member_slice(&writer, "language", briefing->language);
    writer_member_slice(&writer, "org", briefing->org);
    writer_member_slice(&writer, "org_title",
                        briefing->title.length > 0 ? briefing->title : briefing->org);
    write_title(&writer, briefing);
    writer_member_moment(&writer, "from", briefing->from_at);
    writer_member_moment(&writer, "to", briefing->to_at);
    write_local(&writer, "from_local", briefing, briefing->from_at);
    write_local(&writer, "to_local", briefing, briefing->to_at);
    writer_member_bool(&writer, "late", briefing->late);
    writer_member_bool(&writer, "present", briefing->present);
    briefing_write_level(&writer, briefing_level(briefing));
    write_counts(&writer, briefing);
    write_rows(&writer, "subjects", briefing, &briefing->subjects);
    write_rows(&writer, "channels", briefing, &briefing->channels);
    write_rows(&writer, "regions", briefing, &briefing->regions);
    write_rows(&writer, "categories", briefing, &briefing->categories);
    briefing_write_incidents(&writer, briefing);
    write_events(&writer, briefing);
    write_sources(&writer, briefing);
    writer_object_end(&writer);
}
