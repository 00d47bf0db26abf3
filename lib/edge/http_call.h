/* One call to our own desk, and its answer: for the terminal, which waits. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* A piece of a stream, or an empty one about once a second; false ends the call. */
typedef bool http_call_piece(void *context, struct slice piece);

struct http_call {
    const char *base;   /* "http://127.0.0.1:8420" or "unix:/path" */
    const char *path;   /* "/v1/state" */
    const char *method; /* "GET" … */
    const char *token;  /* bearer; NULL: none */
    struct slice body;  /* JSON; empty: none */
    const char *after;  /* Last-Event-ID; NULL: none */
    const char *ca_file;
    size_t limit_bytes; /* of the answer; not of a stream */
    int64_t timeout_ms; /* of a stream: without a byte */
    http_call_piece *piece; /* NULL: the answer is gathered */
    void *context;
};

/* Any answer is one; FAULT_AWAY when there is none. */
MUST_CHECK int http_call(const struct http_call *call, long *status, struct text *answer,
                         struct fault *fault);
/* Adds the name as a part of a path. */
void http_call_add_part(struct text *path, struct slice name);
