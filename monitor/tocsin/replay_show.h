/* How `tocsin replay` shows what was decided: as CloudEvents, as the growth of each series, or as a
 * table for people. */
#pragma once

#include "engine/engine.h"
#include "tocsin/replay.h"

struct replay_show;

struct replay_show *replay_show_new(const struct replay_settings *settings);
void replay_show_free(struct replay_show *show);

/* Prints what the partition has decided since the last time. */
void replay_show_decisions(struct replay_show *show, struct engine_partition *partition);
