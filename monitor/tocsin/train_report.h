/* How good a model is, measured on rows it has not seen. */
#pragma once

#include "base/fault.h"
#include "read/scoreboard.h"
#include "read/trainer.h"

/* Trains without the marked sources and scores the rows of one of them. */
MUST_CHECK int train_report_left_out(struct trainer *trainer, const bool *without, size_t source,
                                     struct scoreboard *board, struct fault *fault);

/* Trains on every other row of the sources that are not marked and scores the rest of them. */
MUST_CHECK int train_report_halves(struct trainer *trainer, const bool *without,
                                   struct scoreboard *board, struct fault *fault);

/* Leaves a fifth of the sources out at a time and scores the rows of those: what a source that
 * nobody has labelled can expect. */
MUST_CHECK int train_report_folds(struct trainer *trainer, const bool *without,
                                  struct scoreboard *board, struct fault *fault);

/* The first `count` sources of the boards: has none become worse by more than a hundredth? False
 * fills in the fault (FAULT_INPUT). */
bool train_report_is_no_worse(struct scoreboard *before, struct scoreboard *after, size_t count,
                              struct fault *fault);

/* Adds sources.yaml: thresholds and rates of every source that has complaint labels, and of those
 * that nobody has labelled. */
void train_report_calibration(struct scoreboard *known, struct scoreboard *unknown,
                              struct text *yaml);
