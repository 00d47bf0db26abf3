/* May somebody listen at this address? */
#pragma once

#include "base/fault.h"

#include <stdbool.h>

/* `address` is "HOST:PORT"; FAULT_SETUP when it is none. *is_free is false when another program
 * listens there. */
int port_is_free(const char *address, bool *is_free, struct fault *fault) MUST_CHECK;
