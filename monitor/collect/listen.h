/* Running on real sources until somebody says stop; SIGHUP reads sources.yaml again. */
#pragma once

#include "collect/collect.h"
#include "edge/log.h"

MUST_CHECK int listen_run(const struct collect_settings *settings, const struct log *log,
                          struct fault *fault);
/* Without opening anything: sources.yaml, its presets and secrets. */
MUST_CHECK int listen_check(const struct collect_settings *settings, struct fault *fault);
