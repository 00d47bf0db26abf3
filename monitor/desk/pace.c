#include "desk/pace.h"

#include "base/digest.h"
#include "base/moment.h"

/* Peers share a row by their digest: one that shares with a fast one is slowed with it, which a
 * thousand rows make rare, and nobody can fill memory with addresses. */
struct row {
    int64_t at;
    int64_t left_thousandths;
};

struct pace {
    struct row rows[PACE_PEERS];
};

struct pace *pace_new(void)
{
    struct pace *pace = memory_new(sizeof *pace);

    for (size_t i = 0; i < PACE_PEERS; i++)
        pace->rows[i].left_thousandths = (int64_t)PACE_AT_ONCE * 1000;
    return pace;
}

void pace_free(struct pace *pace)
{
    memory_free(pace);
}

bool pace_admits(struct pace *pace, struct slice peer, int64_t now_monotonic)
{
    struct row *row = &pace->rows[digest_fast(peer) % PACE_PEERS];
    const int64_t most = (int64_t)PACE_AT_ONCE * 1000;
    const int64_t passed_ms = now_monotonic - row->at;

    row->left_thousandths += (passed_ms < MINUTE_MS ? passed_ms : MINUTE_MS) * PACE_A_SECOND;
    if (row->left_thousandths > most)
        row->left_thousandths = most;
    row->at = now_monotonic;
    if (row->left_thousandths < 1000)
        return false;
    row->left_thousandths -= 1000;
    return true;
}
