/* Complaints that repeat others: by the same person, or in the same words. A few are ordinary; many
 * are the mark of a campaign. */
#pragma once

#include "core/gauge.h"

/* Excess repeats of few authors are taken off the distinct complaints, but never below what is
 * usual. */
double repeats_without(const struct detector_settings *settings, double complaints,
                       double distinct, double expected);

/* Over the last two hours: enough repeats for the filter to raise nothing new. */
bool repeats_are_suspect(const struct gauge *gauge, const struct detector_settings *settings);
/* A surge that few people make, or one voice: with all repeats over the growth of the first tier. */
bool repeats_are_campaign(const struct gauge *gauge, const struct detector_settings *settings);
