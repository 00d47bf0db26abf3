/* Which reports are due, for every organisation: each hour, each local day, each response. */
#pragma once

#include "brief/brief.h"

enum {
    DUE_CLOSED_MS = 5 * 60 * 1000, /* counting must have passed the hour by this: closed time */
    DUE_PATIENCE_MS = 8 * 60 * 1000, /* then the hour is told with what has been counted */
    DUE_LATE_MS = 60 * 60 * 1000,
    DUE_BACK_HOURS = 72, /* hours that are filled in after downtime; older ones are counted in Redis
                            still, but nobody reads them */
    DUE_AT_ONCE = 6,     /* reports of one organisation in one turn */
};

/* Issues what is due. True when there may be more at once. */
bool due_serve(struct brief *brief);
