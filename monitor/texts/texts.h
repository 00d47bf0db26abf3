/* The text part of a rules folder, loaded and compiled: rules/text/ (all .yaml) and the model. */
#pragma once

#include "base/fault.h"
#include "core/text_rules.h"
#include "wire/yaml.h"

struct reader;

struct texts {
    struct text_rules *rules;
    struct reader *reader;
};

void texts_done(struct texts *texts);
static inline void texts_release(struct texts *texts)
{
    texts_done(texts);
}

/* Reads the .yaml files of `<folder>/text` and `<folder>/model` into rules. What is wrong inside
 * the files goes to the complaints. */
MUST_CHECK int texts_load(const char *folder, struct text_rules *rules,
                          struct complaints *complaints, struct fault *fault);

/* Loads and compiles all; FAULT_SETUP says everything that is wrong. */
MUST_CHECK int texts_open(const char *folder, struct texts *texts, struct fault *fault);
