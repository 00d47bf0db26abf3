/* What all sources of a collector share towards the outside: the way into Kafka with what waits for
 * it on disk, Redis for cursors and health, and the installation's key. */
#pragma once

#include "base/digest.h"
#include "collect/collect.h"
#include "collect/intake.h"
#include "collect/keeper.h"
#include "collect/news.h"
#include "edge/clock.h"

struct neighbours {
    struct text key;                        /* source-states are signed with it */
    unsigned char personal_key[HMAC_BYTES]; /* of the digests that stand for persons */
    struct intake *intake;
    struct passage *passage; /* NULL in a dry run, as the next */
    struct keeper *keeper;
    struct news *news; /* of webhooks */
};

/* FAULT_SETUP also when another collector works in this state folder. */
MUST_CHECK int neighbours_open(const struct collect_settings *settings, const struct clock *clock,
                               const struct log *log, struct neighbours *neighbours,
                               struct fault *fault);
void neighbours_done(struct neighbours *neighbours);
