/* A socket that listens. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

struct listening {
    int descriptor;
    bool is_local;       /* loopback or Unix socket */
    struct text address; /* as it came out: the port is known */
};

/* `address` is "ADDR:PORT" (port 0: any), "[ADDR]:PORT" or "unix:/path"; a name is refused, so
 * that nobody listens where he did not mean to. FAULT_SETUP when it cannot be had. */
MUST_CHECK int listen_open(const char *address, struct listening *listening, struct fault *fault);
/* Closes the socket, unless it was handed on (-1), and removes a Unix socket's file. */
void listen_done(struct listening *listening);
