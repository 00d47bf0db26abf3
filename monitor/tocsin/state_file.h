/* The state of an installation as one file: a line with what it is and the installation's key, then a
 * line for each Redis key with its value as Redis dumps it, then a line with their count, so that a
 * file that was cut shows. It holds the key: keep it as secret as the state folder. Importing into a
 * state folder that has no key puts it there. */
#pragma once

#include "base/fault.h"
#include "edge/redis.h"
#include "tocsin/state_show.h"

#include <stdbool.h>

/* `folder` is the state folder (NULL: the one that is meant by default). */
MUST_CHECK int state_file_export(struct redis *redis, const char *folder, const char *path,
                                 enum state_form form, struct fault *fault);

struct state_import {
    const char *folder;
    const char *path;
    bool replace;
    enum state_form form;
};

/* FAULT_SETUP when something is stored already and `replace` is not given, or the layout is another
 * one, or the installation's key is another one. */
MUST_CHECK int state_file_import(struct redis *redis, const struct state_import *import,
                                 struct fault *fault);
