/* Complaints that repeat others: by the same person, or in the same words. A few are ordinary; many
 * are the mark of a campaign. */
#pragma once

#include "core/detector.h"

/* Excess repeats of few authors are taken off the distinct complaints, but never below what is
 * usual. */
double repeats_without(const struct detector_settings *settings, double complaints,
                       double distinct, double expected);
