#include "core/topics.h"

#include "base/moment.h"

const struct topic TOPICS[TOPIC_COUNT] = {
    { TOPIC_FEEDBACK, true, 14 * DAY_MS },
    { TOPIC_TRIGGERS, false, -1 },
    { TOPIC_BRIEFINGS, false, 14 * DAY_MS },
    { TOPIC_REGISTER, true, -1 },
    { TOPIC_QUARANTINE, false, 14 * DAY_MS },
};
