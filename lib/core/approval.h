/* A person ends it: the checklist must be met, and enough different people must say so. */
#pragma once

#include "core/answer.h"

/* A-9, DYN-7: level 3 is closed by a person once it was proposed or its checklist is met. */
struct answer approval_close(const struct decision_case *it);
struct answer approval_release(const struct decision_case *it);
