/* The trigger topic, as the desk follows it: every event goes into the reel that the streams
 * read, with its place in the topic as mark. The newest ones are read again at the start, so a
 * client resumes over a restart of the desk. */
#pragma once

#include "desk/desk.h"

enum {
    TRIGGERS_KEPT = 8192,
    TRIGGERS_KEPT_BYTES = 12 * 1024 * 1024,
};

MUST_CHECK int triggers_open(struct desk *desk, struct fault *fault);
void triggers_free(struct triggers *triggers);

int triggers_descriptor(const struct triggers *triggers);
int triggers_briefings_descriptor(const struct triggers *triggers);
/* Takes what has come; wakes the streams. */
void triggers_serve(struct triggers *triggers);
/* Has everything been read that was there at the start? */
bool triggers_caught_up(const struct triggers *triggers);
int64_t triggers_seen(const struct triggers *triggers);
/* What the library last complained of, or NULL. */
const char *triggers_trouble(const struct triggers *triggers);

/* Adds a frame of our own to the streams of that organisation (of all when empty). */
void triggers_tell(struct triggers *triggers, struct slice org, const char *event,
                   const struct text *json);
void triggers_heartbeat(struct triggers *triggers);
/* Adds "<cluster>-<offset>" of the newest trigger; nothing when there is none. */
void triggers_add_last(const struct triggers *triggers, struct text *text);
/* The tag of an organisation's frames. */
uint32_t triggers_tag(struct triggers *triggers, struct slice org);
const char *triggers_cluster(const struct triggers *triggers);
/* The offset of the newest trigger that was read. */
int64_t triggers_last(const struct triggers *triggers);
/* The frame that says that events were lost. */
struct slice triggers_gap(const struct triggers *triggers);
