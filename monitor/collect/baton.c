#include "collect/baton.h"

#include "edge/clock.h"

enum { RENEW_MS = CLOCK_ANCHOR_MS / 4 };

struct baton {
    struct clock_writer *writer;
    struct clock *clock;
    int64_t renewed_at; /* monotonic */
};

int baton_open(const char *clock, struct baton **baton, struct fault *fault)
{
    OWNED(baton) struct baton *opened = memory_new(sizeof *opened);

    if (clock_writer_open(clock, &opened->writer, fault) != 0 ||
        clock_open(clock, &opened->clock, fault) != 0)
        return -1;
    *baton = TAKE(opened);
    /* Whatever ran before us has stopped; nothing was sent since. */
    baton_stand(*baton, baton_now(*baton));
    return 0;
}

void baton_free(struct baton *baton)
{
    if (baton == NULL)
        return;
    clock_writer_free(baton->writer);
    clock_free(baton->clock);
    memory_free(baton);
}

int64_t baton_now(const struct baton *baton)
{
    return clock_now(baton->clock);
}

void baton_stand(struct baton *baton, int64_t at)
{
    baton_run(baton, at, 0);
}

void baton_run(struct baton *baton, int64_t at, double rate)
{
    clock_writer_set(baton->writer, (struct clock_anchor){
                                        .event_at = at, .wall_at = clock_wall(), .rate = rate });
}

double baton_rate(const struct baton *baton)
{
    return clock_writer_anchor(baton->writer).rate;
}

bool baton_runs(const struct baton *baton)
{
    return baton_rate(baton) > 0;
}

void baton_renew(struct baton *baton, int64_t now_monotonic)
{
    if (!baton_runs(baton) || now_monotonic < baton->renewed_at + RENEW_MS)
        return;
    baton->renewed_at = now_monotonic;
    baton_run(baton, baton_now(baton), baton_rate(baton));
}
