#include "core/outage.h"

static const char SOURCE_PREFIX[] = "source/";

/* What was so before a source was judged. */
struct before {
    struct org *org;
    const struct source *source;
    int64_t out_since; /* MOMENT_NEVER: it was not out */
};

struct source *outage_source(struct org *org, struct slice name, int64_t now)
{
    if (org->had_outage && table_find(org->sources, name) == NULL)
        org_catch_up(org, now);
    return org_source(org, name);
}

static struct before before_judging(struct org *org, const struct source *source)
{
    return (struct before){ org, source, source_out_since(source) };
}

/* Says at `now` what has changed. */
static void say_change(const struct before *before, int64_t now, struct effects *effects)
{
    bool is_out = source_is_out(before->source);

    if (is_out == (before->out_since != MOMENT_NEVER))
        return;
    enum trigger_type type = is_out ? TRIGGER_SOURCE_SILENT : TRIGGER_SOURCE_BACK;
    int64_t since_at = is_out ? source_out_since(before->source) : before->out_since;
    struct slice name = source_name(before->source);
    struct trigger *trigger = effects_add(effects, type, now);
    trigger->id = trigger_source_id(type, slice_of(before->org->name), name, since_at);
    trigger->org = before->org->name;
    trigger->source = effects_copy(effects, name);
    trigger->since_at = since_at;
    before->org->had_outage = true;
    before->org->dirty = true;
}

void outage_state(struct org *org, const struct command *command, int64_t now,
                  struct effects *effects)
{
    struct source *source = outage_source(org, command->source, now);
    struct before was = before_judging(org, source);
    int64_t at = command->at < now ? command->at : now;

    if (source_state_matters(source, command->source_up))
        org_catch_up(org, now);
    source_state(source, command->source_up, at, command->through);
    org->dirty = true;
    say_change(&was, now, effects);
}

void outage_judge(struct org *org, const struct tracked *tracked, int64_t now,
                  struct effects *effects)
{
    struct slice name = series_name(tracked->series);
    size_t prefix = sizeof SOURCE_PREFIX - 1;
    struct source *source = outage_source(
        org, (struct slice){ name.bytes + prefix, name.length - prefix }, now);
    struct before was = before_judging(org, source);
    int64_t since_at = series_silent_since(tracked->series);

    if (source_zeros_matter(source, since_at))
        org_catch_up(org, now);
    source_zeros(source, since_at, now);
    say_change(&was, now, effects);
}
