/* What one request of the intake brings, looked at as a whole before the first of it is handed over: an
 * item that can be no record goes into quarantine with its reason, and the others go on. */
#pragma once

#include "desk/desk.h"

enum { BATCH_LIMIT = 500 };

/* One record for the log, or an item that can be none, for quarantine. */
struct piece {
    struct slice org;
    struct slice content;
    bool is_refusal;
};

struct batch {
    struct request *request;
    struct piece pieces[BATCH_LIMIT];
    size_t count;
    size_t refused;      /* among them */
    struct slice org;    /* of items that name none */
    struct slice reason; /* of the first that was refused */
    struct slice hook;   /* whose webhook it is; empty: of no source */
    uint64_t mark;       /* what the request is known by when it comes again */
};

/* Copies the piece. FAULT_INPUT when there are too many. */
MUST_CHECK int batch_add(struct batch *batch, const struct piece *piece, struct fault *fault);
/* `context` is the batch (hooks.h). */
MUST_CHECK int batch_refuse(void *context, struct slice item, const char *reason,
                            struct fault *fault);
/* Reads a body of items in our own shape: one, an array, or JSON lines. */
MUST_CHECK int batch_read(struct batch *batch, struct fault *fault);
