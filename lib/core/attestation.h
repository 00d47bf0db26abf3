/* `attest`: clocks that are met or waived, rows of checklists, what people judge, and the mandatory
 * fields of a warning. */
#pragma once

#include "core/answer.h"

struct answer attestation(const struct decision_case *it);
