#include "engine/engine_parts.h"

#include "core/partition.h"
#include "core/renew.h"
#include "wire/cloudevent.h"
#include "wire/keep.h"
#include "wire/quarantine.h"
#include "wire/record.h"
#include "wire/register.h"

#include <string.h>

/* About what a record adds to a delta; only how soon a flush comes depends on it. */
enum { PENDING_BYTES_A_RECORD = 300 };

static const char INPUT_TOPIC[] = "tocsin.feedback.v1";

struct engine_partition {
    struct engine *engine;
    struct engine_partition_setup setup;
    const struct ruleset *ruleset;
    struct fold *fold;
    struct keep *keep;
    struct kept *kept;       /* 1. while restoring, else NULL */
    struct arena *arena;     /* 2. of the record being folded */
    struct effects effects;
    struct text event;
    struct text output_text; /* 3. of the outputs, until the next record */
    struct engine_output outputs[2];
    size_t output_count;
    size_t pending_records;
};

struct engine_partition *engine_partition_new(struct engine *engine,
                                              const struct engine_partition_setup *setup)
{
    struct engine_partition *partition = memory_new(sizeof *partition);

    partition->engine = engine;
    partition->setup = *setup;
    partition->ruleset = engine_latest(engine);
    partition->fold = fold_new(partition->ruleset->rules,
                               &(struct fold_options){ .partition = setup->partition,
                                                       .knows_staleness = setup->is_live });
    partition->keep = keep_new();
    keep_use(partition->keep, partition->ruleset->version);
    partition->arena = arena_new();
    effects_init(&partition->effects, partition->arena);
    return partition;
}

void engine_partition_free(struct engine_partition *partition)
{
    if (partition == NULL)
        return;
    kept_free(partition->kept);
    fold_free(partition->fold);
    keep_free(partition->keep);
    arena_free(partition->arena);
    text_done(&partition->event);
    text_done(&partition->output_text);
    memory_free(partition);
}

static void use(struct engine_partition *partition, const struct ruleset *ruleset)
{
    partition->ruleset = ruleset;
    fold_use(partition->fold, ruleset->rules);
    keep_use(partition->keep, ruleset->version);
}

/* ---- restoring ---- */

const struct kept_wish *engine_wanted(struct engine_partition *partition, size_t *count)
{
    if (partition->kept == NULL)
        partition->kept = kept_new(partition->fold, partition->keep);
    const struct kept_wish *wishes = kept_wishes(partition->kept, count);
    if (*count > 0)
        return wishes;
    kept_free(partition->kept);
    partition->kept = NULL;
    return NULL;
}

int engine_restore(struct engine_partition *partition, size_t wish, const struct slice *items,
                   size_t count, struct fault *fault)
{
    if (kept_take(partition->kept, wish, items, count, fault) != 0)
        return -1;
    const char *version = kept_rules_version(partition->kept);
    const struct ruleset *ruleset = engine_find_ruleset(partition->engine, slice_of(version));
    if (ruleset != NULL && ruleset != partition->ruleset)
        use(partition, ruleset);
    return 0;
}

/* ---- what comes out ---- */

static void send_events(struct engine_partition *partition)
{
    for (size_t i = 0; i < partition->effects.count; i++) {
        const struct trigger *trigger = &partition->effects.triggers[i];
        text_clear(&partition->event);
        cloudevent_write(&partition->event, trigger, partition->ruleset->version);
        keep_add_event(partition->keep, trigger->id,
                       (struct slice){ partition->event.bytes, partition->event.length });
    }
    effects_clear(&partition->effects);
}

static struct place place_of(const struct engine_partition *partition,
                             const struct engine_record *record)
{
    return (struct place){
        .cluster = partition->setup.cluster,
        .topic = INPUT_TOPIC,
        .partition = partition->setup.partition,
        .offset = record->offset,
        .at = record->at,
    };
}

static void add_output(struct engine_partition *partition, const char *topic, struct slice key)
{
    partition->outputs[partition->output_count++] = (struct engine_output){
        .topic = topic,
        .key = key,
        .value = { partition->output_text.bytes, partition->output_text.length },
    };
}

static void quarantine(struct engine_partition *partition, const struct engine_record *record,
                       const char *reason)
{
    struct place place = place_of(partition, record);

    fold_quarantine(partition->fold);
    quarantine_write(&partition->output_text, &place, reason, record->value);
    add_output(partition, "quarantine", record->key);
}

/* ---- what comes in ---- */

/* The key must be the organisation, and must have led here: else one organisation would be two. */
static bool is_at_home(const struct engine_partition *partition, struct slice org,
                       struct slice key)
{
    if (partition->setup.partition_count == 0)
        return true;
    return slice_equals(org, key) &&
           partition_of(key, partition->setup.partition_count) == partition->setup.partition;
}

/* Those without text path are told by their channel alone. */
static void read_by_channel(const struct feedback *feedback, struct reading *reading)
{
    *reading = (struct reading){
        .sentiment = { [SENTIMENT_NEUTRAL] = 1 },
        .is_complaint = feedback->channel == CHANNEL_HOTLINE ||
                        feedback->channel == CHANNEL_EMAIL ||
                        feedback->channel == CHANNEL_PETITION ||
                        feedback->channel == CHANNEL_TICKET,
        .subjects = feedback->subjects,
        .subject_count = feedback->subject_count,
    };
    reading->complaint = reading->is_complaint;
}

static void take_feedback(struct engine_partition *partition, const struct engine_record *record,
                          const struct feedback *feedback)
{
    struct reading reading = { 0 };
    struct outcome outcome;
    struct folding folding = { .stamp = record->at, .feedback = feedback, .reading = &reading };

    if (fold_meet(partition->fold, &folding) == ACCOUNT_COUNTED) {
        if (partition->engine->reads_texts)
            reader_read(partition->ruleset->reader, feedback, partition->arena, &reading);
        else
            read_by_channel(feedback, &reading);
        if (reading.is_complaint && feedback->author_id.length > 0)
            folding.person = hmac_key(partition->engine->authors, feedback->author_id);
    }
    fold_feedback(partition->fold, &folding, &partition->effects, &outcome);
    if (!outcome.is_complaint || partition->engine->keeps_no_register ||
        (outcome.account != ACCOUNT_COUNTED && outcome.account != ACCOUNT_FUTURE))
        return;
    struct place place = place_of(partition, record);
    register_write(&partition->output_text, &place, &folding, &outcome);
    add_output(partition, "register", feedback->org);
}

static void take_command(struct engine_partition *partition, const struct engine_record *record,
                         const struct command *command)
{
    if (command->verb == VERB_RULES) {
        const struct ruleset *ruleset = engine_find_ruleset(partition->engine, command->version);
        if (ruleset != NULL)
            use(partition, ruleset);
    }
    fold_command(partition->fold, command, record->at, &partition->effects);
}

static bool is_for_partition(const struct command *command)
{
    return command->verb == VERB_TICK || command->verb == VERB_RULES;
}

static int read_record(struct engine_partition *partition, const struct engine_record *record,
                       struct record *read, struct fault *fault)
{
    return record->document != NULL
               ? record_from_json(record->document, partition->arena, read, fault)
               : record_read(record->value, partition->arena, read, fault);
}

static void take_value(struct engine_partition *partition, const struct engine_record *record)
{
    struct slice key = { partition->engine->key, partition->engine->key_length };
    struct record read;
    struct fault fault = { 0 };

    if (read_record(partition, record, &read, &fault) != 0) {
        quarantine(partition, record, fault.text);
        return;
    }
    bool is_command = read.kind == RECORD_COMMAND;
    struct slice org = is_command ? read.command.org : read.feedback.org;
    if (!(is_command && is_for_partition(&read.command)) &&
        !is_at_home(partition, org, record->key)) {
        quarantine(partition, record, "wrong-partition: the key must be the organisation, and the "
                                      "partition its murmur2 (partitioner=murmur2_random)");
        return;
    }
    if (is_command && key.length > 0 && !record_is_signed(read.document, key)) {
        quarantine(partition, record, "unsigned-command: the signature is missing or wrong");
        return;
    }
    if (is_command)
        take_command(partition, record, &read.command);
    else
        take_feedback(partition, record, &read.feedback);
}

void engine_take(struct engine_partition *partition, const struct engine_record *record)
{
    struct engine_record judged = *record;
    bool moves = partition->setup.is_log_append || record->is_ours;

    partition->output_count = 0;
    text_clear(&partition->output_text);
    if (!moves && partition->fold->now != MOMENT_NEVER)
        judged.at = partition->fold->now;
    arena_clear(partition->arena);
    effects_clear(&partition->effects);
    fold_pass(partition->fold, judged.at, &partition->effects);
    take_value(partition, &judged);
    send_events(partition);
    partition->pending_records++;
}

void engine_pass(struct engine_partition *partition, int64_t now)
{
    arena_clear(partition->arena);
    effects_clear(&partition->effects);
    fold_pass(partition->fold, now, &partition->effects);
    send_events(partition);
}

/* ---- what is stored ---- */

void engine_gather(struct engine_partition *partition, struct engine_delta *delta)
{
    delta->changes = keep_gather(partition->keep, partition->fold, &delta->change_count);
    delta->bytes = keep_bytes(partition->keep);
    partition->pending_records = 0;
}

void engine_gather_all(struct engine_partition *partition, struct engine_delta *delta)
{
    renew_fold(partition->fold);
    engine_gather(partition, delta);
}

void engine_settle(struct engine_partition *partition)
{
    keep_discard(partition->keep, partition->fold);
    partition->pending_records = 0;
}

size_t engine_pending_bytes(const struct engine_partition *partition)
{
    return partition->pending_records * PENDING_BYTES_A_RECORD;
}

bool engine_pending_triggers(const struct engine_partition *partition)
{
    return keep_has_events(partition->keep);
}

const struct engine_output *engine_outputs(struct engine_partition *partition, size_t *count)
{
    *count = partition->output_count;
    return partition->outputs;
}

const struct slice *engine_triggers(struct engine_partition *partition, size_t *count)
{
    return keep_events(partition->keep, count);
}

const struct accounts *engine_accounts(const struct engine_partition *partition)
{
    return &partition->fold->accounts;
}

const struct fold *engine_fold(const struct engine_partition *partition)
{
    return partition->fold;
}

int64_t engine_now(const struct engine_partition *partition)
{
    return partition->fold->now;
}

int64_t engine_due_at(const struct engine_partition *partition)
{
    return fold_due_at(partition->fold);
}

const char *engine_partition_version(const struct engine_partition *partition)
{
    return partition->ruleset->version;
}
