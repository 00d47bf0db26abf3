/* What must be stored of a fold since it was stored last, as changes to named values. keys.h has
 * the names; kept.h is the way back. Windows are written as absolute numbers, ids and people are
 * appended, and JSON for readers (desk, briefing) goes beside. */
#pragma once

#include "core/change.h"
#include "core/fold.h"

struct keep;

struct keep *keep_new(void);
void keep_free(struct keep *keep);
RELEASE_WITH(keep, struct keep, keep_free)

/* A trigger that was written as an event, to go into the outbox. */
void keep_add_event(struct keep *keep, struct key id, struct slice event);
bool keep_has_events(const struct keep *keep);
/* The events since the last gathering, in order. */
const struct slice *keep_events(const struct keep *keep, size_t *count);
/* The version of the rules that the fold decides by. */
void keep_use(struct keep *keep, const char *rules_version);

/* Gathers everything; the changes are borrowed until the next call on the keep. The fold counts as
 * stored from here on, so what is gathered must be stored, or the fold thrown away. */
const struct change *keep_gather(struct keep *keep, struct fold *fold, size_t *count);
/* Bytes of all keys and values gathered. */
size_t keep_bytes(const struct keep *keep);
/* Forgets what would have to be stored, for those who store nothing. */
void keep_discard(struct keep *keep, struct fold *fold);
/* Where sweeping of old hours went on before (from the store). */
void keep_restore(struct keep *keep, int64_t swept_at, int64_t trigger_count);
