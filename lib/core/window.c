#include "core/window.h"

#include <assert.h>
#include <string.h>

/* Up to sixty places of which those that hold something are kept, sorted by place. Counts take a
 * byte each until one needs two or four. */
struct strip {
    int64_t from_at; /* MOMENT_NEVER: empty */
    uint32_t total[METRIC_COUNT];
    uint8_t used;
    uint8_t capacity;
    uint8_t width;   /* bytes of a count: 1, 2 or 4; 0 while there is no block */
    uint8_t *places; /* `capacity` places, borrowed from the block of `values` */
    void *values;    /* counts [capacity][METRIC_COUNT], then the places */
};

struct window {
    int64_t latest_at;
    struct strip hours[WINDOW_MINUTE_HOURS]; /* of 60 minutes, by hour modulo */
    struct strip days[WINDOW_DAYS];          /* of 24 hours, by day modulo */
};

struct window *window_new(void)
{
    struct window *window = memory_new(sizeof *window);

    window->latest_at = MOMENT_NEVER;
    for (int i = 0; i < WINDOW_MINUTE_HOURS; i++)
        window->hours[i].from_at = MOMENT_NEVER;
    for (int i = 0; i < WINDOW_DAYS; i++)
        window->days[i].from_at = MOMENT_NEVER;
    return window;
}

void window_free(struct window *window)
{
    if (window == NULL)
        return;
    for (int i = 0; i < WINDOW_MINUTE_HOURS; i++)
        memory_free(window->hours[i].values);
    for (int i = 0; i < WINDOW_DAYS; i++)
        memory_free(window->days[i].values);
    memory_free(window);
}

static size_t slot_of(int64_t at, int64_t step_ms, int slots)
{
    return (size_t)((uint64_t)(moment_floor(at, step_ms) / step_ms) % (unsigned)slots);
}

/* Where the counts of that index lie. */
static void *strip_row(const struct strip *strip, int index)
{
    return (char *)strip->values + (size_t)index * strip->width * METRIC_COUNT;
}

static struct counts strip_get(const struct strip *strip, int index)
{
    const void *row = strip_row(strip, index);
    struct counts counts = { 0 };

    for (int metric = 0; strip->width == 1 && metric < METRIC_COUNT; metric++)
        counts.of[metric] = ((const uint8_t *)row)[metric];
    for (int metric = 0; strip->width == 2 && metric < METRIC_COUNT; metric++)
        counts.of[metric] = ((const uint16_t *)row)[metric];
    if (strip->width == 4)
        memcpy(&counts, row, sizeof counts);
    return counts;
}

static void strip_put(struct strip *strip, int index, const struct counts *counts)
{
    void *row = strip_row(strip, index);

    for (int metric = 0; strip->width == 1 && metric < METRIC_COUNT; metric++)
        ((uint8_t *)row)[metric] = (uint8_t)counts->of[metric];
    for (int metric = 0; strip->width == 2 && metric < METRIC_COUNT; metric++)
        ((uint16_t *)row)[metric] = (uint16_t)counts->of[metric];
    if (strip->width == 4)
        memcpy(row, counts, sizeof *counts);
}

/* Moves the content into a block of that capacity and width. */
static void strip_reshape(struct strip *strip, int capacity, int width)
{
    size_t row_bytes = (size_t)width * METRIC_COUNT;
    struct strip shaped = *strip;

    shaped.width = (uint8_t)width;
    shaped.capacity = (uint8_t)capacity;
    shaped.values = memory_array((size_t)capacity, row_bytes + 1);
    shaped.places = (uint8_t *)shaped.values + (size_t)capacity * row_bytes;
    for (int i = 0; i < strip->used; i++) {
        struct counts counts = strip_get(strip, i);
        shaped.places[i] = strip->places[i];
        strip_put(&shaped, i, &counts);
    }
    memory_free(strip->values);
    *strip = shaped;
}

static void strip_empty(struct strip *strip, int64_t from_at)
{
    memory_free(strip->values);
    *strip = (struct strip){ .from_at = from_at };
}

/* The index of the place, or where it would be. */
static int strip_search(const struct strip *strip, int place)
{
    int index = strip->used;

    while (index > 0 && strip->places[index - 1] >= place)
        index--;
    return index;
}

static bool strip_has(const struct strip *strip, int index, int place)
{
    return index < strip->used && strip->places[index] == place;
}

static void strip_insert(struct strip *strip, int index, int place)
{
    if (strip->used == strip->capacity) {
        int capacity = strip->capacity + strip->capacity / 2 + 2;
        strip_reshape(strip, capacity > 60 ? 60 : capacity, strip->width == 0 ? 1 : strip->width);
    }
    size_t row_bytes = (size_t)strip->width * METRIC_COUNT;
    char *at = (char *)strip->values + (size_t)index * row_bytes;
    size_t behind = (size_t)(strip->used - index);
    memmove(at + row_bytes, at, behind * row_bytes);
    memset(at, 0, row_bytes);
    memmove(strip->places + index + 1, strip->places + index, behind);
    strip->places[index] = (uint8_t)place;
    strip->used++;
}

static void strip_add(struct strip *strip, int place, const struct counts *counts)
{
    int index = strip_search(strip, place);

    if (!strip_has(strip, index, place))
        strip_insert(strip, index, place);
    struct counts sum = strip_get(strip, index);
    uint32_t bits = 0; /* of all counts together */
    for (int metric = 0; metric < METRIC_COUNT; metric++) {
        bits |= sum.of[metric] += counts->of[metric];
        strip->total[metric] += counts->of[metric];
    }
    while (bits > UINT32_MAX >> (32 - 8 * strip->width))
        strip_reshape(strip, strip->capacity, strip->width * 2);
    strip_put(strip, index, &sum);
}

/* The strip for that period, emptied when it held an older one; NULL when that period is gone. */
static struct strip *strip_for(struct strip *strips, int slots, int64_t at, int64_t step_ms)
{
    struct strip *strip = &strips[slot_of(at, step_ms, slots)];
    int64_t from_at = moment_floor(at, step_ms);

    if (strip->from_at > from_at)
        return NULL;
    if (strip->from_at < from_at)
        strip_empty(strip, from_at);
    return strip;
}

/* Periods that the window has passed without writing there are gone all the same. */
static bool window_has_hour(const struct window *window, int64_t at)
{
    return window->latest_at == MOMENT_NEVER ||
           moment_floor(at, HOUR_MS) >
               moment_floor(window->latest_at, HOUR_MS) - WINDOW_MINUTE_HOURS * HOUR_MS;
}

static bool window_has_day(const struct window *window, int64_t at)
{
    return window->latest_at == MOMENT_NEVER ||
           moment_floor(at, DAY_MS) > moment_floor(window->latest_at, DAY_MS) - WINDOW_DAYS * DAY_MS;
}

static int hour_of_day(int64_t at)
{
    return (int)((at - moment_floor(at, DAY_MS)) / HOUR_MS);
}

static int minute_of_hour(int64_t at)
{
    return (int)((at - moment_floor(at, HOUR_MS)) / MINUTE_MS);
}

void window_add(struct window *window, int64_t at, struct counts counts)
{
    struct strip *hour = window_has_hour(window, at)
                             ? strip_for(window->hours, WINDOW_MINUTE_HOURS, at, HOUR_MS)
                             : NULL;
    struct strip *day = window_has_day(window, at)
                            ? strip_for(window->days, WINDOW_DAYS, at, DAY_MS)
                            : NULL;

    if (hour != NULL)
        strip_add(hour, minute_of_hour(at), &counts);
    if (day != NULL)
        strip_add(day, hour_of_day(at), &counts);
    if (at > window->latest_at)
        window->latest_at = at;
}

static const struct strip *day_at(const struct window *window, int64_t at)
{
    const struct strip *day = &window->days[slot_of(at, DAY_MS, WINDOW_DAYS)];

    return day->from_at == moment_floor(at, DAY_MS) && window_has_day(window, at) ? day : NULL;
}

static const struct strip *hour_at(const struct window *window, int64_t at)
{
    const struct strip *hour = &window->hours[slot_of(at, HOUR_MS, WINDOW_MINUTE_HOURS)];

    return hour->from_at == moment_floor(at, HOUR_MS) && window_has_hour(window, at) ? hour : NULL;
}

static struct counts strip_counts(const struct strip *strip, int place)
{
    int index = strip == NULL ? 0 : strip_search(strip, place);

    return strip != NULL && strip_has(strip, index, place) ? strip_get(strip, index)
                                                           : (struct counts){ 0 };
}

void window_set_hour(struct window *window, int64_t at, struct counts counts)
{
    struct counts now = window_hour(window, at);
    struct strip *day = window_has_day(window, at)
                            ? strip_for(window->days, WINDOW_DAYS, at, DAY_MS)
                            : NULL;

    if (day == NULL)
        return;
    for (int metric = 0; metric < METRIC_COUNT; metric++)
        counts.of[metric] -= now.of[metric]; /* wraps round and back in the addition */
    strip_add(day, hour_of_day(at), &counts);
    if (at > window->latest_at)
        window->latest_at = at;
}

struct counts window_minute(const struct window *window, int64_t at)
{
    return strip_counts(hour_at(window, at), minute_of_hour(at));
}

struct counts window_hour(const struct window *window, int64_t at)
{
    return strip_counts(day_at(window, at), hour_of_day(at));
}

/* The sum over places [first, end) of a strip. */
static int64_t strip_sum(const struct strip *strip, enum metric metric, int first, int end)
{
    int64_t sum = 0;

    if (first == 0 && end == 60)
        return strip->total[metric];
    for (int i = 0; i < strip->used; i++)
        if (strip->places[i] >= first && strip->places[i] < end)
            sum += strip_get(strip, i).of[metric];
    return sum;
}

int64_t window_sum(const struct window *window, enum metric metric, int64_t from_at,
                   int64_t to_at)
{
    int64_t sum = 0;

    if (window->latest_at == MOMENT_NEVER)
        return 0;
    int64_t first_at = moment_floor(window->latest_at, DAY_MS) - (WINDOW_DAYS - 1) * DAY_MS;
    int64_t end_at = window->latest_at + 1 < to_at ? window->latest_at + 1 : to_at;
    if (from_at < first_at)
        from_at = first_at;
    for (int64_t at = moment_floor(from_at, HOUR_MS); at < end_at; at += HOUR_MS) {
        const struct strip *hour = hour_at(window, at);
        if (hour != NULL)
            sum += strip_sum(hour, metric, at < from_at ? minute_of_hour(from_at) : 0,
                             to_at - at < HOUR_MS ? minute_of_hour(to_at) : 60);
        else if (at >= from_at && !window_has_hour(window, at))
            sum += window_hour(window, at).of[metric];
    }
    return sum;
}

int64_t window_latest_at(const struct window *window)
{
    return window->latest_at;
}

static size_t strip_bytes(const struct strip *strip)
{
    return strip->capacity * ((size_t)strip->width * METRIC_COUNT + 1);
}

size_t window_bytes(const struct window *window)
{
    size_t bytes = sizeof *window;

    for (int i = 0; i < WINDOW_MINUTE_HOURS; i++)
        bytes += strip_bytes(&window->hours[i]);
    for (int i = 0; i < WINDOW_DAYS; i++)
        bytes += strip_bytes(&window->days[i]);
    return bytes;
}
