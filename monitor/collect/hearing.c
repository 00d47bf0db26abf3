#include "collect/hearing.h"

#include "base/hosts.h"
#include "collect/health.h"
#include "collect/listing.h"
#include "collect/neighbours.h"
#include "collect/sources/kinds.h"
#include "collect/statement.h"
#include "edge/clock.h"

#include <poll.h>
#include <string.h>

enum {
    WAITS_MOST = 4096,
    WAITS_EACH = 8,
    HELD_MS = 20,         /* when there was no room, look again so soon */
    IDLE_MS = 1000,       /* every turn looks at the time at least so often */
    KEEP_MS = 200,        /* cursors are kept so often while they move */
    KEEP_AGAIN_MS = 1000, /* after Redis did not answer */
    DRY_IDLE_MS = 400,    /* a source with nothing to do for so long has said all */
};

/* One source and all that belongs to it. */
struct ear {
    const struct source_settings *settings;
    struct source *source;
    struct health health;
    int64_t due_at;
    bool is_ready;       /* a descriptor of it is */
    bool is_paused;      /* it failed, and waits until it is due */
    bool is_changed;     /* Redis does not know it yet */
    uint64_t kept_moves; /* of its cursor, as Redis knows it */
    size_t kept_on_disk;
    size_t first_wait;
    size_t wait_count;
};

struct hearing {
    const struct collect_settings *settings;
    const struct log *log;
    struct clock *clock;
    struct listing *listing;
    struct hosts *hosts;
    struct surroundings around;
    struct neighbours near;
    struct ear *ears;
    size_t count;
    int64_t keep_at;
    bool redis_is_away;
    struct pollfd waits[WAITS_MOST];
};

/* --- opening --- */

static int open_ear(struct hearing *hearing, const struct source_settings *settings,
                    struct fault *fault)
{
    struct ear *ear = &hearing->ears[hearing->count];
    OWNED(text) struct text cursor = { 0 };

    ear->settings = settings;
    ear->is_changed = true;
    health_init(&ear->health, settings->expected_ms, clock_now(hearing->clock));
    if (hearing->near.keeper != NULL && keeper_read(hearing->near.keeper, settings->name, &cursor,
                                               &ear->health.item_at, fault) != 0)
        return -1;
    if (kinds_open(settings, &hearing->around, &ear->source, fault) != 0)
        return fault_during(fault, "opening the source '%s'", settings->name);
    hearing->count++;
    intake_add(hearing->near.intake, ear->source, (struct slice){ text_string(&cursor), cursor.length });
    return 0;
}

static struct news_row *find_news(void *context, const char *name)
{
    return news_row(((struct hearing *)context)->near.news, name);
}

static int open_ears(struct hearing *hearing, struct fault *fault)
{
    const struct sources *sources = hearing->listing->sources;
    const char *once = hearing->settings->once;

    hearing->ears = memory_array(sources_count(sources) + 1, sizeof *hearing->ears);
    for (size_t i = 0; i < sources_count(sources); i++) {
        const struct source_settings *settings = sources_at(sources, i);
        bool is_meant = once == NULL ? settings->enabled : strcmp(once, settings->name) == 0;
        if (is_meant && open_ear(hearing, settings, fault) != 0)
            return -1;
    }
    if (once != NULL && hearing->count == 0)
        return fault_set(fault, FAULT_SETUP, "there is no source '%s'", once);
    return 0;
}

int hearing_open(const struct collect_settings *settings, const struct log *log,
                 struct hearing **result, struct fault *fault)
{
    OWNED(hearing) struct hearing *hearing = memory_new(sizeof *hearing);

    hearing->settings = settings;
    hearing->log = log;
    hearing->hosts = hosts_new();
    if (clock_open(settings->clock, &hearing->clock, fault) != 0 ||
        listing_read(settings->sources, settings->rules, &hearing->listing, fault) != 0 ||
        neighbours_open(settings, hearing->clock, log, &hearing->near, fault) != 0)
        return -1;
    hearing->around = (struct surroundings){
        .clock = hearing->clock,
        .forms = &hearing->listing->forms,
        .personal_key = { (const char *)hearing->near.personal_key, sizeof hearing->near.personal_key },
        .hosts = hearing->hosts,
        .is_dry_run = settings->dry_run,
        .news = settings->once == NULL ? find_news : NULL,
        .news_context = hearing,
    };
    if (open_ears(hearing, fault) != 0)
        return -1;
    log_notice(log, "hearing", "%zu sources", hearing->count);
    *result = TAKE(hearing);
    return 0;
}

void hearing_free(struct hearing *hearing)
{
    if (hearing == NULL)
        return;
    neighbours_done(&hearing->near); /* first: its reports point at sources */
    for (size_t i = 0; i < hearing->count; i++) {
        hearing->ears[i].source->kind->free(hearing->ears[i].source);
        health_done(&hearing->ears[i].health);
    }
    memory_free(hearing->ears);
    listing_free(hearing->listing);
    hosts_free(hearing->hosts);
    clock_free(hearing->clock);
    memory_free(hearing);
}

int hearing_check(const struct collect_settings *settings, struct fault *fault)
{
    OWNED(listing) struct listing *listing = NULL;

    return listing_read(settings->sources, settings->rules, &listing, fault);
}

/* --- telling --- */

static void say_change(const struct hearing *hearing, const struct ear *ear)
{
    if (ear->health.state == HEALTH_DOWN)
        log_warning(hearing->log, "source-down", "source '%s': %s", ear->settings->name,
                    text_string(&ear->health.reason));
    else
        log_notice(hearing->log, "source-up", "source '%s' is heard", ear->settings->name);
}

static struct statement statement_of(const struct hearing *hearing, const struct ear *ear)
{
    struct statement statement = {
        .settings = ear->settings,
        .health = &ear->health,
        .counts = intake_counts(hearing->near.intake, ear->source),
        .now = clock_now(hearing->clock),
    };
    uint64_t moves = 0;

    statement.cursor = intake_kept(hearing->near.intake, ear->source, &moves);
    return statement;
}

static void tell(struct hearing *hearing, struct ear *ear, int64_t now)
{
    struct intake_counts counts = intake_counts(hearing->near.intake, ear->source);
    uint64_t moves = 0;

    if (counts.item_at != MOMENT_NEVER)
        ear->health.item_at = counts.item_at;
    if (health_decide(&ear->health, clock_now(hearing->clock))) {
        say_change(hearing, ear);
        ear->health.tell_at = now;
        ear->is_changed = true;
    }
    if (hearing->near.passage == NULL)
        return;
    (void)intake_kept(hearing->near.intake, ear->source, &moves); /* only whether it moved */
    ear->is_changed = ear->is_changed || moves != ear->kept_moves ||
                      counts.on_disk != ear->kept_on_disk;
    /* A state must not overtake the records that wait on disk. */
    if (ear->health.state == HEALTH_NEW || now < ear->health.tell_at ||
        intake_is_sheltered(hearing->near.intake))
        return;
    struct statement statement = statement_of(hearing, ear);
    if (statement_send(&statement, hearing->near.passage,
                       text_slice(&hearing->near.key)))
        ear->health.tell_at = now + HEALTH_TELL_MS;
    ear->is_changed = true;
}

static void keep(struct hearing *hearing, int64_t now)
{
    struct fault fault = { 0 };

    if (now >= hearing->keep_at && !keeper_is_busy(hearing->near.keeper)) {
        hearing->keep_at = now + KEEP_MS;
        for (size_t i = 0; i < hearing->count; i++) {
            struct ear *ear = &hearing->ears[i];
            if (!ear->is_changed)
                continue;
            struct statement statement = statement_of(hearing, ear);
            (void)intake_kept(hearing->near.intake, ear->source, &ear->kept_moves);
            ear->kept_on_disk = statement.counts.on_disk;
            statement_keep(&statement, hearing->near.keeper);
            ear->is_changed = false;
        }
    }
    if (keeper_serve(hearing->near.keeper, now, &fault) == 0) {
        if (hearing->redis_is_away && !keeper_is_busy(hearing->near.keeper)) {
            hearing->redis_is_away = false;
            log_notice(hearing->log, "redis-back", "cursors are kept again");
        }
        return;
    }
    if (!hearing->redis_is_away)
        log_warning(hearing->log, "redis-away", "cursors are not kept: %s", fault.text);
    hearing->redis_is_away = true;
    hearing->keep_at = now + KEEP_AGAIN_MS;
    for (size_t i = 0; i < hearing->count; i++)
        hearing->ears[i].is_changed = true;
}

/* --- listening --- */

static int step(struct hearing *hearing, struct ear *ear, int64_t now, struct fault *fault)
{
    struct fault trouble = { 0 };
    int64_t held = intake_counts(hearing->near.intake, ear->source).held;
    int64_t again_at = now + IDLE_MS;

    ear->is_ready = ear->is_paused = false;
    int result = ear->source->kind->step(ear->source, hearing->near.intake, now, &again_at, &trouble);
    if (result == 0) {
        ear->due_at = again_at;
        if (intake_counts(hearing->near.intake, ear->source).held != held)
            ear->due_at = now + HELD_MS;
        if (intake_counts(hearing->near.intake, ear->source).through != MOMENT_NEVER)
            health_worked(&ear->health);
        return 0;
    }
    if (hearing->settings->once != NULL || trouble.kind == FAULT_SETUP) {
        *fault = trouble;
        return fault_during(fault, "hearing the source '%s'", ear->settings->name);
    }
    int64_t wait_ms = health_failed(&ear->health, trouble.text);
    ear->due_at = now + wait_ms;
    ear->is_changed = ear->is_paused = true;
    log_warning(hearing->log, "source-trouble", "source '%s': %s (again in %lldms)",
                ear->settings->name, trouble.text, (long long)wait_ms);
    return 0;
}

int hearing_turn(struct hearing *hearing, struct fault *fault)
{
    int64_t now = clock_monotonic();

    if (hearing->near.passage != NULL && passage_serve(hearing->near.passage, now, fault) != 0)
        return -1;
    if (intake_serve(hearing->near.intake, now, fault) != 0)
        return -1;
    if (hearing->near.news != NULL)
        news_ask(hearing->near.news, now);
    for (size_t i = 0; i < hearing->count; i++) {
        struct ear *ear = &hearing->ears[i];
        bool is_due = now >= ear->due_at || (ear->is_ready && !ear->is_paused);
        if (is_due && step(hearing, ear, now, fault) != 0)
            return -1;
        tell(hearing, ear, now);
    }
    if (hearing->near.keeper != NULL)
        keep(hearing, now);
    return 0;
}

static void take_waits(struct hearing *hearing, size_t *count, int64_t *until)
{
    for (size_t i = 0; i < hearing->count; i++) {
        struct ear *ear = &hearing->ears[i];
        ear->first_wait = *count;
        ear->wait_count = 0;
        if (ear->due_at < *until)
            *until = ear->due_at;
        if (ear->source->kind->waits == NULL || ear->is_paused ||
            *count + WAITS_EACH > WAITS_MOST)
            continue;
        ear->wait_count =
            ear->source->kind->waits(ear->source, &hearing->waits[*count], WAITS_EACH);
        *count += ear->wait_count;
    }
}

void hearing_wait(struct hearing *hearing, int descriptor)
{
    int64_t now = clock_monotonic();
    int64_t until = now + IDLE_MS;
    size_t count = 0;

    hearing->waits[count++] = (struct pollfd){ .fd = descriptor, .events = POLLIN };
    if (hearing->near.passage != NULL) {
        hearing->waits[count++] =
            (struct pollfd){ .fd = passage_descriptor(hearing->near.passage), .events = POLLIN };
        count += keeper_waits(hearing->near.keeper, &hearing->waits[count]);
        if (passage_is_busy(hearing->near.passage) || keeper_is_busy(hearing->near.keeper))
            until = now + HELD_MS;
    }
    take_waits(hearing, &count, &until);
    if (poll(hearing->waits, count, until > now ? (int)(until - now) : 0) <= 0)
        return;
    for (size_t i = 0; i < hearing->count; i++) {
        struct ear *ear = &hearing->ears[i];
        for (size_t j = 0; j < ear->wait_count; j++)
            ear->is_ready =
                ear->is_ready || hearing->waits[ear->first_wait + j].revents != 0;
    }
}

/* --- ending --- */

bool hearing_is_done(const struct hearing *hearing)
{
    if (hearing->settings->once == NULL)
        return false;
    const struct ear *ear = &hearing->ears[0];
    struct intake_counts counts = intake_counts(hearing->near.intake, ear->source);
    bool is_idle = hearing->near.passage == NULL && counts.items + counts.refused > 0 &&
                   ear->due_at - clock_monotonic() > DRY_IDLE_MS;
    return (counts.through != MOMENT_NEVER && counts.waiting == 0) || is_idle;
}

void hearing_settle(struct hearing *hearing, int64_t limit_ms)
{
    struct fault fault = { 0 };
    int64_t until = clock_monotonic() + limit_ms;

    if (hearing->near.passage == NULL)
        return;
    for (;;) {
        int64_t now = clock_monotonic();
        if (passage_serve(hearing->near.passage, now, &fault) != 0)
            break;
        if (intake_serve(hearing->near.intake, now, &fault) != 0)
            break;
        for (size_t i = 0; i < hearing->count; i++)
            tell(hearing, &hearing->ears[i], now);
        hearing->keep_at = now;
        keep(hearing, now);
        bool is_busy = passage_is_busy(hearing->near.passage) &&
                       !intake_is_sheltered(hearing->near.intake);
        if ((!is_busy && !keeper_is_busy(hearing->near.keeper)) || now >= until)
            break;
        struct pollfd wait = { .fd = passage_descriptor(hearing->near.passage), .events = POLLIN };
        (void)poll(&wait, 1, HELD_MS); /* the next turn looks at everything */
    }
}
