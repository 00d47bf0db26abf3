/* The numbers of the detector from rules/detector.yaml (core/detector.h says what each does). What
 * the file does not name keeps its value; core/DETECTOR.md tells how they were found. */
#pragma once

#include "core/detector.h"
#include "wire/yaml.h"

/* Everything wrong is complained about. */
void detector_rules_read(struct yaml_node *root, struct detector_settings *settings);
