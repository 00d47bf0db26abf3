/* The text format of Prometheus: families of samples, each with help and type. */
#pragma once

#include "base/text.h"

#include <stdint.h>

/* Starts a family; `type` is "counter" or "gauge". */
void metrics_family(struct text *text, const char *name, const char *type, const char *help);
/* The one sample of a family without labels. */
void metrics_sample(struct text *text, const char *name, int64_t number);

/* A sample of a family with one label. */
struct metrics_label {
    const char *name;
    struct slice value;
};

void metrics_labelled(struct text *text, const char *name, struct metrics_label label,
                      int64_t number);
