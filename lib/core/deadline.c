#include "core/deadline.h"

#include "core/calendar.h"

#include <string.h>

static bool is_running(const struct clock *clock)
{
    return clock->state == CLOCK_PENDING && !clock->is_overdue;
}

static bool is_same(const struct clock *clock, const struct clock_rule *rule)
{
    return clock->purpose == rule->purpose && strcmp(clock->id, rule->id) == 0;
}

static struct clock *find(struct incident *incident, const struct clock_rule *rule)
{
    for (size_t i = incident->clock_count; i-- > 0;)
        if (is_same(&incident->clocks[i], rule))
            return &incident->clocks[i];
    return NULL;
}

/* Makes room by forgetting the oldest clock that ended. */
static void make_room(struct incident *incident)
{
    for (size_t i = 0; incident->clock_count == INCIDENT_CLOCK_LIMIT && i < INCIDENT_CLOCK_LIMIT;
         i++) {
        struct clock *clock = &incident->clocks[i];
        if (is_running(clock))
            continue;
        memory_free(clock->id);
        memory_free(clock->actor);
        memory_free(clock->reason);
        incident->clock_count--;
        memmove(clock, clock + 1, (incident->clock_count - i) * sizeof *clock);
    }
}

static int64_t length_of(const struct incident *incident, const struct clock_rule *rule)
{
    if (rule->regulator_length_ms > 0 && incident_is_attested(incident, "LVL-2.regulator"))
        return rule->regulator_length_ms;
    return rule->length_ms;
}

static struct clock *start(struct incident *incident, const struct clock_rule *rule,
                           enum level level, int64_t started_at)
{
    uint32_t n = 0;

    for (size_t i = 0; i < incident->clock_count; i++)
        if (is_same(&incident->clocks[i], rule) && incident->clocks[i].n >= n)
            n = incident->clocks[i].n + 1;
    make_room(incident);
    if (incident->clock_count == INCIDENT_CLOCK_LIMIT)
        return NULL;
    struct clock *clock = &incident->clocks[incident->clock_count++];
    *clock = (struct clock){
        .id = memory_copy(rule->id, strlen(rule->id)),
        .purpose = rule->purpose,
        .level = level,
        .started_at = started_at,
        .due_at = started_at + length_of(incident, rule),
        .answered_percent = rule->answered_percent,
        .look_ms = rule->look_ms,
        .n = n,
        .ended_at = MOMENT_NEVER,
    };
    incident_touch(incident);
    return clock;
}

static void end(struct clock *clock, int64_t now)
{
    if (clock->state != CLOCK_PENDING)
        return;
    clock->state = CLOCK_ENDED;
    clock->ended_at = now;
}

static bool applies(const struct clock_rule *rule, const struct trail *trail, int64_t now)
{
    if (rule->category == NULL)
        return true;
    OWNED(text) struct text name = { 0 };
    text_add_format(&name, "category/%s", rule->category);
    return trail != NULL &&
           trail_sum(trail, slice_of(text_string(&name)), now - DAY_MS, now) > 0;
}

/* One rule of the level that begins. */
static void enter_rule(struct incident *incident, const struct clock_rule *rule, bool is_worse,
                       int64_t now)
{
    struct clock *old = find(incident, rule);
    bool was_met = old != NULL && (old->state == CLOCK_MET || old->state == CLOCK_WAIVED);
    bool runs = old != NULL && is_running(old);
    int64_t earlier_at = runs ? old->due_at : INT64_MAX;

    if (was_met && !rule->repeats && !is_worse)
        return; /* what was done for a worse level is done */
    if (runs && old->level != LEVEL_WARNING && earlier_at <= now + length_of(incident, rule)) {
        old->level = incident->level; /* the earlier instant stays */
        return;
    }
    if (old != NULL)
        end(old, now);
    (void)start(incident, rule, incident->level, now); /* a full list is full of running ones */
}

/* An observation is of one level: whoever watched for a spread (CLK-18) has seen it. */
static bool is_of_one_level(const struct clock *clock)
{
    return clock->level == LEVEL_WARNING || strcmp(clock->id, "CLK-18") == 0;
}

void deadline_enter(const struct scene *scene, struct incident *incident,
                    const struct trail *trail, enum level from)
{
    const struct plan *plan = scene->plan;
    int64_t now = scene->now;
    bool is_worse = level_worse(incident->level, from);

    for (size_t i = 0; i < incident->clock_count; i++) {
        struct clock *clock = &incident->clocks[i];
        bool goes_on = plan_clock(plan, clock->id, CLOCK_OF_LEVEL, incident->level) != NULL;
        if (clock->purpose == CLOCK_OF_LEVEL && !goes_on &&
            (!is_worse || is_of_one_level(clock)))
            end(clock, now);
    }
    for (size_t i = 0; i < plan->clock_count; i++) {
        const struct clock_rule *rule = &plan->clocks[i];
        if (rule->purpose == CLOCK_OF_LEVEL && rule->level == incident->level &&
            applies(rule, trail, now))
            enter_rule(incident, rule, is_worse, now);
    }
    incident_touch(incident);
}

void deadline_end(struct incident *incident, enum clock_purpose purpose, enum level level,
                  int64_t now)
{
    for (size_t i = 0; i < incident->clock_count; i++)
        if (incident->clocks[i].purpose == purpose && incident->clocks[i].level == level)
            end(&incident->clocks[i], now);
    incident_touch(incident);
}

void deadline_end_all(struct incident *incident, int64_t now)
{
    for (size_t i = 0; i < incident->clock_count; i++)
        end(&incident->clocks[i], now);
    incident_touch(incident);
}

static int64_t working_days_end(const struct scene *scene, int64_t days)
{
    static const struct calendar utc = { 0 };
    const struct calendar *calendar = scene->settings->calendar;

    return calendar_after_working_days(calendar == NULL ? &utc : calendar, scene->now, days);
}

static void start_purpose(const struct scene *scene, struct incident *incident,
                          enum clock_purpose purpose, enum level level)
{
    const struct plan *plan = scene->plan;

    for (size_t i = 0; i < plan->clock_count; i++) {
        const struct clock_rule *rule = &plan->clocks[i];
        if (rule->purpose != purpose)
            continue;
        struct clock *clock = start(incident, rule, level, scene->now); /* as above */
        if (clock != NULL && rule->working_days > 0)
            clock->due_at = working_days_end(scene, rule->working_days);
    }
}

void deadline_start(const struct scene *scene, struct incident *incident,
                    enum clock_purpose purpose, enum level level)
{
    for (size_t i = 0; i < incident->clock_count; i++) {
        const struct clock *clock = &incident->clocks[i];
        if (clock->purpose == purpose && clock->level == level && is_running(clock))
            return;
    }
    start_purpose(scene, incident, purpose, level);
}

void deadline_restart(const struct scene *scene, struct incident *incident,
                      enum clock_purpose purpose, enum level level)
{
    deadline_end(incident, purpose, level, scene->now);
    start_purpose(scene, incident, purpose, level);
}

void deadline_observe_again(const struct scene *scene, struct incident *incident)
{
    const struct clock_rule *rule =
        plan_clock(scene->plan, "CLK-18", CLOCK_OF_LEVEL, incident->level);

    if (rule != NULL)
        (void)start(incident, rule, incident->level, scene->now); /* as above */
}

bool deadline_awaits(const struct incident *incident)
{
    for (size_t i = 0; i < incident->clock_count; i++)
        if (incident->clocks[i].state == CLOCK_PENDING)
            return true;
    return false;
}

/* --- stages --- */

static int next_stage(const struct clock *clock)
{
    if (clock->stage == 80 && clock->answered_percent > 0)
        return CLOCK_STAGE_LOOK;
    return clock->stage == 0 ? 50 : clock->stage == 50 ? 80 : 100;
}

static int64_t stage_at(const struct clock *clock, int stage)
{
    int64_t length = clock->due_at - clock->started_at;

    if (stage == CLOCK_STAGE_LOOK)
        return clock->due_at - clock->look_ms;
    return clock->started_at + (stage == 100 ? length : length / 100 * stage +
                                                            length % 100 * stage / 100);
}

static bool speaks(const struct clock *clock)
{
    return is_running(clock) && clock->stage < 100;
}

int64_t deadline_next_at(const struct incident *incident)
{
    int64_t next_at = INT64_MAX;

    for (size_t i = 0; i < incident->clock_count; i++) {
        const struct clock *clock = &incident->clocks[i];
        int64_t at = speaks(clock) ? stage_at(clock, next_stage(clock)) : INT64_MAX;
        next_at = at < next_at ? at : next_at;
    }
    return next_at;
}

/* The next period of a cadence begins where this one ends. */
static void start_next(struct incident *incident, const struct plan *plan, size_t index)
{
    struct clock *clock = &incident->clocks[index];
    const struct clock_rule *rule =
        plan_clock(plan, clock->id, clock->purpose, clock->purpose == CLOCK_OF_LEVEL
                                                        ? incident->level
                                                        : LEVEL_NONE);

    if (rule != NULL && rule->repeats && incident_is_open(incident))
        (void)start(incident, rule, incident->level, clock->due_at); /* as above */
}

bool deadline_step(struct incident *incident, const struct plan *plan, int64_t now,
                   struct clock **clock)
{
    int64_t first_at = INT64_MAX;
    size_t first = 0;

    for (size_t i = 0; i < incident->clock_count; i++) {
        const struct clock *candidate = &incident->clocks[i];
        int64_t at = speaks(candidate) ? stage_at(candidate, next_stage(candidate)) : INT64_MAX;
        if (at < first_at) {
            first_at = at;
            first = i;
        }
    }
    if (first_at > now)
        return false;
    struct clock *found = &incident->clocks[first];
    found->stage = next_stage(found);
    if (found->stage == 100) {
        OWNED(string) char *id = memory_copy(found->id, strlen(found->id));
        uint32_t n = found->n;
        found->is_overdue = true;
        start_next(incident, plan, first);
        for (size_t i = 0; i < incident->clock_count; i++) /* making room may have moved it */
            if (strcmp(incident->clocks[i].id, id) == 0 && incident->clocks[i].n == n)
                found = &incident->clocks[i];
    }
    incident_touch(incident);
    *clock = found;
    return true;
}

struct clock *deadline_find(struct incident *incident, struct slice row)
{
    struct clock *first = NULL;

    for (size_t i = 0; i < incident->clock_count; i++) {
        struct clock *clock = &incident->clocks[i];
        if (clock->state == CLOCK_PENDING && plan_clock_is_of(clock->id, row) &&
            (first == NULL || clock->due_at < first->due_at))
            first = clock;
    }
    return first;
}

void deadline_close(const struct scene *scene, struct incident *incident,
                    const struct closing *closing)
{
    struct clock *clock = closing->clock;
    const struct command *command = closing->command;
    bool was_running = is_running(clock);
    size_t index = (size_t)(clock - incident->clocks);

    clock->state = closing->state;
    clock->ended_at = scene->now;
    clock->actor = memory_copy(command->actor.bytes, command->actor.length);
    clock->reason = memory_copy(command->reason.bytes, command->reason.length);
    if (was_running)
        start_next(incident, scene->plan, index);
    incident_touch(incident);
}
