#include "core/replies.h"

#include "base/moment.h"
#include "base/pack.h"

#include <string.h>

enum { REPLIES_VERSION = 1, FIRST_SLOTS = 64, SLOT_EMPTY = -1, NAME_LIMIT_BYTES = 192 };

/* Stored one behind the other; reading twice is the same as reading once. */
enum entry { ENTRY_HEARD = 1, ENTRY_ANSWERED = 2 };

struct day {
    int64_t number;      /* since 1970 */
    size_t count;        /* complaints of it that are kept */
    bool is_changed;
    bool is_gone;
    struct text fresh;
};

/* Complaints in the order they came; a hash table by id leads to them. Forgetting rebuilds both. */
struct replies {
    struct reply *rows;
    size_t count;
    size_t capacity;
    int32_t *slots;
    size_t slot_count;
    struct day *days;      /* in no order; few */
    size_t day_count;
    size_t day_capacity;
    int64_t last_day;      /* the latest that was heard of */
    int64_t given_up_day;  /* the latest that went for want of room; INT64_MIN: none */
    struct text given;     /* what replies_fresh() gave */
};

struct replies *replies_new(void)
{
    struct replies *replies = memory_new(sizeof *replies);

    replies->last_day = INT64_MIN;
    replies->given_up_day = INT64_MIN;
    return replies;
}

void replies_free(struct replies *replies)
{
    if (replies == NULL)
        return;
    for (size_t i = 0; i < replies->day_count; i++)
        text_done(&replies->days[i].fresh);
    memory_free(replies->days);
    memory_free(replies->rows);
    memory_free(replies->slots);
    text_done(&replies->given);
    memory_free(replies);
}

uint32_t replies_series(const char *dimension, struct slice name)
{
    char joined[NAME_LIMIT_BYTES];
    size_t head = strnlen(dimension, sizeof joined);
    size_t tail = name.length < sizeof joined - head ? name.length : sizeof joined - head;

    memcpy(joined, dimension, head);
    if (tail > 0)
        memcpy(joined + head, name.bytes, tail);
    uint32_t short_digest = (uint32_t)digest_fast((struct slice){ joined, head + tail });
    return short_digest == 0 ? 1 : short_digest;
}

/* --- finding --- */

/* Where the id is, or the empty slot where it would be. */
static int32_t *slot_of(const struct replies *replies, struct key id)
{
    uint64_t place = 0;

    memcpy(&place, id.bytes, sizeof place);
    for (;; place++) {
        int32_t *slot = &replies->slots[place & (replies->slot_count - 1)];
        if (*slot == SLOT_EMPTY || key_equals(replies->rows[*slot].id, id))
            return slot;
    }
}

static struct reply *find(const struct replies *replies, struct key id)
{
    int32_t *slot = replies->slot_count == 0 ? NULL : slot_of(replies, id);

    return slot == NULL || *slot == SLOT_EMPTY ? NULL : &replies->rows[*slot];
}

static void rebuild(struct replies *replies, size_t slots)
{
    replies->slot_count = slots;
    replies->slots = memory_resize(replies->slots, slots, sizeof *replies->slots);
    memset(replies->slots, 0xFF, slots * sizeof *replies->slots);
    for (size_t i = 0; i < replies->count; i++)
        *slot_of(replies, replies->rows[i].id) = (int32_t)i;
}

static int64_t day_of(int64_t at)
{
    return moment_floor(at, DAY_MS) / DAY_MS;
}

static struct day *find_day(const struct replies *replies, int64_t number)
{
    for (size_t i = 0; i < replies->day_count; i++)
        if (replies->days[i].number == number)
            return &replies->days[i];
    return NULL;
}

static struct day *need_day(struct replies *replies, int64_t number)
{
    struct day *day = find_day(replies, number);

    if (day != NULL)
        return day;
    MEMORY_GROW(replies->days, replies->day_count, replies->day_capacity);
    day = &replies->days[replies->day_count++];
    *day = (struct day){ .number = number };
    return day;
}

/* --- forgetting --- */

static void drop_rows(struct replies *replies, int64_t until_day)
{
    size_t kept = 0;

    for (size_t i = 0; i < replies->count; i++)
        if (day_of(replies->rows[i].at) > until_day)
            replies->rows[kept++] = replies->rows[i];
    replies->count = kept;
    if (replies->slot_count > 0)
        rebuild(replies, replies->slot_count);
}

/* Days up to and including that one go. */
static void forget(struct replies *replies, int64_t until_day)
{
    bool any = false;

    for (size_t i = 0; i < replies->day_count; i++) {
        struct day *day = &replies->days[i];
        if (day->number > until_day || day->is_gone)
            continue;
        any |= day->count > 0;
        day->count = 0;
        day->is_gone = true;
        day->is_changed = true;
        text_clear(&day->fresh);
    }
    if (any)
        drop_rows(replies, until_day);
}

static int64_t oldest_day(const struct replies *replies)
{
    int64_t oldest = INT64_MAX;

    for (size_t i = 0; i < replies->day_count; i++)
        if (replies->days[i].count > 0 && replies->days[i].number < oldest)
            oldest = replies->days[i].number;
    return oldest;
}

/* Room for one more of that day. False when it is too old, or the only day there is is full. */
static bool make_room(struct replies *replies, int64_t number)
{
    if (number > replies->last_day) {
        replies->last_day = number;
        forget(replies, number - REPLIES_DAYS);
    }
    if (replies->count == REPLIES_LIMIT) {
        int64_t oldest = oldest_day(replies);
        replies->given_up_day = oldest > replies->given_up_day ? oldest : replies->given_up_day;
        if (oldest < replies->last_day)
            forget(replies, oldest);
        need_day(replies, replies->last_day)->is_changed = true; /* it tells what was given up */
    }
    if (replies->count == REPLIES_LIMIT || number <= replies->last_day - REPLIES_DAYS ||
        number <= replies->given_up_day)
        return false;
    if (replies->count * 2 >= replies->slot_count)
        rebuild(replies, replies->slot_count == 0 ? FIRST_SLOTS : replies->slot_count * 2);
    return true;
}

/* --- what happens --- */

static bool keep(struct replies *replies, const struct reply *complaint)
{
    int64_t number = day_of(complaint->at);

    if (find(replies, complaint->id) != NULL || !make_room(replies, number))
        return false;
    MEMORY_GROW(replies->rows, replies->count, replies->capacity);
    *slot_of(replies, complaint->id) = (int32_t)replies->count;
    replies->rows[replies->count++] = *complaint;
    need_day(replies, number)->count++;
    return true;
}

static void write_heard(struct day *day, const struct reply *complaint)
{
    day->is_changed = true;
    pack_number(&day->fresh, ENTRY_HEARD);
    pack_key(&day->fresh, complaint->id);
    pack_number(&day->fresh, complaint->at);
    for (size_t i = 0; i < REPLY_SERIES_LIMIT; i += 2) /* two in one */
        pack_number(&day->fresh, (int64_t)((uint64_t)complaint->series[i] << 32 |
                                           complaint->series[i + 1]));
}

static void write_answered(struct day *day, const struct reply *complaint)
{
    day->is_changed = true;
    pack_number(&day->fresh, ENTRY_ANSWERED);
    pack_key(&day->fresh, complaint->id);
    pack_number(&day->fresh, complaint->answered_at);
}

void replies_hear(struct replies *replies, const struct reply *complaint)
{
    struct reply waiting = *complaint;

    waiting.answered_at = MOMENT_NEVER;
    if (keep(replies, &waiting))
        write_heard(find_day(replies, day_of(waiting.at)), &waiting);
}

bool replies_answer(struct replies *replies, struct key id, int64_t at)
{
    struct reply *complaint = find(replies, id);

    if (complaint == NULL || complaint->answered_at != MOMENT_NEVER)
        return false;
    complaint->answered_at = at;
    write_answered(find_day(replies, day_of(complaint->at)), complaint);
    return true;
}

/* --- counting --- */

static bool is_asked_for(const struct reply *complaint, const struct reply_question *question)
{
    if (complaint->at < question->from_at || complaint->at >= question->to_at)
        return false;
    for (size_t i = 0; i < question->series_count; i++)
        for (size_t k = 0; k < REPLY_SERIES_LIMIT && complaint->series[k] != 0; k++)
            if (complaint->series[k] == question->series[i])
                return true;
    return question->series_count == 0;
}

struct reply_share replies_share(const struct replies *replies,
                                 const struct reply_question *question)
{
    struct reply_share share = {
        .is_whole = replies->given_up_day == INT64_MIN ||
                    day_of(question->from_at) > replies->given_up_day,
    };

    for (size_t i = 0; i < replies->count; i++) {
        const struct reply *complaint = &replies->rows[i];
        if (!is_asked_for(complaint, question))
            continue;
        share.complaints++;
        share.recent_complaints += complaint->at >= question->recent_at;
        if (complaint->answered_at == MOMENT_NEVER)
            continue;
        share.answered++;
        share.recent_answers += complaint->answered_at >= question->recent_at;
    }
    return share;
}

/* --- the state --- */

bool replies_next_change(struct replies *replies, int64_t *number, bool *is_gone)
{
    for (size_t i = 0; i < replies->day_count; i++) {
        struct day *day = &replies->days[i];
        if (!day->is_changed)
            continue;
        *number = day->number;
        *is_gone = day->is_gone;
        day->is_changed = false;
        if (day->is_gone) {
            text_done(&day->fresh);
            *day = replies->days[--replies->day_count];
        }
        return true;
    }
    return false;
}

struct slice replies_fresh(struct replies *replies, int64_t number)
{
    struct day *day = find_day(replies, number);

    text_clear(&replies->given);
    if (day == NULL)
        return SLICE("");
    struct text given = replies->given;
    replies->given = day->fresh;
    day->fresh = given;
    return (struct slice){ replies->given.bytes, replies->given.length };
}

void replies_renew(struct replies *replies)
{
    for (size_t i = 0; i < replies->day_count; i++)
        text_clear(&replies->days[i].fresh);
    for (size_t i = 0; i < replies->count; i++) {
        const struct reply *complaint = &replies->rows[i];
        struct day *day = find_day(replies, day_of(complaint->at));
        write_heard(day, complaint);
        if (complaint->answered_at != MOMENT_NEVER)
            write_answered(day, complaint);
    }
}

static void heard_read(struct unpack *unpack, struct replies *replies)
{
    struct reply complaint = { .id = unpack_key(unpack), .answered_at = MOMENT_NEVER };

    complaint.at = unpack_number(unpack);
    for (size_t i = 0; i < REPLY_SERIES_LIMIT; i += 2) {
        uint64_t two = (uint64_t)unpack_number(unpack);
        complaint.series[i] = (uint32_t)(two >> 32);
        complaint.series[i + 1] = (uint32_t)two;
    }
    if (!unpack->failed)
        (void)keep(replies, &complaint); /* the limit was kept when it was written */
}

void replies_write(const struct replies *replies, struct text *text)
{
    pack_number(text, REPLIES_VERSION);
    pack_number(text, replies->given_up_day);
}

static bool head_read(struct replies *replies, struct slice content)
{
    struct unpack unpack = unpack_from(content);
    bool is_ours = unpack_number(&unpack) == REPLIES_VERSION;
    int64_t given_up_day = unpack_number(&unpack);

    if (given_up_day > replies->given_up_day)
        replies->given_up_day = given_up_day;
    return is_ours && unpack_is_done(&unpack);
}

bool replies_restore(struct replies *replies, struct slice content, struct slice list)
{
    struct unpack unpack = unpack_from(list);

    if (!head_read(replies, content))
        return false;
    while (!unpack.failed && unpack.rest.length > 0) {
        int64_t entry = unpack_number(&unpack);
        if (entry == ENTRY_HEARD) {
            heard_read(&unpack, replies);
        } else if (entry == ENTRY_ANSWERED) {
            struct reply *complaint = find(replies, unpack_key(&unpack));
            int64_t at = unpack_number(&unpack);
            if (complaint != NULL)
                complaint->answered_at = at;
        } else {
            return false;
        }
    }
    return !unpack.failed;
}
