/* Which severity markers a text holds: words of the rules, less those that a guard takes back,
 * each with the answer to whether it concerns the organisation itself. */
#pragma once

#include "core/record.h"
#include "read/rulebook.h"
#include "read/subjects.h"

/* Beyond so many markers of one kind a text has said enough. */
enum { SEVERITY_HITS_MOST = 32 };

struct severity_input {
    const struct text_rules *rules;
    const struct rulebook *book;
    const struct folded *folded;
    const struct pattern_hits *hits;     /* of the rulebook */
    const struct subject_hits *subjects; /* found in the text */
    bool certain; /* the channel carries nothing but complaints to the organisation */
    bool about;   /* the record is known to be about it */
};

/* Why a marker counts or does not. */
struct severity_reason {
    struct span place;
    const struct rule_place *rule;
    enum marker marker;
};

struct severity {
    struct marker_hit *markers; /* places in folded bytes */
    size_t count;
    size_t capacity;
    struct severity_reason *reasons; /* the guards and voices that decided */
    size_t reason_count;
    size_t reason_capacity;
};

void severity_done(struct severity *severity);

/* Replaces what `severity` held; markers come in order of place. */
void severity_judge(const struct severity_input *input, struct severity *severity);
