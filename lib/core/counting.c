#include "core/counting.h"

#include "base/table.h"
#include "core/exact.h"
#include "core/gauge.h"

#include <stdlib.h>

/* A warning that lasts is told again. */
static const int64_t repeat_ms = 6 * HOUR_MS;
/* A row is at most so long; a shorter distance between rows is taken as their length. */
static const int64_t longest_ms = HOUR_MS;

struct lane {
    struct series *series;
    const struct calendar *calendar;
    struct counting_row *rows;
    size_t count;
    size_t capacity;
    size_t next;        /* first row not yet run */
    int64_t row_ms;
    int64_t phase_ms;   /* rows begin so long after a whole bucket, or part of one */
    int told;           /* tier that was told last */
    int64_t told_at;
    double novel;       /* the score of the last onset that was news */
    int64_t novel_at;
};

struct counting {
    struct detector_settings settings;
    struct pool *pool;
    struct table *names;
    struct lane *lanes;
    size_t count;
    size_t capacity;
    size_t *order; /* lanes by name */
    struct telling *tellings;
    size_t telling_count;
    size_t telling_capacity;
};

struct counting *counting_new(const struct detector_settings *settings)
{
    struct counting *counting = memory_new(sizeof *counting);

    counting->settings = *settings;
    counting->settings.literal_less_repeats = true; /* counts have no people */
    counting->pool = pool_new();
    counting->names = table_new();
    return counting;
}

void counting_free(struct counting *counting)
{
    if (counting == NULL)
        return;
    for (size_t i = 0; i < counting->count; i++) {
        series_free(counting->lanes[i].series);
        memory_free(counting->lanes[i].rows);
    }
    memory_free(counting->lanes);
    memory_free(counting->order);
    memory_free(counting->tellings);
    table_free(counting->names);
    pool_free(counting->pool);
    memory_free(counting);
}

size_t counting_series(struct counting *counting, struct slice name,
                       const struct calendar *calendar)
{
    uintptr_t known = (uintptr_t)table_find(counting->names, name);

    if (known != 0)
        return known - 1;
    MEMORY_GROW(counting->lanes, counting->count, counting->capacity);
    counting->lanes[counting->count] = (struct lane){
        .series = series_new(name, SERIES_SOURCE),
        .calendar = calendar,
    };
    counting->count++;
    table_set(counting->names, name, (void *)(uintptr_t)counting->count);
    return counting->count - 1;
}

void counting_add(struct counting *counting, size_t series, const struct counting_row *row)
{
    struct lane *lane = &counting->lanes[series];

    MEMORY_GROW(lane->rows, lane->count, lane->capacity);
    lane->rows[lane->count++] = *row;
}

static int by_start(const void *left, const void *right)
{
    const struct counting_row *one = left;
    const struct counting_row *other = right;

    return (one->start_at > other->start_at) - (one->start_at < other->start_at);
}

/* Rows in order, each start once. */
static void sort_rows(struct lane *lane)
{
    bool is_sorted = true;
    size_t kept = 0;

    for (size_t i = 1; i < lane->count; i++)
        is_sorted = is_sorted && lane->rows[i - 1].start_at < lane->rows[i].start_at;
    if (is_sorted)
        return;
    qsort(lane->rows, lane->count, sizeof *lane->rows, by_start);
    for (size_t i = 1; i < lane->count; i++) {
        if (lane->rows[i].start_at == lane->rows[kept].start_at) {
            lane->rows[kept].complaints += lane->rows[i].complaints;
            lane->rows[kept].distinct += lane->rows[i].distinct;
        } else {
            lane->rows[++kept] = lane->rows[i];
        }
    }
    lane->count = kept + 1;
}

/* The length of a row is the least distance between two. */
static void measure_rows(struct lane *lane)
{
    int64_t length_ms = lane->count < 2 ? BUCKET_MS : longest_ms;

    for (size_t i = 1; i < lane->count; i++) {
        int64_t distance = lane->rows[i].start_at - lane->rows[i - 1].start_at;
        if (distance < length_ms)
            length_ms = distance;
    }
    lane->row_ms = length_ms;
    int64_t grid_ms = length_ms < BUCKET_MS ? length_ms : BUCKET_MS;
    if (lane->count > 0)
        lane->phase_ms = lane->rows[0].start_at - moment_floor(lane->rows[0].start_at, grid_ms);
}

struct series_context counting_context(const struct counting *counting, size_t series)
{
    return (struct series_context){
        .settings = &counting->settings,
        .calendar = counting->lanes[series].calendar,
        .pool = counting->pool,
    };
}

/* One part of a row, within one bucket, in the time of the lane's grid. */
static void run_part(struct lane *lane, const struct series_context *context,
                     const struct counting_row *part, int64_t end_at)
{
    bool is_whole = end_at - part->start_at == BUCKET_MS;

    if (is_whole) {
        (void)series_bucket(lane->series, context,
                            &(struct bucket_figures){
                                .bucket_at = part->start_at,
                                .complaints = part->complaints,
                                .distinct = part->distinct,
                            }); /* the caller compares with what it told */
        return;
    }
    struct arrival arrival = { .event_at = part->start_at };
    arrival.counts.of[METRIC_MENTIONS] = part->complaints;
    arrival.counts.of[METRIC_COMPLAINTS] =
        part->complaints > part->distinct ? part->complaints : part->distinct;
    arrival.counts.of[METRIC_DISTINCT] = part->distinct;
    /* All of it is known at its end, and no sooner. */
    (void)series_record(lane->series, context, &arrival, end_at - 1); /* see above */
    (void)series_minute(lane->series, context, end_at);               /* see above */
}

static uint32_t share(uint32_t count, int64_t part_ms, int64_t whole_ms)
{
    return (uint32_t)((uint64_t)count * (uint64_t)part_ms / (uint64_t)whole_ms);
}

/* A row longer than a bucket, or across two, is dealt out evenly. */
static void run_row(struct lane *lane, const struct series_context *context,
                    const struct counting_row *row)
{
    int64_t start_at = row->start_at - lane->phase_ms;
    int64_t end_at = start_at + lane->row_ms;
    uint32_t complaints = 0;
    uint32_t distinct = 0;

    for (int64_t at = start_at; at < end_at;) {
        int64_t next_at = moment_floor(at, BUCKET_MS) + BUCKET_MS;
        if (next_at > end_at)
            next_at = end_at;
        uint32_t all = share(row->complaints, next_at - start_at, lane->row_ms);
        uint32_t unlike = share(row->distinct, next_at - start_at, lane->row_ms);
        run_part(lane, context,
                 &(struct counting_row){ .start_at = at,
                                         .complaints = all - complaints,
                                         .distinct = unlike - distinct },
                 next_at);
        complaints = all;
        distinct = unlike;
        at = next_at;
    }
}

static double height_of(double score)
{
    return -exact_log(1 - score);
}

/* An onset is news unless there was one within a day and this is not half as unusual again. Whatever is
 * no news, an onset or a later line of the same surge, has a tenth of its score. */
static double novelty(struct lane *lane, double score, int64_t at)
{
    if (lane->novel_at != 0 && at - lane->novel_at < DAY_MS &&
        height_of(score) <= 1.5 * height_of(lane->novel))
        return score / 10;
    lane->novel = score;
    lane->novel_at = at;
    return score;
}

static void tell(struct counting *counting, size_t series, int64_t at)
{
    struct lane *lane = &counting->lanes[series];
    struct series_context context = counting_context(counting, series);
    int tier = series_tier(lane->series);

    if (tier == lane->told && (tier == 0 || at - lane->told_at < repeat_ms))
        return;
    MEMORY_GROW(counting->tellings, counting->telling_count, counting->telling_capacity);
    counting->tellings[counting->telling_count++] = (struct telling){
        .at = at,
        .series = series,
        .growth = *series_growth(lane->series, &context, at - lane->phase_ms),
        .before = lane->told,
    };
    struct growth *growth = &counting->tellings[counting->telling_count - 1].growth;
    if (tier > 0)
        growth->score = lane->told == 0 ? novelty(lane, growth->score, at) : growth->score / 10;
    lane->told = tier;
    lane->told_at = at;
}

static void run_lane(struct counting *counting, size_t series, int64_t until_at)
{
    struct lane *lane = &counting->lanes[series];
    struct series_context context = counting_context(counting, series);

    while (lane->next < lane->count) {
        const struct counting_row *row = &lane->rows[lane->next];
        if (row->start_at + lane->row_ms > until_at)
            return;
        run_row(lane, &context, row);
        lane->next++;
        tell(counting, series, row->start_at + lane->row_ms);
    }
}

static int by_time(const void *left, const void *right)
{
    const struct telling *one = left;
    const struct telling *other = right;

    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return (one->series > other->series) - (one->series < other->series);
}

static int64_t first_start(const struct counting *counting)
{
    int64_t first_at = INT64_MAX;

    for (size_t i = 0; i < counting->count; i++)
        if (counting->lanes[i].count > 0 && counting->lanes[i].rows[0].start_at < first_at)
            first_at = counting->lanes[i].rows[0].start_at;
    return first_at;
}

int64_t counting_end(const struct counting *counting)
{
    int64_t last_at = MOMENT_NEVER;

    for (size_t i = 0; i < counting->count; i++) {
        const struct lane *lane = &counting->lanes[i];
        if (lane->count > 0 && lane->rows[lane->count - 1].start_at + lane->row_ms > last_at)
            last_at = lane->rows[lane->count - 1].start_at + lane->row_ms;
    }
    return last_at;
}

struct named {
    struct slice name;
    size_t series;
};

static int by_name(const void *left, const void *right)
{
    return slice_compare(((const struct named *)left)->name, ((const struct named *)right)->name);
}

static void prepare(struct counting *counting)
{
    for (size_t i = 0; i < counting->count; i++) {
        sort_rows(&counting->lanes[i]);
        measure_rows(&counting->lanes[i]);
    }
    memory_free(counting->order);
    counting->order = memory_array(counting->count + 1, sizeof *counting->order);
    struct named *named = memory_array(counting->count + 1, sizeof *named);
    for (size_t i = 0; i < counting->count; i++)
        named[i] = (struct named){ .name = counting_name(counting, i), .series = i };
    qsort(named, counting->count, sizeof *named, by_name);
    for (size_t i = 0; i < counting->count; i++)
        counting->order[i] = named[i].series;
    memory_free(named);
}

static void close_day(struct counting *counting, int64_t day_at)
{
    for (size_t i = 0; i < counting->count; i++) {
        const struct lane *lane = &counting->lanes[counting->order[i]];
        struct series_context context = counting_context(counting, counting->order[i]);
        int64_t to_at = day_at;
        if (lane->next < lane->count && lane->rows[lane->next].start_at - lane->phase_ms < to_at)
            to_at = lane->rows[lane->next].start_at - lane->phase_ms; /* a row across midnight */
        series_catch_up(lane->series, &context, to_at);
        pool_add(counting->pool, &series_gauge(lane->series)->baseline);
    }
    pool_close(counting->pool, day_at);
}

void counting_run(struct counting *counting, int64_t to_at, counting_listener *listen,
                  void *listener)
{
    prepare(counting);
    int64_t last_at = counting_end(counting);
    if (last_at == MOMENT_NEVER)
        return;
    if (to_at != MOMENT_NEVER && to_at < last_at)
        last_at = to_at;
    for (int64_t day_at = first_start(counting); day_at < last_at; day_at += DAY_MS) {
        int64_t end_at = day_at + DAY_MS < last_at ? day_at + DAY_MS : last_at;
        counting->telling_count = 0;
        for (size_t i = 0; i < counting->count; i++)
            run_lane(counting, i, end_at);
        if (counting->telling_count > 0)
            qsort(counting->tellings, counting->telling_count, sizeof *counting->tellings,
                  by_time);
        listen(listener, counting->tellings, counting->telling_count);
        close_day(counting, moment_floor(end_at, BUCKET_MS));
    }
}

size_t counting_days(const struct counting *counting)
{
    int64_t first_at = first_start(counting);
    int64_t last_at = counting_end(counting);

    return last_at <= first_at ? 0 : (size_t)((last_at - first_at + DAY_MS - 1) / DAY_MS);
}

size_t counting_series_count(const struct counting *counting)
{
    return counting->count;
}

struct slice counting_name(const struct counting *counting, size_t series)
{
    return series_name(counting->lanes[series].series);
}

struct series *counting_state(const struct counting *counting, size_t series)
{
    return counting->lanes[series].series;
}

const struct pool *counting_pool(const struct counting *counting)
{
    return counting->pool;
}

int64_t counting_sum(const struct counting *counting, size_t series, enum metric metric,
                     const struct silence *interval)
{
    const struct lane *lane = &counting->lanes[series];
    size_t low = 0;
    size_t high = lane->count;
    int64_t sum = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lane->rows[middle].start_at < interval->from_at)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < lane->count && lane->rows[i].start_at < interval->to_at; i++)
        sum += metric == METRIC_DISTINCT ? lane->rows[i].distinct : lane->rows[i].complaints;
    return sum;
}
