/* Telling readers of the incidents that changed: at once when a trigger leaves, else every two
 * seconds of log time, and whenever nothing else is to be done. An incident is much to write, and
 * changes with every record. */
#pragma once

#include "core/fold.h"
#include "wire/delta.h"

struct telling;

struct telling *telling_new(void);
void telling_free(struct telling *telling);
RELEASE_WITH(telling, struct telling, telling_free)

/* The incident of that id changed. */
void telling_note(struct telling *telling, struct org *org, struct slice id);
/* Adds what is to be told now; the first time all incidents. */
void telling_write(struct telling *telling, struct delta *delta, const struct fold *fold,
                   bool at_once);
