/* A file of counts, read whole: names, zones and rows go into a struct counting. */
#pragma once

#include "base/fault.h"
#include "core/counting.h"

struct counts_file {
    struct arena *arena;         /* calendars, which the counting borrows */
    struct table *zones;
    struct counting *counting;
};

/* Reads the file ("-" is standard input, .xz and .zst are unpacked); rows without a zone are in the
 * one given. FAULT_INPUT names the line. */
int counts_file_open(const char *path, const char *zone, const struct detector_settings *settings,
                     struct counts_file *file, struct fault *fault) MUST_CHECK;
void counts_file_done(struct counts_file *file);
static inline void counts_file_release(struct counts_file *file)
{
    counts_file_done(file);
}
