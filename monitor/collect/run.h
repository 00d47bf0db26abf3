/* The two ways in which the collector runs, each until somebody says stop. */
#pragma once

#include "base/fault.h"
#include "collect/collect.h"
#include "edge/log.h"

/* Plays the feed; ends by itself with --until-played. FAULT_INPUT when the accounts do not add up. */
int run_player(const struct collect_settings *settings, const struct log *log,
               struct fault *fault) MUST_CHECK;
/* Listens to the sources. */
int run_intake(const struct collect_settings *settings, const struct log *log,
               struct fault *fault) MUST_CHECK;
