#include "core/account.h"

static const char *const NAMES[ACCOUNT_COUNT] = {
    [ACCOUNT_COUNTED] = "counted",         [ACCOUNT_FUTURE] = "future",
    [ACCOUNT_DUPLICATE] = "duplicate",     [ACCOUNT_LATE] = "late",
    [ACCOUNT_FILTERED] = "filtered",       [ACCOUNT_QUARANTINED] = "quarantined",
    [ACCOUNT_COMMANDS] = "commands",
};

const char *account_name(enum account account)
{
    return NAMES[account];
}

void account_add(struct accounts *accounts, enum account account)
{
    accounts->consumed++;
    accounts->of[account]++;
}

bool account_balances(const struct accounts *accounts)
{
    int64_t sum = 0;

    for (int i = 0; i < ACCOUNT_COUNT; i++)
        sum += accounts->of[i];
    return sum == accounts->consumed;
}
