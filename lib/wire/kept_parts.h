/* The inner side of kept.h: what was wished for, and putting it in place. */
#pragma once

#include "wire/kept.h"

enum part {
    PART_STATE,
    PART_ORGS,
    PART_IDS,
    PART_COMMANDS,
    PART_ORG,
    PART_SERIES,
    PART_PIECES,
    PART_CLAIMS,
    PART_PIECE,
    PART_PEOPLE,
    PART_HOURS,
    PART_MINUTES,
    PART_DETECTOR,
    PART_FIGURES,
};

struct detail {
    enum part part;
    struct org *org;
    struct tracked *tracked;
    struct slice piece; /* encoded */
    int64_t at;
    size_t index;       /* of the series, in the order in which they are wished for */
};

struct kept {
    struct fold *fold;
    struct keep *keep;
    struct arena *arena;
    int stage;
    struct kept_wish *wishes;
    struct detail *details; /* 1. of the wish with the same index */
    size_t count;
    size_t capacity;
    size_t detail_capacity;
    struct noted {              /* 2. pieces that the second stage named */
        struct org *org;
        struct slice piece;     /* encoded */
    } *noted;
    size_t noted_count;
    size_t noted_capacity;
    uint32_t *minute_hours; /* 3. of each series: which of the last hours hold anything, the oldest first */
    struct slice piece_content; /* 4. of the piece whose people come next */
    char rules_version[2 * KEY_BYTES + 1];
    struct text name;
};

/* Minutes are kept from here on; of the time before, hours. */
int64_t kept_minutes_from(const struct kept *kept);
/* Puts the items of a wish (one empty item when there are none) in place. False, perhaps with a
 * fault, when they are not what was written. */
bool kept_put(struct kept *kept, const struct detail *detail, const struct slice *items,
              size_t count, struct fault *fault);
