#include "collect/player.h"

#include "base/moment.h"
#include "collect/accounts.h"
#include "collect/baton.h"
#include "feed/feed.h"
#include "collect/sender.h"
#include "collect/shift.h"
#include "edge/clock.h"

enum {
    LINES_A_TURN = 4000,
    TICK_MS = 1000,       /* of feed time */
    PACE_MS = 5,          /* between two turns of a running clock */
    IDLE_MS = 20,
    SAVE_MS = 100,
    SAVE_AGAIN_MS = 1000, /* after Redis did not answer */
};

enum phase {
    PHASE_LEARNING, /* as fast as surge stores, up to the end of learning */
    PHASE_FASTEST,  /* the same, to the end of the file */
    PHASE_PACED,    /* by the clock; it stands while surge is behind */
    PHASE_ENDING,   /* all lines are sent; with --until-played until they are stored */
    PHASE_DONE,
};

struct player {
    struct collect_settings settings;
    const struct log *log;
    struct sender *sender;
    struct feed *feed;
    struct baton *baton;
    struct shift shift;
    int64_t learned_at; /* when learning ends, moved */
    enum phase phase;
    bool is_closed;     /* the last ticks of --until-played are sent */
    int64_t save_at;
};

/* The shift is decided at the first start, from the first line with a time, and kept. A file
 * without any time is played at the present. */
static int open_shift(struct player *player, struct fault *fault)
{
    const struct feed_line *line = NULL;
    bool found = false;

    if (shift_read(player->settings.state, &player->shift, &found, fault) != 0 ||
        feed_peek(player->feed, &line, fault) != 0)
        return -1;
    if (found)
        return 0;
    bool has_time = line != NULL && line->stamped_at != MOMENT_NEVER;
    player->shift.first_at = has_time ? line->stamped_at : clock_wall();
    if (player->settings.shift != 0)
        player->shift.shift_ms =
            clock_wall() - player->shift.first_at - player->settings.learn_ms;
    return shift_write(player->settings.state, &player->shift, fault);
}

/* Where the clock stands at the start: where it stood, or at the first line. */
static void open_clock(struct player *player)
{
    struct feed_position position = progress_position(sender_progress(player->sender));
    int64_t first_at = player->shift.first_at + player->shift.shift_ms;
    int64_t last_at = position.stamped_at == MOMENT_NEVER
                          ? first_at
                          : position.stamped_at + player->shift.shift_ms;
    int64_t stood_at = baton_now(player->baton);

    player->learned_at = first_at + player->settings.learn_ms;
    sender_shift(player->sender, player->shift.shift_ms);
    sender_start_at(player->sender, last_at);
    baton_stand(player->baton, stood_at > last_at ? stood_at : last_at);
    if (player->settings.speed == 0)
        player->phase = PHASE_FASTEST;
    else
        player->phase = last_at < player->learned_at ? PHASE_LEARNING : PHASE_PACED;
}

int player_open(const struct collect_settings *settings, const struct log *log,
                struct player **player, struct fault *fault)
{
    OWNED(player) struct player *opened = memory_new(sizeof *opened);

    opened->settings = *settings;
    opened->log = log;
    if (sender_open(settings, &opened->sender, fault) != 0 ||
        feed_open(settings->feed, progress_position(sender_progress(opened->sender)),
                  &opened->feed, fault) != 0 ||
        baton_open(settings->clock, &opened->baton, fault) != 0 || open_shift(opened, fault) != 0)
        return -1;
    open_clock(opened);
    *player = TAKE(opened);
    return 0;
}

void player_free(struct player *player)
{
    if (player == NULL)
        return;
    sender_free(player->sender);
    feed_free(player->feed);
    baton_free(player->baton);
    memory_free(player);
}

int player_descriptor(const struct player *player)
{
    return passage_descriptor(sender_passage(player->sender));
}

static bool is_due(const struct player *player, int64_t at, int64_t clock_now)
{
    switch (player->phase) {
    case PHASE_LEARNING:
        return at < player->learned_at;
    case PHASE_PACED:
        return at <= clock_now;
    case PHASE_FASTEST:
    case PHASE_ENDING:
    case PHASE_DONE:
        break;
    }
    return true;
}

enum sending { SENT_ALL_DUE, SENT_UNTIL_FULL, SENT_TO_THE_END, SENT_ENOUGH };

/* Sends the lines that are due by the clock, as far as there is room. */
static int send_due(struct player *player, int64_t clock_now, enum sending *sending,
                    struct fault *fault)
{
    *sending = SENT_ENOUGH;
    for (int i = 0; i < LINES_A_TURN && *sending == SENT_ENOUGH; i++) {
        const struct feed_line *line = NULL;
        bool taken = false;
        if (feed_peek(player->feed, &line, fault) != 0)
            return -1;
        int64_t at = line != NULL ? sender_instant(player->sender, line) : 0;
        if (line == NULL || !is_due(player, at, clock_now)) {
            *sending = line == NULL ? SENT_TO_THE_END : SENT_ALL_DUE;
            return 0;
        }
        if (player->phase != PHASE_PACED && at > clock_now) {
            clock_now = at;
            baton_stand(player->baton, at); /* never a record ahead of the clock */
        }
        if (sender_send(player->sender, line, &taken, fault) != 0)
            return -1;
        if (taken)
            feed_drop(player->feed);
        else
            *sending = SENT_UNTIL_FULL;
    }
    return 0;
}

/* A paced clock stands while surge is behind, and runs again when all that was due is sent. Ticks
 * are stamped with the instant up to which lines were sent, so none is ahead of the next line. */
static int pace(struct player *player, int64_t now, enum sending sending, struct fault *fault)
{
    if (sending == SENT_UNTIL_FULL && baton_runs(player->baton))
        baton_stand(player->baton, now);
    if (sending != SENT_ALL_DUE)
        return 0;
    if (!baton_runs(player->baton))
        baton_run(player->baton, now, (double)player->settings.speed);
    return sender_tick(player->sender, now, TICK_MS, fault);
}

static void start_pacing(struct player *player)
{
    baton_stand(player->baton, player->learned_at);
    player->phase = PHASE_PACED;
    log_notice(player->log, "learned", "the baseline is learned; the clock runs (speed=%lld)",
               (long long)player->settings.speed);
}

/* The clock goes on at the pace of the machine's; with --until-played it stands at the instant of
 * the last line, so that the end does not depend on the speed. */
static void start_ending(struct player *player)
{
    int64_t last_at = sender_last_at(player->sender);
    int64_t now = baton_now(player->baton);

    player->phase = PHASE_ENDING;
    if (player->settings.until_played)
        baton_stand(player->baton, last_at);
    else
        baton_run(player->baton, now > last_at ? now : last_at, 1);
    log_notice(player->log, "played", "the last line of the feed is sent%s",
               player->settings.until_played ? "" : "; time goes on at its own pace");
}

/* With --until-played: everything stored, a last tick everywhere, that stored too, and nothing left
 * in the outbox. */
static int finish(struct player *player, struct fault *fault)
{
    bool is_empty = false;
    struct fault asking = { 0 };

    if (passage_is_busy(sender_passage(player->sender)))
        return 0;
    if (!player->is_closed) {
        player->is_closed = true;
        return sender_tick(player->sender, baton_now(player->baton), 0, fault);
    }
    struct accounts_place place = {
        .redis = player->settings.redis,
        .partitions = passage_partitions(sender_passage(player->sender)),
    };
    if (accounts_outbox_is_empty(&place, &is_empty, &asking) != 0 && asking.kind != FAULT_AWAY)
        return fault_set(fault, asking.kind, "%s", asking.text);
    if (is_empty)
        player->phase = PHASE_DONE;
    return 0;
}

static int move(struct player *player, struct fault *fault)
{
    enum sending sending = SENT_ENOUGH;

    if (player->phase == PHASE_DONE)
        return 0;
    if (player->phase == PHASE_ENDING && player->settings.until_played)
        return finish(player, fault);
    if (player->phase == PHASE_ENDING)
        return sender_tick(player->sender, baton_now(player->baton), TICK_MS, fault);
    int64_t now = baton_now(player->baton);
    if (send_due(player, now, &sending, fault) != 0)
        return -1;
    if (player->phase == PHASE_PACED && pace(player, now, sending, fault) != 0)
        return -1;
    if (sending == SENT_TO_THE_END)
        start_ending(player);
    else if (player->phase == PHASE_LEARNING && sending == SENT_ALL_DUE &&
             !passage_is_busy(sender_passage(player->sender)))
        start_pacing(player);
    return 0;
}

static void save_when_due(struct player *player, int64_t now)
{
    struct fault fault = { 0 };

    if (now < player->save_at)
        return;
    player->save_at = now + SAVE_MS;
    if (progress_save(sender_progress(player->sender), &fault) != 0) {
        player->save_at = now + SAVE_AGAIN_MS;
        log_warning(player->log, "redis-away", "%s; it is tried again", fault.text);
    }
}

int player_turn(struct player *player, int64_t now_monotonic, int64_t *again_at,
                struct fault *fault)
{
    if (passage_serve(sender_passage(player->sender), now_monotonic, fault) != 0 ||
        move(player, fault) != 0)
        return -1;
    baton_renew(player->baton, now_monotonic);
    save_when_due(player, now_monotonic);
    *again_at = now_monotonic + (player->phase == PHASE_PACED ? PACE_MS : IDLE_MS);
    return 0;
}

bool player_is_done(const struct player *player)
{
    return player->phase == PHASE_DONE;
}

int player_account(struct player *player, bool *balanced, struct fault *fault)
{
    struct progress_counts counts = progress_counts(sender_progress(player->sender));
    struct accounts_place place = {
        .redis = player->settings.redis,
        .partitions = passage_partitions(sender_passage(player->sender)),
    };
    struct accounts_sent sent = { .read = counts.read, .refused = counts.refused };

    return accounts_write(&place, &sent, player->settings.state, balanced, fault);
}

int player_save(struct player *player, struct fault *fault)
{
    return progress_save(sender_progress(player->sender), fault);
}
