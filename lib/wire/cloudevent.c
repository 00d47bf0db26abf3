#include "wire/cloudevent.h"

#include "base/moment.h"
#include "core/rules.h"
#include "wire/writer.h"

#include <math.h>
#include <string.h>

/* Adds what a URI reference (RFC 3986 §3.3) allows in a path as it is, the rest in percents. */
void cloudevent_add_source(struct text *text, struct slice org)
{
    text_add(text, "tocsin/");
    for (size_t i = 0; i < org.length; i++) {
        unsigned char byte = (unsigned char)org.bytes[i];
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= '0' && byte <= '9') || (byte != 0 && strchr("-._~", byte) != NULL))
            text_add_char(text, (char)byte);
        else
            text_add_format(text, "%%%02X", byte);
    }
}

static const char *mode_name(enum trigger_mode mode)
{
    static const char *const NAMES[] = { [MODE_ACTIVE] = "active", [MODE_PASSIVE] = "passive" };

    return NAMES[mode];
}

static void write_given(struct writer *writer, const char *name, const char *string)
{
    if (string != NULL)
        writer_member(writer, name, string);
}

static void write_clauses(struct writer *writer, const struct trigger *trigger)
{
    if (trigger->clause_count == 0)
        return;
    writer_name(writer, "clauses");
    writer_array(writer);
    for (size_t i = 0; i < trigger->clause_count; i++) {
        writer_object(writer);
        writer_member(writer, "id", trigger->clauses[i].id);
        writer_member(writer, "place", trigger->clauses[i].place);
        writer_member(writer, "quote", trigger->clauses[i].quote);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

/* Rounds to what people read; the decision itself was taken on the full number. */
static double rounded(double number, double steps)
{
    return floor(number * steps + 0.5) / steps;
}

static void write_window(struct writer *writer, int64_t window_ms)
{
    OWNED(text) struct text text = { 0 };

    if (window_ms % HOUR_MS == 0)
        text_add_format(&text, "%lldh", (long long)(window_ms / HOUR_MS));
    else
        text_add_format(&text, "%lldm", (long long)(window_ms / MINUTE_MS));
    writer_member(writer, "window", text_string(&text));
}

/* "4.4× = 440% of the mean = +340%": all forms, because the plans mix them (PLAN.md A-1). */
static void write_all_forms(struct writer *writer, const struct growth *growth)
{
    OWNED(text) struct text text = { 0 };

    text_add_format(&text, "%.1f× = %.0f%% of the mean = %+.0f%%", growth->ratio,
                    growth->ratio * 100, growth->growth_percent);
    writer_member(writer, "growth", text_string(&text));
}

static const char *decider_name(enum growth_decider decider)
{
    static const char *const NAMES[] = { [DECIDED_BY_NOTHING] = "nothing",
                                         [DECIDED_BY_LITERAL] = "literal",
                                         [DECIDED_BY_EARLY] = "early" };

    return NAMES[decider];
}

static void write_growth(struct writer *writer, const struct trigger *trigger)
{
    const struct growth *growth = &trigger->growth;

    if (!trigger->has_growth)
        return;
    write_given(writer, "series", trigger->series);
    write_window(writer, growth->window_ms);
    writer_member_integer(writer, "observed", growth->observed);
    writer_member_decimal(writer, "expected", rounded(growth->expected, 1000));
    writer_member_decimal(writer, "ratio", rounded(growth->ratio, 1000));
    writer_member_decimal(writer, "growth_percent", rounded(growth->growth_percent, 10));
    write_all_forms(writer, growth);
    writer_member_decimal(writer, "corrected_ratio", rounded(growth->corrected_ratio, 1000));
    writer_member(writer, "decided_by", decider_name(growth->decided_by));
    writer_member_integer(writer, "threshold", growth->tier);
    writer_member_decimal(writer, "probability", rounded(growth->probability, 1000));
    writer_member_decimal(writer, "guard", rounded(growth->guard, 100));
    writer_member_decimal(writer, "baseline_days", rounded(growth->baseline_days, 10));
    writer_member_integer(writer, "baseline_version", growth->baseline_version);
    if (growth->expected_at_open > 0)
        writer_member_decimal(writer, "expected_at_open", rounded(growth->expected_at_open, 1000));
    if (growth->suspected_coordination)
        writer_member_bool(writer, "suspected_coordination", true);
}

static void write_evidence(struct writer *writer, const struct trigger *trigger)
{
    if (trigger->evidence_count == 0)
        return;
    writer_name(writer, "evidence");
    writer_array(writer);
    for (size_t i = 0; i < trigger->evidence_count; i++) {
        const struct evidence *evidence = &trigger->evidence[i];
        writer_object(writer);
        writer_member(writer, "id", evidence->id);
        write_given(writer, "source", evidence->source);
        writer_member_moment(writer, "at", evidence->at);
        writer_member(writer, "excerpt", evidence->excerpt);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_deadlines(struct writer *writer, const struct trigger *trigger)
{
    if (trigger->deadline_count == 0)
        return;
    writer_name(writer, "deadlines");
    writer_array(writer);
    for (size_t i = 0; i < trigger->deadline_count; i++) {
        const struct trigger_deadline *deadline = &trigger->deadlines[i];
        writer_object(writer);
        writer_member(writer, "clock", deadline->clock);
        write_given(writer, "group", deadline->group);
        write_given(writer, "place", deadline->place);
        writer_member_moment(writer, "due_at", deadline->due_at);
        write_given(writer, "state", deadline->state);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_cause(struct writer *writer, const struct trigger *trigger)
{
    write_given(writer, "clock", trigger->clock);
    write_given(writer, "stage", trigger->stage);
    if (trigger->clock != NULL)
        writer_member_moment(writer, "due_at", trigger->due_at);
    write_given(writer, "source", trigger->source);
    if (trigger->source != NULL)
        writer_member_moment(writer, "since", trigger->since_at);
    write_given(writer, "command", trigger->command);
    write_given(writer, "verb", trigger->verb);
    write_given(writer, "actor", trigger->actor);
    write_given(writer, "role", trigger->role);
    write_given(writer, "reason", trigger->reason);
    write_given(writer, "note", trigger->note);
}

static void write_data(struct writer *writer, const struct trigger *trigger,
                       const char *rules_version)
{
    writer_object(writer);
    writer_member(writer, "org", trigger->org);
    if (org_is_drill(slice_of(trigger->org)))
        writer_member_bool(writer, "drill", true);
    writer_member_integer(writer, "sequence", (int64_t)trigger->sequence);
    write_given(writer, "incident", trigger->incident);
    write_given(writer, "subject", trigger->subject);
    if (trigger->incident != NULL) {
        writer_member(writer, "level", level_name(trigger->level));
        writer_member(writer, "previous_level", level_name(trigger->previous_level));
    }
    write_given(writer, "mode", mode_name(trigger->mode));
    write_clauses(writer, trigger);
    write_growth(writer, trigger);
    if (trigger->distinct >= 0)
        writer_member_integer(writer, "distinct", trigger->distinct);
    if (trigger->people >= 0)
        writer_member_integer(writer, "people", trigger->people);
    write_evidence(writer, trigger);
    write_deadlines(writer, trigger);
    write_cause(writer, trigger);
    if (trigger->late)
        writer_member_bool(writer, "late", true);
    writer_member(writer, "rules_version", rules_version);
    writer_object_end(writer);
}

void cloudevent_write(struct text *text, const struct trigger *trigger, const char *rules_version)
{
    OWNED(text) struct text source = { 0 };
    OWNED(text) struct text sequence = { 0 };
    struct writer writer = writer_on(text);

    cloudevent_add_source(&source, slice_of(trigger->org));
    text_add_format(&sequence, "%llu", (unsigned long long)trigger->sequence);

    writer_object(&writer);
    writer_member(&writer, "specversion", "1.0");
    writer_name(&writer, "id");
    writer_hex(&writer, trigger->id.bytes, KEY_BYTES);
    writer_member(&writer, "source", text_string(&source));
    writer_member(&writer, "type", trigger_type_name(trigger->type));
    write_given(&writer, "subject", trigger->subject != NULL ? trigger->subject : trigger->source);
    writer_member_moment(&writer, "time", trigger->at);
    writer_member(&writer, "datacontenttype", "application/json");
    writer_member(&writer, "sequence", text_string(&sequence));
    writer_name(&writer, "data");
    write_data(&writer, trigger, rules_version);
    writer_object_end(&writer);
}
