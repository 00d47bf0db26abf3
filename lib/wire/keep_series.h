/* What is stored of an organisation's series: windows, detectors, growth for readers. */
#pragma once

#include "core/org.h"
#include "wire/delta.h"

/* Adds what has changed in them since the last time. */
void keep_series(struct delta *delta, struct org *org, int64_t now);
