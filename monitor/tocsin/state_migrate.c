#include "tocsin/state_migrate.h"

#include "edge/kafka_consumer.h"
#include "edge/redis_flush.h"

#include <inttypes.h>

/* The first layout is 1, which this program writes. Whoever makes another one adds here what
 * brings a partition from the layout before to it, and ends with storing the layout. */
static const struct step {
    int64_t from;
    int (*carry)(struct redis *redis, int32_t partition, struct fault *fault);
} STEPS[] = {
    { REDIS_LAYOUT, NULL }, /* there is nothing to do */
};

static const struct step *step_from(int64_t layout)
{
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (STEPS[i].from == layout)
            return &STEPS[i];
    }
    return NULL;
}

static int layout_of(struct redis *redis, int32_t partition, int64_t *layout, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct redis_position position = { 0 };

    if (redis_position_read(redis, partition, arena, &position, fault) != 0)
        return -1;
    *layout = position.exists ? position.layout : -1;
    if (position.exists && step_from(position.layout) == NULL)
        return fault_set(fault, FAULT_SETUP,
                         "partition %" PRId32 " has layout %" PRId64 ", which this program does "
                         "not know (it writes %d)",
                         partition, position.layout, REDIS_LAYOUT);
    return 0;
}

static int migrate(struct redis *redis, int32_t partition, enum state_form form,
                   struct fault *fault)
{
    int64_t layout = 0;

    if (layout_of(redis, partition, &layout, fault) != 0)
        return -1;
    if (layout < 0)
        return 0;
    for (const struct step *step; (step = step_from(layout))->carry != NULL; layout++) {
        if (step->carry(redis, partition, fault) != 0)
            return -1;
    }
    state_show_layout(form, partition, layout);
    return 0;
}

int state_migrate(struct redis *redis, enum state_form form, struct fault *fault)
{
    int64_t layout = 0;

    for (int32_t i = 0; i < KAFKA_PARTITION_LIMIT; i++) {
        if (layout_of(redis, i, &layout, fault) != 0)
            return -1;
    }
    for (int32_t i = 0; i < KAFKA_PARTITION_LIMIT; i++) {
        if (migrate(redis, i, form, fault) != 0)
            return -1;
    }
    return 0;
}
