#include "wire/readers.h"

#include "base/moment.h"
#include "wire/growth_json.h"
#include "wire/incident_json.h"
#include "wire/keys.h"

#include <math.h>

static void start_field(struct delta *delta, const char *kind, const struct org *org,
                        struct slice field)
{
    text_clear(&delta->scratch);
    keys_add_org(&delta->scratch, kind, slice_of(org->name));
    delta_change(delta, CHANGE_HASH_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    keys_add_name(&delta->scratch, field);
    delta_field(delta, delta_scratch(delta));
    text_clear(&delta->scratch);
}

void readers_keep_growth(struct delta *delta, const struct org *org, struct tracked *tracked,
                         int64_t now)
{
    struct series_context context = org_context((struct org *)org, tracked, now);
    struct writer writer = writer_on(&delta->scratch);

    start_field(delta, "g", org, series_name(tracked->series));
    growth_json_write(&writer, series_growth(tracked->series, &context, now));
    delta_value(delta, delta_scratch(delta));
}

/* The minute in which something came from the source last. */
static int64_t last_minute(const struct org *org, struct slice source)
{
    OWNED(text) struct text name = { 0 };

    text_add(&name, "source/");
    text_add_bytes(&name, source.bytes, source.length);
    const struct tracked *tracked = org_find_series(org, (struct slice){ name.bytes, name.length });
    int64_t at = tracked == NULL ? MOMENT_NEVER : window_latest_at(series_window(tracked->series));
    return at == MOMENT_NEVER ? at : moment_floor(at, MINUTE_MS);
}

void readers_keep_sources(struct delta *delta, const struct org *org)
{
    for (struct table_cursor at = { 0 }; table_next(org->sources, &at);) {
        const struct source *source = at.value;
        const struct source_rules *rules = org_rules_source(org->settings, at.name);
        struct writer writer = writer_on(&delta->scratch);

        start_field(delta, "sources", org, at.name);
        writer_object(&writer);
        writer_member(&writer, "state", source_is_out(source) ? "down" : "up");
        writer_member_moment(&writer, "since", source_out_since(source));
        writer_member_moment(&writer, "through", source_through_at(source));
        writer_member_moment(&writer, "last_at", last_minute(org, at.name));
        writer_member_bool(&writer, "required", rules != NULL && rules->required);
        writer_object_end(&writer);
        delta_value(delta, delta_scratch(delta));
    }
}

static void change_index(struct delta *delta, const struct org *org, enum change_kind kind,
                         struct slice id)
{
    text_clear(&delta->scratch);
    keys_add_org(&delta->scratch, "incidents", slice_of(org->name));
    delta_change(delta, kind, delta_scratch(delta));
    delta_value(delta, id);
    text_clear(&delta->scratch);
    keys_add(&delta->scratch, "i", slice_of(org->name), id);
}

void readers_keep_incident(struct delta *delta, const struct org *org, struct slice id)
{
    const struct incident *incident = casebook_find(org->casebook, id);

    if (incident == NULL)
        return;
    change_index(delta, org, CHANGE_MEMBER_ADD, id);
    delta_change(delta, CHANGE_SET, delta_scratch(delta));
    text_clear(&delta->scratch);
    struct writer writer = writer_on(&delta->scratch);
    incident_json_write(&writer, org->casebook, incident);
    delta_value(delta, delta_scratch(delta));
}

void readers_drop_incident(struct delta *delta, const struct org *org, struct slice id)
{
    change_index(delta, org, CHANGE_MEMBER_REMOVE, id);
    delta_change(delta, CHANGE_REMOVE, delta_scratch(delta));
}
