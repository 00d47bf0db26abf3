/* Silences: orders not to be told for a while. */
#include "core/answer.h"
#include "core/casebook_parts.h"

#include <stdlib.h>
#include <string.h>

/* "2h", "30min", "1d", or minutes without a unit. */
static bool length_read(struct slice value, int64_t *length_ms)
{
    static const struct {
        const char *unit;
        int64_t milliseconds;
    } UNITS[] = {
        { "", MINUTE_MS },    { "m", MINUTE_MS }, { "min", MINUTE_MS },
        { "s", SECOND_MS },   { "h", HOUR_MS },   { "d", DAY_MS },
    };
    OWNED(string) char *string = memory_copy(value.bytes, value.length);
    char *end = NULL;
    long number = strtol(string, &end, 10);

    if (end == string || number <= 0 || number > 1000000)
        return false;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (strcmp(end, UNITS[i].unit) == 0) {
            *length_ms = number * UNITS[i].milliseconds;
            return true;
        }
    }
    return false;
}

/* The value is a length, or the moment at which the silence ends. */
static bool until_read(struct slice value, int64_t now, int64_t *until_at)
{
    int64_t length_ms = 0;

    if (length_read(value, &length_ms)) {
        *until_at = now + length_ms;
        return true;
    }
    return moment_parse(value, until_at) && *until_at > now;
}

struct answer casebook_silence(struct casebook *casebook, const struct scene *scene,
                                const struct incident *incident, const struct command *command)
{
    int64_t until_at = 0;

    if (!until_read(command->value, scene->now, &until_at))
        return answer_with(scene, false, "a silence needs its length (value), such as 2h");
    if (until_at - scene->now > scene->plan->silence_limit_ms)
        return answer_with(scene, false, "a silence lasts at most %lld h",
                           (long long)(scene->plan->silence_limit_ms / HOUR_MS));
    if (command->reason.length == 0)
        return answer_with(scene, false, "a silence needs a reason");
    MEMORY_GROW(casebook->silences, casebook->silence_count, casebook->silence_capacity);
    struct silence_order *order = &casebook->silences[casebook->silence_count++];
    *order = (struct silence_order){
        .actor = memory_copy(command->actor.bytes, command->actor.length),
        .until_at = until_at,
    };
    if (incident != NULL)
        order->incident = memory_copy(incident->id, strlen(incident->id));
    else if (command->subject.length > 0)
        order->subject = memory_copy(command->subject.bytes, command->subject.length);
    return answer_with(scene, true, "silent; level 1 is never covered");
}

static void drop(struct casebook *casebook, size_t index)
{
    struct silence_order *order = &casebook->silences[index];

    memory_free(order->incident);
    memory_free(order->subject);
    memory_free(order->actor);
    casebook->silence_count--;
    memmove(order, order + 1, (casebook->silence_count - index) * sizeof *order);
}

bool casebook_end_silences(struct casebook *casebook, int64_t now)
{
    bool any = false;

    for (size_t i = casebook->silence_count; i-- > 0;) {
        if (casebook->silences[i].until_at > now)
            continue;
        drop(casebook, i);
        casebook->is_changed = any = true;
    }
    return any;
}

void casebook_drop_silences(struct casebook *casebook)
{
    while (casebook->silence_count > 0)
        drop(casebook, casebook->silence_count - 1);
}
