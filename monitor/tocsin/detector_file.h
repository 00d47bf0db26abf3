/* The numbers of the detector for programs that need nothing else of the rules. */
#pragma once

#include "base/fault.h"
#include "core/detector.h"

/* `rules` is a folder that holds detector.yaml, or such a file, or NULL for the usual rules. A folder
 * without that file stands for the shipped numbers. FAULT_SETUP says all that is wrong. */
int detector_file_read(const char *rules, struct detector_settings *settings, struct fault *fault)
    MUST_CHECK;
