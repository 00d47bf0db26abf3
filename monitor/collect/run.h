/* Running on a file; listen.h runs on sources. */
#pragma once

#include "base/fault.h"
#include "collect/collect.h"
#include "edge/log.h"

/* Plays the feed; ends by itself with --until-played. FAULT_INPUT when the accounts do not add up. */
int run_player(const struct collect_settings *settings, const struct log *log,
               struct fault *fault) MUST_CHECK;
