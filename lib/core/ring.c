#include "core/ring.h"

#include "core/exact.h"

/* The bucket `back` buckets before the next one. */
static int index_back(const struct ring *ring, uint32_t back)
{
    return (int)((ring->steps + BUCKETS_A_DAY - back) % BUCKETS_A_DAY);
}

static bool is_missing(const struct ring *ring, int index)
{
    return (ring->marks[index] & RING_MISSING) != 0;
}

/* Is the bucket that leaves this span part of its sums? */
static bool leaves(const struct ring *ring, int span, int *index)
{
    uint32_t length = (uint32_t)span_buckets[span];

    *index = index_back(ring, length);
    return ring->steps >= length && !is_missing(ring, *index);
}

double ring_count_before(const struct ring *ring, int span)
{
    int index;

    return ring->count_sum[span] - (leaves(ring, span, &index) ? (double)ring->count[index] : 0);
}

double ring_expected_before(const struct ring *ring, int span)
{
    int index;

    return ring->expected_sum[span] -
           (leaves(ring, span, &index) ? (double)ring->expected[index] : 0);
}

void ring_add(struct ring *ring, const struct bucket *bucket)
{
    int at = ring_oldest(ring);
    float count = exact_single(bucket->count);
    float expected = exact_single(bucket->expected);

    for (int span = 0; span < SPAN_COUNT; span++) {
        ring->count_sum[span] = ring_count_before(ring, span);
        ring->expected_sum[span] = ring_expected_before(ring, span);
        if (!bucket->is_missing) {
            ring->count_sum[span] += (double)count;
            ring->expected_sum[span] += (double)expected;
        }
    }
    ring->day_expected += (double)expected - (double)ring->expected[at];
    ring->day_count += (double)count - (double)ring->count[at];
    ring->day_distinct += (int64_t)bucket->distinct - (int64_t)ring->distinct[at];
    ring->count[at] = count;
    ring->expected[at] = expected;
    ring->excess[at] = exact_single((double)bucket->heard - bucket->count);
    ring->distinct[at] = bucket->distinct;
    ring->cells[at] = (uint8_t)(bucket->local.weekday * 24 + bucket->local.hour);
    ring->marks[at] = (uint8_t)((bucket->is_missing ? RING_MISSING : 0) |
                                (bucket->local.type == DAY_REST ? RING_REST_DAY : 0) |
                                bucket->local.minute / 15 * RING_QUARTER);
    ring->steps++;
    if (bucket->count > 0) {
        ring->zero_expected = 0;
        ring->zero_count = 0;
    } else {
        ring->zero_expected += bucket->expected;
        ring->zero_count++;
    }
}

void ring_mark_missing(struct ring *ring, uint32_t count)
{
    for (uint32_t back = 1; back <= count; back++) {
        int at = index_back(ring, back);
        if (is_missing(ring, at))
            continue;
        for (int span = 0; span < SPAN_COUNT; span++) {
            if (back > (uint32_t)span_buckets[span])
                continue;
            ring->count_sum[span] -= (double)ring->count[at];
            ring->expected_sum[span] -= (double)ring->expected[at];
        }
        ring->marks[at] |= RING_MISSING;
    }
}

void ring_flag_last(struct ring *ring)
{
    int at = index_back(ring, 1);

    if (!is_missing(ring, at))
        ring->marks[at] |= RING_FLAGGED;
}

double ring_seen(const struct ring *ring, int index)
{
    double seen = (double)ring->distinct[index] - (double)ring->excess[index];

    return seen > 0 ? seen : 0;
}

double ring_seen_in_all(const struct ring *ring)
{
    double sum = 0;

    for (int i = 0; i < BUCKETS_A_DAY; i++)
        if (!is_missing(ring, i))
            sum += ring_seen(ring, i);
    return sum;
}

int ring_oldest(const struct ring *ring)
{
    return (int)(ring->steps % BUCKETS_A_DAY);
}

struct local_time ring_local(const struct ring *ring, int index)
{
    return (struct local_time){
        .hour = ring->cells[index] % 24,
        .minute = ring->marks[index] / RING_QUARTER * 15,
        .weekday = ring->cells[index] / 24,
        .type = (ring->marks[index] & RING_REST_DAY) != 0 ? DAY_REST : DAY_WORK,
    };
}

struct hour_sums ring_hour(const struct ring *ring, int index)
{
    struct hour_sums sums = { 0 };

    for (int i = index; i < index + 4; i++) {
        sums.count += (double)ring->count[i % BUCKETS_A_DAY];
        sums.expected += (double)ring->expected[i % BUCKETS_A_DAY];
    }
    return sums;
}
