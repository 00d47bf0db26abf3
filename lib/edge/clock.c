#include "edge/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CLOCK_MAGIC UINT64_C(0x746f6373696e3163) /* "tocsin1c" */

/* What the file holds. An odd sequence: the writer is between two anchors. */
struct dial {
    uint64_t magic;
    _Atomic uint64_t sequence;
    _Atomic int64_t event_at;
    _Atomic int64_t wall_at;
    _Atomic double rate;
};

struct clock {
    struct dial *dial; /* NULL: the wall clock */
};

struct clock_writer {
    struct dial *dial;
};

static int64_t read_clock_us(clockid_t id)
{
    struct timespec time = { 0 };

    (void)clock_gettime(id, &time); /* cannot fail for these two clocks */
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int64_t clock_wall(void)
{
    return read_clock_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_monotonic(void)
{
    return read_clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_monotonic_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

static int map_dial(int descriptor, int protection, struct dial **dial, struct fault *fault)
{
    void *mapped = mmap(NULL, sizeof **dial, protection, MAP_SHARED, descriptor, 0);

    if (mapped == MAP_FAILED)
        return fault_set(fault, FAULT_SETUP, "cannot be mapped: %s", strerror(errno));
    *dial = mapped;
    return 0;
}

static int open_dial(int descriptor, struct dial **dial, struct fault *fault)
{
    struct stat status;

    if (fstat(descriptor, &status) != 0 || status.st_size != sizeof **dial)
        return fault_set(fault, FAULT_SETUP, "is no feed clock");
    if (map_dial(descriptor, PROT_READ, dial, fault) != 0)
        return -1;
    if ((*dial)->magic != CLOCK_MAGIC) {
        (void)munmap(*dial, sizeof **dial); /* nothing was written to it */
        *dial = NULL;
        return fault_set(fault, FAULT_SETUP, "is no feed clock");
    }
    return 0;
}

int clock_open(const char *path, struct clock **clock, struct fault *fault)
{
    struct dial *dial = NULL;

    if (path != NULL) {
        int descriptor = open(path, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0)
            return fault_set(fault, FAULT_SETUP, "the clock '%s': %s", path, strerror(errno));
        int result = open_dial(descriptor, &dial, fault);
        (void)close(descriptor); /* the mapping stays */
        if (result != 0)
            return fault_during(fault, "the clock '%s'", path);
    }
    *clock = memory_new(sizeof **clock);
    (*clock)->dial = dial;
    return 0;
}

void clock_free(struct clock *clock)
{
    if (clock == NULL)
        return;
    if (clock->dial != NULL)
        (void)munmap(clock->dial, sizeof *clock->dial); /* it was mapped by us */
    memory_free(clock);
}

bool clock_is_feed(const struct clock *clock)
{
    return clock->dial != NULL;
}

static struct clock_anchor read_anchor(const struct dial *dial)
{
    struct clock_anchor anchor;
    uint64_t before, after;

    do {
        before = atomic_load_explicit(&dial->sequence, memory_order_acquire);
        anchor.event_at = atomic_load_explicit(&dial->event_at, memory_order_relaxed);
        anchor.wall_at = atomic_load_explicit(&dial->wall_at, memory_order_relaxed);
        anchor.rate = atomic_load_explicit(&dial->rate, memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
        after = atomic_load_explicit(&dial->sequence, memory_order_relaxed);
    } while (before != after || before % 2 != 0);
    return anchor;
}

int64_t clock_now(const struct clock *clock)
{
    int64_t wall = clock_wall();

    if (clock->dial == NULL)
        return wall;
    struct clock_anchor anchor = read_anchor(clock->dial);
    int64_t passed = wall - anchor.wall_at;
    if (passed < 0)
        passed = 0; /* the wall clock was set back */
    if (passed > CLOCK_ANCHOR_MS)
        passed = CLOCK_ANCHOR_MS;
    return anchor.event_at + (int64_t)((double)passed * anchor.rate);
}

int clock_writer_open(const char *path, struct clock_writer **writer, struct fault *fault)
{
    struct dial *dial = NULL;
    struct stat status;
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

    if (descriptor < 0)
        return fault_set(fault, FAULT_SETUP, "the clock '%s': %s", path, strerror(errno));
    if (fstat(descriptor, &status) != 0 ||
        (status.st_size != sizeof *dial && ftruncate(descriptor, sizeof *dial) != 0)) {
        (void)fault_set(fault, FAULT_SETUP, "the clock '%s': %s", path, strerror(errno));
        (void)close(descriptor); /* the fault is told already */
        return -1;
    }
    int result = map_dial(descriptor, PROT_READ | PROT_WRITE, &dial, fault);
    (void)close(descriptor); /* the mapping stays */
    if (result != 0)
        return fault_during(fault, "the clock '%s'", path);
    if (dial->magic == CLOCK_MAGIC && atomic_load(&dial->sequence) % 2 != 0)
        atomic_fetch_add(&dial->sequence, 1); /* a writer died between two anchors */
    dial->magic = CLOCK_MAGIC;
    *writer = memory_new(sizeof **writer);
    (*writer)->dial = dial;
    return 0;
}

void clock_writer_free(struct clock_writer *writer)
{
    if (writer == NULL)
        return;
    (void)munmap(writer->dial, sizeof *writer->dial); /* it was mapped by us */
    memory_free(writer);
}

struct clock_anchor clock_writer_anchor(const struct clock_writer *writer)
{
    return read_anchor(writer->dial);
}

void clock_writer_set(struct clock_writer *writer, struct clock_anchor anchor)
{
    struct dial *dial = writer->dial;

    atomic_fetch_add_explicit(&dial->sequence, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&dial->event_at, anchor.event_at, memory_order_relaxed);
    atomic_store_explicit(&dial->wall_at, anchor.wall_at, memory_order_relaxed);
    atomic_store_explicit(&dial->rate, anchor.rate, memory_order_relaxed);
    atomic_fetch_add_explicit(&dial->sequence, 1, memory_order_release);
}
