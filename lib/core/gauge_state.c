#include "core/gauge_state.h"

#include "core/bits.h"

/* Version 3 knew nothing of what came late. */
enum { GAUGE_VERSION = 4, OLDEST_VERSION = 3 };

static void visit_baseline(struct bits *bits, struct baseline *baseline)
{
    bits_double(bits, &baseline->level_sum);
    bits_double(bits, &baseline->level_weight);
    bits_floats(bits, baseline->hour_sum[0], DAY_TYPE_COUNT * 24);
    bits_floats(bits, baseline->hour_weight[0], DAY_TYPE_COUNT * 24);
    bits_floats(bits, baseline->weekday_sum, 7);
    bits_floats(bits, baseline->weekday_weight, 7);
    bits_floats(bits, baseline->cell_sum, CELL_COUNT);
    bits_floats(bits, baseline->cell_weight, CELL_COUNT);
}

static void visit_ring(struct bits *bits, struct ring *ring, uint32_t version)
{
    bits_word(bits, &ring->steps);
    bits_floats(bits, ring->count, BUCKETS_A_DAY);
    if (version > OLDEST_VERSION) {
        bits_floats(bits, ring->excess, BUCKETS_A_DAY);
        bits_words(bits, ring->distinct, BUCKETS_A_DAY);
    }
    bits_floats(bits, ring->expected, BUCKETS_A_DAY);
    bits_bytes(bits, ring->marks, BUCKETS_A_DAY);
    bits_bytes(bits, ring->cells, BUCKETS_A_DAY);
    bits_doubles(bits, ring->count_sum, SPAN_COUNT);
    bits_doubles(bits, ring->expected_sum, SPAN_COUNT);
    bits_double(bits, &ring->day_expected);
    bits_double(bits, &ring->day_count);
    bits_double(bits, &ring->zero_expected);
    bits_word(bits, &ring->zero_count);
}

static void visit_tier(struct bits *bits, struct tier *tier, uint32_t version)
{
    uint32_t literal = (uint32_t)tier->literal;

    bits_flag(bits, &tier->warned);
    if (version > OLDEST_VERSION)
        bits_flag(bits, &tier->campaign);
    bits_flag(bits, &tier->raised);
    bits_flag(bits, &tier->raised_300);
    bits_flag(bits, &tier->raised_500);
    bits_word(bits, &literal);
    tier->literal = (int)literal;
    bits_floats(bits, tier->over_300, TIER_MEMORY);
    bits_floats(bits, tier->over_500, TIER_MEMORY);
}

static void visit_local(struct bits *bits, struct local_time *local)
{
    uint8_t cell = (uint8_t)(local->weekday * 24 + local->hour);
    uint8_t minute = (uint8_t)local->minute;
    uint8_t type = (uint8_t)local->type;

    bits_byte(bits, &cell);
    bits_byte(bits, &minute);
    bits_byte(bits, &type);
    local->minute = minute;
    local->weekday = cell / 24;
    local->hour = cell % 24;
    local->type = type == DAY_REST ? DAY_REST : DAY_WORK;
}

static void visit_open(struct bits *bits, struct open_bucket *open, uint32_t version)
{
    bits_long(bits, &open->at);
    bits_word(bits, &open->complaints);
    bits_word(bits, &open->distinct);
    if (version > OLDEST_VERSION)
        bits_word(bits, &open->heard);
    else
        open->heard = open->distinct;
    bits_double(bits, &open->expected);
    bits_double(bits, &open->spread);
    bits_double(bits, &open->noise);
    visit_local(bits, &open->local);
}

static void visit(struct bits *bits, struct gauge *gauge, uint32_t version)
{
    visit_baseline(bits, &gauge->baseline);
    visit_ring(bits, &gauge->ring, version);
    bits_floats(bits, gauge->noise.sum, SPAN_COUNT);
    bits_floats(bits, gauge->noise.weight, SPAN_COUNT);
    for (int i = 0; i < SWING_COUNT; i++)
        bits_floats(bits, &gauge->filter.mass[FILTER_EDGE + i * SURGE_ROW], SURGE_COUNT);
    visit_tier(bits, &gauge->tier, version);
    bits_double(bits, &gauge->odds.any);
    bits_double(bits, &gauge->odds.flag);
    bits_doubles(bits, gauge->odds.tier, 3);
    bits_double(bits, &gauge->odds.log_ratio);
    visit_open(bits, &gauge->open, version);
    bits_words(bits, gauge->repeats, REPEAT_MEMORY);
    bits_words(bits, gauge->complaints, REPEAT_MEMORY);
    bits_flag(bits, &gauge->mean_is_known);
    bits_long(bits, &gauge->flagged_since);
}

void gauge_state_write(const struct gauge *gauge, struct text *text)
{
    struct bits bits = bits_writing(text);
    struct gauge copy = *gauge; /* visited without being changed */

    bits_word(&bits, &(uint32_t){ GAUGE_VERSION });
    visit(&bits, &copy, GAUGE_VERSION);
}

bool gauge_state_read(struct gauge *gauge, struct slice stored)
{
    struct bits bits = bits_reading(stored);
    struct gauge read = { 0 };
    uint32_t version = 0;

    bits_word(&bits, &version);
    visit(&bits, &read, version);
    if (version < OLDEST_VERSION || version > GAUGE_VERSION || !bits_end(&bits))
        return false;
    for (int i = 0; i < BUCKETS_A_DAY; i++) {
        if (read.ring.cells[i] >= CELL_COUNT)
            return false;
        if (version == OLDEST_VERSION)
            read.ring.distinct[i] = (uint32_t)read.ring.count[i];
        read.ring.day_distinct += read.ring.distinct[i];
    }
    *gauge = read;
    return true;
}
