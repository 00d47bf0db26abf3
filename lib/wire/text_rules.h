/* The rule files about texts: markers, guards, voices, categories, filters, channels and
 * calibration (rules/README.md gives their form). Any file may hold any of these sections. */
#pragma once

#include "core/text_rules.h"
#include "wire/yaml.h"

/* Adds what one file holds; what is wrong in it goes to the complaints. Nothing is borrowed from
 * `content`. */
void text_rules_add(struct text_rules *rules, const char *name, struct slice content,
                    struct complaints *complaints);
