/* The growth of a series as JSON, for readers. */
#pragma once

#include "core/trigger.h"
#include "wire/writer.h"

/* Adds it as one object. */
void growth_json_write(struct writer *writer, const struct growth *growth);
