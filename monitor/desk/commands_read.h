/* The body of POST /v1/commands as a command: whole, with nothing in it that we do not know, by
 * somebody who has a role. */
#pragma once

#include "desk/desk.h"

/* False: the request was answered with what is wrong. The command lives as long as the request. */
bool commands_read(struct request *request, struct command *command);
