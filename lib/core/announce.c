#include "core/announce.h"

#include "core/decide.h"
#include "core/window.h"

#include <string.h>

static const char *copy(const struct scene *scene, const char *string)
{
    return string == NULL ? NULL : effects_copy(scene->effects, slice_of(string));
}

static struct key identity(const struct incident *incident, enum trigger_type type,
                           const char *clause, uint32_t n)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, slice_of(incident->id));
    digest_add(digest, slice_of(trigger_type_name(type)));
    digest_add(digest, slice_of(clause));
    digest_add_number(digest, n);
    return digest_finish(digest);
}

static const struct clause *copy_clauses(const struct scene *scene, const struct clause *clauses,
                                         size_t count)
{
    struct clause *copies = arena_take(scene->effects->arena, (count + 1) * sizeof *copies);

    for (size_t i = 0; i < count; i++)
        copies[i] = (struct clause){
            .id = copy(scene, clauses[i].id),
            .place = copy(scene, clauses[i].place),
            .quote = copy(scene, clauses[i].quote),
        };
    return copies;
}

/* What decided may be a marker, people or a letter; the numbers of its subject are told all the same
 * (PLAN.md A-1), as far as somebody knows what is usual. */
static void add_usual(const struct scene *scene, struct trigger *trigger, const struct view *view)
{
    const struct facts *facts = &scene->facts;
    OWNED(text) struct text series = { 0 };

    incident_add_series(view->incident, &series);
    struct slice name = slice_of(text_string(&series));
    const struct growth *growth = facts->source->growth(facts->context, name, scene->now);
    if (growth == NULL || !growth->is_usual_known)
        return;
    trigger->has_growth = true;
    trigger->growth = *growth;
    trigger->series = effects_copy(scene->effects, name);
}

static void add_numbers(const struct scene *scene, struct trigger *trigger,
                        const struct incident *incident)
{
    struct view view = scene_view(scene, incident, NULL);

    trigger->people = (int64_t)incident->people.count;
    trigger->distinct = view_day_sum(&view, METRIC_DISTINCT, scene->now + MINUTE_MS);
    trigger->has_growth = incident->has_growth;
    if (!incident->has_growth) {
        add_usual(scene, trigger, &view);
        return;
    }
    trigger->growth = incident->growth;
    trigger->growth.expected_at_open = incident->expected_at_open;
    trigger->series = copy(scene, incident->series);
}

struct trigger *announce_add(const struct scene *scene, struct incident *incident,
                             enum trigger_type type, const struct clause *clauses,
                             size_t clause_count)
{
    struct trigger *trigger = effects_add(scene->effects, type, scene->now);

    trigger->id = identity(incident, type, clause_count > 0 ? clauses[0].id : "",
                           incident->happened[type]++);
    trigger->org = effects_copy(scene->effects, scene->org);
    trigger->incident = copy(scene, incident->id);
    trigger->subject = copy(scene, incident->subject);
    trigger->level = incident->level;
    trigger->clauses = copy_clauses(scene, clauses, clause_count);
    trigger->clause_count = clause_count;
    add_numbers(scene, trigger, incident);
    incident_touch(incident);
    return trigger;
}

void announce_evidence(const struct scene *scene, struct trigger *trigger,
                       const struct trail *trail)
{
    if (trail == NULL || trail->item_count == 0)
        return;
    struct evidence *rows =
        arena_take(scene->effects->arena, trail->item_count * sizeof *rows);
    for (size_t i = 0; i < trail->item_count; i++)
        rows[i] = (struct evidence){
            .id = copy(scene, trail->items[i].id),
            .source = copy(scene, trail->items[i].source),
            .excerpt = copy(scene, trail->items[i].excerpt),
            .at = trail->items[i].at,
        };
    trigger->evidence = rows;
    trigger->evidence_count = trail->item_count;
}

static const char *rule_group(const struct scene *scene, const struct clock *clock,
                              const char **place)
{
    const struct clock_rule *rule =
        plan_clock(scene->plan, clock->id, clock->purpose,
                   clock->purpose == CLOCK_OF_LEVEL ? clock->level : LEVEL_NONE);

    *place = rule == NULL || rule->clause_count == 0 ? "" : rule->clauses[0].place;
    return rule == NULL ? "" : rule->group;
}

void announce_deadlines(const struct scene *scene, struct trigger *trigger,
                        const struct incident *incident)
{
    struct trigger_deadline *rows =
        arena_take(scene->effects->arena, (incident->clock_count + 1) * sizeof *rows);

    for (size_t i = 0; i < incident->clock_count; i++) {
        const struct clock *clock = &incident->clocks[i];
        struct trigger_deadline *row = &rows[trigger->deadline_count];
        if (clock->state != CLOCK_PENDING)
            continue;
        row->clock = copy(scene, clock->id);
        row->group = rule_group(scene, clock, &row->place);
        row->due_at = clock->due_at;
        row->state = clock->is_overdue ? "overdue" : incident_clock_state(clock->state);
        trigger->deadline_count++;
    }
    trigger->deadlines = rows;
}

/* Clause of a clock: the row of PLAN.md, "CLK-16" for "CLK-16.callback". */
static size_t clock_clauses(const struct scene *scene, const struct clock *clock,
                            struct clause *own, const struct clause **clauses)
{
    const struct clock_rule *rule =
        plan_clock(scene->plan, clock->id, clock->purpose,
                   clock->purpose == CLOCK_OF_LEVEL ? clock->level : LEVEL_NONE);

    if (rule != NULL) {
        *clauses = rule->clauses;
        return rule->clause_count;
    }
    const char *row = arena_copy(scene->effects->arena, clock->id, strcspn(clock->id, "."));
    *own = (struct clause){ .id = row, .place = "", .quote = "" };
    *clauses = own;
    return 1;
}

static const char *stage_name(int stage)
{
    return stage == 50                 ? "50"
           : stage == 80               ? "80"
           : stage == CLOCK_STAGE_LOOK ? "projected"
                                       : "due";
}

void announce_clock(const struct scene *scene, struct incident *incident,
                    const struct clock *clock, const char *note)
{
    enum trigger_type type = clock->stage == 100 ? TRIGGER_CLOCK_OVERDUE : TRIGGER_CLOCK_DUE;
    OWNED(digest) struct digest *digest = digest_new();
    struct clause own = { 0 };
    const struct clause *clauses = NULL;
    size_t count = clock_clauses(scene, clock, &own, &clauses);
    struct trigger *trigger = announce_add(scene, incident, type, clauses, count);
    const char *place = NULL;

    digest_add(digest, slice_of(incident->id));
    digest_add(digest, slice_of(trigger_type_name(type)));
    digest_add(digest, slice_of(clauses[0].id));
    digest_add_number(digest, clock->n);
    digest_add(digest, slice_of(clock->id));
    digest_add_number(digest, clock->purpose == CLOCK_OF_LEVEL ? 0 : (int64_t)clock->level);
    digest_add_number(digest, clock->stage);
    trigger->id = digest_finish(digest);
    trigger->clock = copy(scene, clock->id);
    trigger->stage = stage_name(clock->stage);
    trigger->note = copy(scene, note);
    trigger->due_at = clock->due_at;
    struct trigger_deadline *deadline = arena_take(scene->effects->arena, sizeof *deadline);
    deadline->clock = trigger->clock;
    deadline->group = rule_group(scene, clock, &place);
    deadline->place = place;
    deadline->due_at = clock->due_at;
    deadline->state = clock->stage == 100 ? "overdue" : "pending";
    trigger->deadlines = deadline;
    trigger->deadline_count = 1;
}

void announce_command(const struct scene *scene, const struct incident *incident,
                      const struct command *command, const struct answer *answer)
{
    enum trigger_type type = answer->is_done ? TRIGGER_COMMAND_DONE : TRIGGER_COMMAND_REFUSED;
    struct trigger *trigger = effects_add(scene->effects, type, scene->now);
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, scene->org);
    digest_add(digest, slice_of(trigger_type_name(type)));
    digest_add(digest, command->id);
    trigger->id = digest_finish(digest);
    trigger->org = effects_copy(scene->effects, scene->org);
    if (incident != NULL) {
        trigger->incident = copy(scene, incident->id);
        trigger->subject = copy(scene, incident->subject);
        trigger->level = incident->level;
    } else if (command->subject.length > 0) {
        trigger->subject = effects_copy(scene->effects, command->subject);
    }
    trigger->command = effects_copy(scene->effects, command->id);
    trigger->verb = verb_name(command->verb);
    trigger->actor = effects_copy(scene->effects, command->actor);
    trigger->role = command->has_role ? role_name(command->role) : NULL;
    if (answer->is_done) {
        trigger->reason = command->reason.length > 0
                              ? effects_copy(scene->effects, command->reason)
                              : NULL;
        trigger->note = answer->words[0] == '\0' ? NULL : copy(scene, answer->words);
    } else {
        trigger->reason = copy(scene, answer->words);
    }
}
