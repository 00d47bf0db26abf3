/* The accounts of a partition: each record of the log falls into exactly one class
 * (DESIGN.md §4), and the classes add up to what was consumed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum account {
    ACCOUNT_COUNTED,
    ACCOUNT_FUTURE,
    ACCOUNT_DUPLICATE,
    ACCOUNT_LATE,
    ACCOUNT_FILTERED,
    ACCOUNT_QUARANTINED,
    ACCOUNT_COMMANDS,
    ACCOUNT_COUNT,
};

struct accounts {
    int64_t consumed;
    int64_t of[ACCOUNT_COUNT];
};

/* "counted", "future", "duplicate", "late", "filtered", "quarantined", "commands". */
const char *account_name(enum account account);
void account_add(struct accounts *accounts, enum account account);
/* Does consumed equal the sum of the classes? */
bool account_balances(const struct accounts *accounts);
