#include "story/world.h"

#include "base/table.h"
#include "core/window.h"

#include <string.h>

struct person_seen {
    char *subject; /* "*" for all */
    struct key person;
    int64_t at;
};

struct gap {
    int64_t from_at;
    int64_t to_at; /* INT64_MAX while it lasts */
};

enum { GAP_LIMIT = 32 };

struct world {
    const struct rules *rules;
    struct slice org; /* borrowed */
    bool takeovers;
    struct casebook *casebook;
    struct table *windows; /* series → struct window */
    struct table *growths; /* series → struct growth */
    struct person_seen *people;
    size_t people_count;
    size_t people_capacity;
    struct key *complaints; /* in their order */
    size_t complaint_count;
    size_t complaint_capacity;
    size_t answered_count;  /* so many of them, from the first on */
    struct gap gaps[GAP_LIMIT];
    size_t gap_count;
    struct arena *arena; /* of the triggers, as long as the world */
    struct effects effects;
    struct table *stored; /* piece → struct text, as Redis would hold it */
    struct table *stored_people;
    int64_t now;
};

/* --- facts --- */

static int64_t facts_sum(const void *context, struct slice series, unsigned metric, int64_t from_at,
                         int64_t to_at)
{
    const struct world *world = context;
    const struct window *window = table_find(world->windows, series);

    return window == NULL ? 0 : window_sum(window, (enum metric)metric, from_at, to_at);
}

static const struct growth *facts_growth(const void *context, struct slice series, int64_t now)
{
    const struct world *world = context;

    (void)now; /* a story says when growth changes */
    return table_find(world->growths, series);
}

static double facts_expected(const void *context, struct slice series, int64_t from_at,
                             int64_t to_at)
{
    const struct growth *growth = facts_growth(context, series, to_at);

    return growth == NULL ? -1 : growth->expected * (double)(to_at - from_at) / (double)DAY_MS;
}

static int64_t facts_complete_ms(const void *context, int64_t from_at, int64_t to_at)
{
    const struct world *world = context;
    int64_t complete_ms = to_at - from_at;

    for (size_t i = 0; i < world->gap_count; i++) {
        int64_t begin = world->gaps[i].from_at > from_at ? world->gaps[i].from_at : from_at;
        int64_t end = world->gaps[i].to_at < to_at ? world->gaps[i].to_at : to_at;
        complete_ms -= end > begin ? end - begin : 0;
    }
    return complete_ms;
}

static void facts_people(const void *context, struct slice subject, int64_t from_at, int64_t to_at,
                         void (*visit)(void *visitor, struct key person), void *visitor)
{
    const struct world *world = context;

    for (size_t i = 0; i < world->people_count; i++) {
        const struct person_seen *seen = &world->people[i];
        if (slice_is(subject, seen->subject) && seen->at >= from_at && seen->at < to_at)
            visit(visitor, seen->person);
    }
}

static const struct facts_source FACTS = {
    .sum = facts_sum,
    .expected = facts_expected,
    .growth = facts_growth,
    .complete_ms = facts_complete_ms,
    .people = facts_people,
};

/* --- the world --- */

struct world *world_new(const struct rules *rules, struct slice org, bool takeovers,
                        int64_t start_at)
{
    struct world *world = memory_new(sizeof *world);

    world->rules = rules;
    world->takeovers = takeovers;
    world->windows = table_new();
    world->growths = table_new();
    world->stored = table_new();
    world->stored_people = table_new();
    world->arena = arena_new();
    world->now = start_at;
    effects_init(&world->effects, world->arena);
    world->org = org;
    world->casebook = casebook_new(org);
    casebook_use(world->casebook, rules, (struct facts){ &FACTS, world });
    return world;
}

static void texts_free(struct table *table)
{
    struct table_cursor cursor = { 0 };

    while (table_next(table, &cursor)) {
        text_done(cursor.value);
        memory_free(cursor.value);
    }
    table_free(table);
}

void world_free(struct world *world)
{
    struct table_cursor cursor = { 0 };

    if (world == NULL)
        return;
    while (table_next(world->windows, &cursor))
        window_free(cursor.value);
    table_free(world->windows);
    cursor = (struct table_cursor){ 0 };
    while (table_next(world->growths, &cursor))
        memory_free(cursor.value);
    table_free(world->growths);
    texts_free(world->stored);
    texts_free(world->stored_people);
    for (size_t i = 0; i < world->people_count; i++)
        memory_free(world->people[i].subject);
    memory_free(world->people);
    memory_free(world->complaints);
    casebook_free(world->casebook);
    arena_free(world->arena);
    memory_free(world);
}

int64_t world_now(const struct world *world)
{
    return world->now;
}

size_t world_trigger_count(const struct world *world)
{
    return world->effects.count;
}

const struct trigger *world_trigger(const struct world *world, size_t index)
{
    return &world->effects.triggers[index];
}

/* --- takeovers --- */

static struct text *text_at(struct table *table, struct slice key)
{
    struct text *text = table_find(table, key);

    if (text == NULL) {
        text = memory_new(sizeof *text);
        table_set(table, key, text);
    }
    return text;
}

static void store(struct world *world)
{
    struct piece piece;

    while (casebook_next_change(world->casebook, &piece)) {
        OWNED(string) char *name = memory_copy(piece.key.bytes, piece.key.length);
        struct slice key = slice_of(name);
        struct text *content = text_at(world->stored, key);
        text_clear(content);
        if (piece.removed)
            continue;
        casebook_write(world->casebook, key, content);
        struct slice people = casebook_new_people(world->casebook, key);
        text_add_bytes(text_at(world->stored_people, key), people.bytes, people.length);
    }
}

/* Another member reads what was stored; the one before is gone. */
static void take_over(struct world *world)
{
    struct table_cursor cursor = { 0 };
    struct fault fault = { 0 };

    if (!world->takeovers)
        return;
    store(world);
    casebook_free(world->casebook);
    world->casebook = casebook_new(world->org);
    casebook_use(world->casebook, world->rules, (struct facts){ &FACTS, world });
    while (table_next(world->stored, &cursor)) {
        const struct text *content = cursor.value;
        const struct text *people = text_at(world->stored_people, cursor.name);
        if (content->length > 0 &&
            casebook_read(world->casebook, cursor.name,
                          (struct slice){ content->bytes, content->length },
                          (struct slice){ people->bytes, people->length }, &fault) != 0)
            effects_add(&world->effects, TRIGGER_COMMAND_REFUSED, world->now)->reason =
                arena_copy(world->arena, fault.text, strlen(fault.text));
    }
}

/* --- steps --- */

void world_advance(struct world *world, int64_t to_at)
{
    for (int64_t due_at; (due_at = casebook_due_at(world->casebook)) <= to_at;) {
        world->now = due_at > world->now ? due_at : world->now;
        casebook_moment(world->casebook, world->now, &world->effects);
    }
    world->now = to_at > world->now ? to_at : world->now;
    take_over(world);
}

static void count(struct world *world, const char *dimension, struct slice name,
                  const struct occurrence *occurrence)
{
    OWNED(text) struct text series = { 0 };

    text_add(&series, dimension);
    text_add_bytes(&series, name.bytes, name.length);
    struct window *window = table_find(world->windows, slice_of(text_string(&series)));
    if (window == NULL) {
        window = window_new();
        table_set(world->windows, slice_of(text_string(&series)), window);
    }
    bool is_complaint = occurrence->reading->is_complaint;
    window_add(window, occurrence->feedback->at,
               (struct counts){ .of = { [METRIC_MENTIONS] = 1,
                                        [METRIC_COMPLAINTS] = is_complaint,
                                        [METRIC_DISTINCT] = is_complaint } });
}

static void remember_person(struct world *world, struct slice subject,
                            const struct occurrence *occurrence)
{
    if (!occurrence->has_person || !occurrence->reading->is_complaint)
        return;
    MEMORY_GROW(world->people, world->people_count, world->people_capacity);
    world->people[world->people_count++] = (struct person_seen){
        .subject = memory_copy(subject.bytes, subject.length),
        .person = occurrence->person,
        .at = occurrence->feedback->at,
    };
}

void world_record(struct world *world, struct occurrence *occurrence)
{
    const struct reading *reading = occurrence->reading;

    count(world, "", SLICE("*"), occurrence);
    count(world, "channel/", slice_of(channel_name(occurrence->feedback->channel)), occurrence);
    remember_person(world, SLICE("*"), occurrence);
    for (size_t i = 0; i < reading->subject_count; i++) {
        count(world, "subject/", reading->subjects[i], occurrence);
        remember_person(world, reading->subjects[i], occurrence);
    }
    if (reading->is_complaint) {
        MEMORY_GROW(world->complaints, world->complaint_count, world->complaint_capacity);
        world->complaints[world->complaint_count++] = occurrence->id;
    }
    (void)casebook_record(world->casebook, occurrence, world->now, &world->effects);
    take_over(world);
}

bool world_answer(struct world *world)
{
    if (world->answered_count == world->complaint_count)
        return false;
    casebook_answer(world->casebook, world->complaints[world->answered_count++], world->now);
    take_over(world);
    return true;
}

void world_growth(struct world *world, struct slice series, const struct growth *growth)
{
    struct growth *kept = table_find(world->growths, series);

    if (kept == NULL) {
        kept = memory_new(sizeof *kept);
        table_set(world->growths, series, kept);
    }
    *kept = *growth;
    const struct surge surge = { series, kept };
    casebook_growth(world->casebook, &surge, 1, world->now, &world->effects);
    take_over(world);
}

void world_command(struct world *world, const struct command *command)
{
    casebook_command(world->casebook, command, world->now, &world->effects);
    take_over(world);
}

void world_source(struct world *world, bool is_up)
{
    if (is_up && world->gap_count > 0)
        world->gaps[world->gap_count - 1].to_at = world->now;
    else if (!is_up && world->gap_count < GAP_LIMIT)
        world->gaps[world->gap_count++] = (struct gap){ world->now, INT64_MAX };
}
