/* What the emergency plan makes of counts of the past: for each series an organisation of its own,
 * of which nothing but the growth is known. Conditions that ask for people, texts or markers do not
 * hold, and nobody confirms or releases anything. */
#pragma once

#include "core/counting.h"
#include "core/rules.h"
#include "core/trigger.h"

struct counting_cases;

/* Given each trigger in the order of time; borrowed. */
typedef void counting_cases_listener(void *listener, const struct trigger *trigger);

struct counting_cases_setup {
    const struct counting *counting;
    const struct rules *rules;
    counting_cases_listener *listen;
    void *listener;
};

struct counting_cases *counting_cases_new(const struct counting_cases_setup *setup);
void counting_cases_free(struct counting_cases *cases);
RELEASE_WITH(counting_cases, struct counting_cases, counting_cases_free)

/* Takes the tellings of a day. */
void counting_cases_take(struct counting_cases *cases, const struct telling *tellings,
                         size_t count);
/* Lets time pass. */
void counting_cases_pass(struct counting_cases *cases, int64_t to_at);
