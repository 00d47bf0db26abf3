/* The address of one request from its template: {since}, {page} and {next} are filled in, and a
 * parameter of the query whose value became empty is left out. */
#pragma once

#include "base/text.h"

struct address_parts {
    const char *since;
    const char *page;
    const char *next;
};

void address_add(struct text *to, const char *template, const struct address_parts *parts);
