#include "story/story.h"

#include "base/moment.h"
#include "story/event.h"
#include "story/expectations.h"

#include <string.h>

/* Stories begin on a Monday unless they say otherwise. */
static const int64_t FIRST_DAY_AT = 1767571200000; /* 2026-01-05T00:00:00Z */

/* One story of a file: its lines and where they stand. */
struct tale {
    struct slice name;
    struct slice profile;  /* empty: that of default.yaml */
    bool is_drill;
    struct slice lines;    /* from behind the heading to the next story */
    size_t first_line;
};

static struct slice next_line(struct slice *rest)
{
    const char *end = memchr(rest->bytes, '\n', rest->length);
    struct slice line = { rest->bytes,
                          end == NULL ? rest->length : (size_t)(end - rest->bytes) };
    size_t length = line.length + (end == NULL ? 0 : 1);

    rest->bytes += length;
    rest->length -= length;
    const char *hash = memmem(line.bytes, line.length, " #", 2);
    if (hash != NULL)
        line.length = (size_t)(hash - line.bytes);
    return line.length > 0 && line.bytes[0] == '#' ? (struct slice){ line.bytes, 0 } : line;
}

static bool starts(struct slice line, const char *word, struct slice *rest)
{
    size_t length = strlen(word);

    if (line.length < length || memcmp(line.bytes, word, length) != 0)
        return false;
    struct line behind = line_of((struct slice){ line.bytes + length, line.length - length });
    *rest = behind.rest;
    return true;
}

/* --- playing --- */

/* A play of a tale in one world. */
struct play {
    struct world *world;
    struct expectations expectations;
    int64_t now;
};

static int line_plays(struct play *play, struct slice text, struct fault *fault)
{
    struct line line = line_of(text);
    int64_t at = 0;

    if (line_is_done(&line))
        return 0;
    if (line_take(&line, "expect"))
        return expectations_meet(&play->expectations, play->world, &line, fault);
    if (expectations_begin(&play->expectations, play->world, fault) != 0)
        return -1;
    if (!line_time(&line, FIRST_DAY_AT, play->now, &at))
        return fault_set(fault, FAULT_INPUT, "a time is wanted: 09:30, day 2 09:30, or +2h");
    if (at < play->now)
        return fault_set(fault, FAULT_INPUT, "time does not run backwards");
    world_advance(play->world, at);
    play->now = at;
    return event_happens(play->world, &line, fault);
}

static int tale_plays(const struct tale *tale, struct play *play, struct fault *fault)
{
    struct slice rest = tale->lines;

    for (size_t number = tale->first_line; rest.length > 0; number++) {
        struct slice line = next_line(&rest);
        struct slice ignored;
        if (starts(line, "clauses:", &ignored) || starts(line, "profile:", &ignored) ||
            starts(line, "drill:", &ignored))
            continue;
        if (line_plays(play, line, fault) != 0)
            return fault_during(fault, "line %zu", number);
    }
    return expectations_begin(&play->expectations, play->world, fault);
}

static struct key identity(const struct world *world)
{
    OWNED(digest) struct digest *digest = digest_new();

    for (size_t i = 0; i < world_trigger_count(world); i++) {
        const struct trigger *trigger = world_trigger(world, i);
        digest_add(digest, (struct slice){ (const char *)trigger->id.bytes, KEY_BYTES });
        digest_add_number(digest, trigger->at);
    }
    return digest_finish(digest);
}

static int play_once(const struct tale *tale, const struct rules *rules, bool takeovers,
                     struct key *triggers, struct fault *fault)
{
    struct slice org = tale->is_drill ? SLICE("acme.drill") : SLICE("acme");
    OWNED(world) struct world *world = world_new(rules, org, takeovers, FIRST_DAY_AT);
    struct play play = { .world = world, .now = FIRST_DAY_AT };
    int status = tale_plays(tale, &play, fault);

    *triggers = identity(world);
    expectations_done(&play.expectations);
    return status;
}

/* The rules with the profile that the story asks for. */
static int choose_rules(const struct tale *tale, const struct rules *rules,
                        struct org_rules *settings, struct rules *chosen)
{
    *chosen = *rules;
    *settings = *rules->other;
    if (tale->profile.length > 0)
        settings->plan = rules_plan(rules, tale->profile);
    chosen->other = settings;
    chosen->org_count = 0;
    return settings->plan == NULL ? -1 : 0;
}

static int tale_runs(const struct tale *tale, const struct rules *rules, struct fault *fault)
{
    struct org_rules settings;
    struct rules chosen;
    struct key first;
    struct key second;

    if (choose_rules(tale, rules, &settings, &chosen) != 0)
        return fault_set(fault, FAULT_INPUT, "there is no such profile");
    if (play_once(tale, &chosen, false, &first, fault) != 0)
        return -1;
    if (play_once(tale, &chosen, true, &second, fault) != 0)
        return fault_during(fault, "with takeovers");
    if (!key_equals(first, second))
        return fault_set(fault, FAULT_INPUT, "takeovers change the triggers");
    return 0;
}

/* --- files --- */

static void cite(struct table *cited, struct slice clauses)
{
    static char yes[] = "yes";
    struct line line = line_of(clauses);

    while (!line_is_done(&line)) {
        struct slice clause = line_next(&line);
        if (clause.length > 0 && clause.bytes[clause.length - 1] == ',')
            clause.length--;
        table_set(cited, clause, yes);
    }
}

static void finish(const struct tale *tale, const struct rules *rules,
                   const struct story_listener *listener)
{
    struct story_result result = { .name = tale->name.bytes, .name_length = tale->name.length };

    if (tale->name.bytes == NULL)
        return;
    result.is_right = tale_runs(tale, rules, &result.fault) == 0;
    listener->told(listener->context, &result);
}

void story_run(struct slice content, const struct rules *rules,
               const struct story_listener *listener)
{
    struct tale tale = { 0 };
    struct slice rest = content;

    for (size_t number = 1; rest.length > 0; number++) {
        struct slice line = next_line(&rest);
        struct slice value;
        if (starts(line, "story:", &value)) {
            finish(&tale, rules, listener);
            tale = (struct tale){ .name = value, .lines = { rest.bytes, 0 },
                                  .first_line = number + 1 };
            continue;
        }
        if (starts(line, "clauses:", &value))
            cite(listener->cited, value);
        if (starts(line, "profile:", &value))
            tale.profile = value;
        if (starts(line, "drill:", &value))
            tale.is_drill = slice_is(value, "yes");
        tale.lines.length = tale.lines.bytes == NULL ? 0 : (size_t)(rest.bytes - tale.lines.bytes);
    }
    finish(&tale, rules, listener);
}
