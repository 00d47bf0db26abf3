/* Where the servers of an installation are, as its run.json says. */
#pragma once

#include "base/fault.h"

/* The member `name` ("kafka", "redis") of run.json in the state folder `state` (NULL: TOCSIN_STATE,
 * or the one started last), yours to free. `given` wins when it is not NULL. FAULT_AWAY when no
 * installation runs there. */
MUST_CHECK int installed_address(const char *given, const char *state, const char *name,
                                 char **address, struct fault *fault);
