/* The rules in force, as their files stand. */
#pragma once

#include "desk/desk.h"

void rules_show(struct request *request);
