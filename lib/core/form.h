/* The form that an item must fill in: INT-1 and INT-2 of the plan. An item that leaves something out
 * is taken all the same, and marked with the names of what it lacks.
 *
 * The names time, place, subject, description and contact are answered by the record itself or by a
 * field of that name; every other name is a field. Some words ask for more: whoever says 起火 must
 * say what burns and whether somebody is trapped. */
#pragma once

#include "core/record.h"

struct form_extra {
    const struct slice *words; /* any of them in title or text … */
    size_t word_count;
    const struct slice *names; /* … asks for all of these */
    size_t name_count;
};

/* What one channel asks for; borrowed from the rules. */
struct form {
    const struct slice *names;
    size_t name_count;
    const struct form_extra *extras;
    size_t extra_count;
};

/* Adds the names of what is missing, with commas between; nothing when the item is complete.
 * A record without its own time has MOMENT_NEVER for `at`. */
void form_add_missing(const struct form *form, const struct feedback *feedback,
                      struct text *missing);
