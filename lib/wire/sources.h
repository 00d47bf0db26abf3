/* sources.yaml: which places the collector listens to, and how.
 *
 * One entry is one source. A secret never stands in this file: it is named by {file: PATH} or
 * {credential: NAME} (a file of $CREDENTIALS_DIRECTORY), and read by the program, not here. Presets
 * are files of the same members for the exports of common vendors; what the entry says itself goes
 * before them. Everything wrong is complained about with file, line and column. */
#pragma once

#include "wire/source_settings.h"
#include "wire/yaml.h"

struct sources;

/* A preset's content by its name, for sources_read(): NULL when there is none. The text lives as
 * long as the sources. */
typedef struct slice sources_preset(void *context, const char *name);

struct sources_options {
    const char *name; /* of the file, in complaints */
    sources_preset *preset; /* NULL: no presets */
    void *context;
};

/* Reads the file. The result is never NULL; it must not be used when there are complaints. */
struct sources *sources_read(const struct sources_options *options, struct slice content,
                             struct complaints *complaints);
void sources_free(struct sources *sources);
RELEASE_WITH(sources, struct sources, sources_free)

size_t sources_count(const struct sources *sources);
const struct source_settings *sources_at(const struct sources *sources, size_t index);
/* The one of that name, or NULL. */
const struct source_settings *sources_find(const struct sources *sources, const char *name);
