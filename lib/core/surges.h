/* The series whose growth is in force now, and since when each threshold has been. */
#pragma once

#include "base/text.h"
#include "core/trigger.h"

#include <stdbool.h>
#include <stdint.h>

/* Thresholds of growth that the detector decides: 200, 300 and 500 %. */
enum { SURGE_TIERS = 3 };

struct surge_row {
    char *name; /* "subject/battery", "*" … */
    struct growth growth;
    int64_t since_at[SURGE_TIERS]; /* MOMENT_NEVER while that threshold is not in force */
    int64_t literal_since_at[SURGE_TIERS]; /* the same of the literal 24 h alone */
};

struct surges {
    struct surge_row *rows; /* in the order of their names' coming */
    size_t count;
    size_t capacity;
};

void surges_done(struct surges *surges);
/* The row, or NULL when nothing is in force there. */
const struct surge_row *surges_find(const struct surges *surges, struct slice name);
enum surge_step {
    SURGE_STANDS, /* or falls */
    SURGE_ROSE_LITERALLY, /* the literal 24 h reached a threshold that was in force early */
    SURGE_ROSE,
};

/* Takes growth in; a tier of 0 takes the row out. */
enum surge_step surges_set(struct surges *surges, struct slice name, const struct growth *growth,
                           int64_t now);
/* Brings the numbers of a row up to date; what is in force stays. */
void surges_refresh(struct surges *surges, struct slice name, const struct growth *growth);
/* Since when growth over the condition's share is in force there, as the condition reads it;
 * MOMENT_NEVER when it is not. */
struct condition;
int64_t surge_row_since(const struct surge_row *row, const struct condition *condition);

void surges_write(const struct surges *surges, struct text *text);
struct unpack;
/* What the state of an older version lacks: day_percent comes with the next growth, literal_since_at
 * is taken to be as since_at. */
struct surges_form {
    bool has_day;
    bool has_literal;
};
void surges_read(struct surges *surges, struct unpack *unpack, struct surges_form form);

/* The numbers of a growth as bytes; shared with the state of an incident. */
void surge_write_growth(const struct growth *growth, struct text *text);
void surge_read_growth(struct unpack *unpack, struct growth *growth, bool has_day);
