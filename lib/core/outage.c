#include "core/outage.h"

static const char SOURCE_PREFIX[] = "source/";

/* What was so before a source was judged. */
struct before {
    struct org *org;
    const struct source *source;
    int64_t out_since; /* MOMENT_NEVER: it was not out */
};

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
    struct source *source = org_source(org, command->source);
    struct before was = before_judging(org, source);
    int64_t at = command->at < now ? command->at : now;

    source_state(source, command->source_up, at, command->through);
    org->dirty = true;
    say_change(&was, now, effects);
}

void outage_judge(struct org *org, const struct tracked *tracked, int64_t now,
                  struct effects *effects)
{
    struct slice name = series_name(tracked->series);
    size_t prefix = sizeof SOURCE_PREFIX - 1;
    struct source *source =
        org_source(org, (struct slice){ name.bytes + prefix, name.length - prefix });
    struct before was = before_judging(org, source);

    source_zeros(source, series_silent_since(tracked->series), now);
    say_change(&was, now, effects);
}
