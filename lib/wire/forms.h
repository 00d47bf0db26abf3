/* rules/intake.yaml: what the items of each channel must say, and which of their fields are
 * personal. */
#pragma once

#include "core/form.h"
#include "wire/yaml.h"

struct forms {
    struct form channels[CHANNEL_COUNT];
    const struct slice *personal; /* fields whose whole value is hidden */
    size_t personal_count;
    struct arena *arena;
    struct yaml *yaml;
};

/* Complains about everything that is wrong. */
void forms_read(const char *name, struct slice content, struct complaints *complaints,
                struct forms *forms);
void forms_done(struct forms *forms);
static inline void forms_release(struct forms *forms)
{
    forms_done(forms);
}
