/* The triggers as clients get them: a list from a place on, or a stream that goes on by itself. */
#pragma once

#include "desk/desk.h"

/* GET /v1/triggers and GET /v1/stream */
void stream_list(struct request *request);
void stream_open(struct request *request);
/* All triggers that are kept, parsed, oldest first, in the arena. */
const struct json *const *stream_events(const struct desk *desk, struct arena *arena,
                                        size_t *count);
