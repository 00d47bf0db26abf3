/* Whose item is it: the newspapers and sites of rules/outlets.yaml, by name, by another name, or by
 * where the item stands.
 *
 * A row that looks like a host ("people.com.cn") is a site: it fits itself and everything below it.
 * All names and sites of one outlet lead to the same word, so it counts once. */
#pragma once

#include "core/record.h"

#include <stddef.h>

struct outlet_row {
    const char *name;   /* "新华网", "Xinhua", "xinhuanet.com" */
    const char *outlet; /* "新华社", whichever of its names was found */
    enum outlet_tier tier;
};

struct outlets {
    const struct outlet_row *rows;
    size_t count;
};

/* The row for an item that names its outlet, or that is news and has an address; NULL when there is
 * none. Small and capital Latin letters are the same; the longest site that fits is taken. */
const struct outlet_row *outlet_find(const struct outlets *outlets,
                                     const struct feedback *feedback);
