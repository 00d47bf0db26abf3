/* The state folder, as every program of an installation sees it. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

/* "DIR/name", yours to free. */
char *state_path(const char *folder, const char *name);

/* Appends the installation's key, with which commands are signed. */
int state_read_key(const char *folder, struct text *key, struct fault *fault) MUST_CHECK;

/* Says that this program is ready for work, as `tocsin up` waits for it: DIR/ready/PROGRAM, with
 * that content. */
int state_say_ready(const char *folder, const char *program, const char *content,
                    struct fault *fault) MUST_CHECK;
