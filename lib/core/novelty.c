#include "core/novelty.h"

#include "base/moment.h"

#include <stdlib.h>
#include <string.h>

enum { BANDS = 4, BAND_BITS = 16, NEAR_BITS = 3, FIRST_SLOTS = 64, CHAIN_END = -1 };

/* Claims lie in one array in log order; two hash tables lead to them: one by person, and one by
 * (subject, band number, band) whose slots start chains. Forgetting rebuilds both. */
struct novelty {
    struct remembered {
        struct novelty_claim claim;
        int32_t next_person;
        int32_t next_band[BANDS];
    } *claims;
    size_t count;
    size_t capacity;
    int32_t *person_slots; /* 1. starts of chains; as many as claims could be */
    int32_t *band_slots;
    size_t slot_count;
    int64_t forgot_at;
    struct novelty_claim *additions;
    size_t addition_count;
    size_t addition_capacity;
};

static void empty_slots(struct novelty *novelty, size_t count)
{
    novelty->slot_count = count;
    novelty->person_slots = memory_resize(novelty->person_slots, count, sizeof(int32_t));
    novelty->band_slots = memory_resize(novelty->band_slots, count * BANDS, sizeof(int32_t));
    memset(novelty->person_slots, 0xFF, count * sizeof(int32_t));
    memset(novelty->band_slots, 0xFF, count * BANDS * sizeof(int32_t));
}

struct novelty *novelty_new(void)
{
    struct novelty *novelty = memory_new(sizeof *novelty);

    empty_slots(novelty, FIRST_SLOTS);
    novelty->forgot_at = MOMENT_NEVER;
    return novelty;
}

void novelty_free(struct novelty *novelty)
{
    if (novelty == NULL)
        return;
    memory_free(novelty->claims);
    memory_free(novelty->person_slots);
    memory_free(novelty->band_slots);
    memory_free(novelty->additions);
    memory_free(novelty);
}

static uint64_t word_of(struct key key)
{
    uint64_t word;

    memcpy(&word, key.bytes, sizeof word);
    return word;
}

static int32_t *person_slot(const struct novelty *novelty, const struct novelty_claim *claim)
{
    return &novelty->person_slots[(word_of(claim->person) ^ claim->about) &
                                  (novelty->slot_count - 1)];
}

static int32_t *band_slot(const struct novelty *novelty, const struct novelty_claim *claim, int band)
{
    uint64_t bits = claim->simhash >> (band * BAND_BITS) & 0xFFFF;
    uint64_t hash = (claim->about ^ (bits + 1) * 0x9E3779B97F4A7C15u) *
                    0xD6E8FEB86659FD93u; /* odd constants that spread the bits */

    return &novelty->band_slots[(size_t)band * novelty->slot_count +
                                (size_t)(hash >> 32 & (novelty->slot_count - 1))];
}

static void link_claim(struct novelty *novelty, size_t place)
{
    struct remembered *remembered = &novelty->claims[place];

    if (remembered->claim.has_person) {
        int32_t *slot = person_slot(novelty, &remembered->claim);
        remembered->next_person = *slot;
        *slot = (int32_t)place;
    }
    for (int band = 0; remembered->claim.has_text && band < BANDS; band++) {
        int32_t *slot = band_slot(novelty, &remembered->claim, band);
        remembered->next_band[band] = *slot;
        *slot = (int32_t)place;
    }
}

static void rebuild(struct novelty *novelty, size_t slots)
{
    empty_slots(novelty, slots);
    for (size_t i = 0; i < novelty->count; i++)
        link_claim(novelty, i);
}

static bool within_a_day(const struct novelty_claim *left, const struct novelty_claim *right)
{
    return llabs(left->at - right->at) < DAY_MS;
}

static bool knows_person(const struct novelty *novelty, const struct novelty_claim *claim)
{
    for (int32_t i = *person_slot(novelty, claim); i != CHAIN_END;
         i = novelty->claims[i].next_person) {
        const struct novelty_claim *other = &novelty->claims[i].claim;
        if (other->about == claim->about && key_equals(other->person, claim->person) &&
            within_a_day(other, claim))
            return true;
    }
    return false;
}

static bool knows_text(const struct novelty *novelty, const struct novelty_claim *claim)
{
    for (int band = 0; band < BANDS; band++) {
        for (int32_t i = *band_slot(novelty, claim, band); i != CHAIN_END;
             i = novelty->claims[i].next_band[band]) {
            const struct novelty_claim *other = &novelty->claims[i].claim;
            if (__builtin_popcountll(other->simhash ^ claim->simhash) <= NEAR_BITS &&
                other->about == claim->about && within_a_day(other, claim))
                return true;
        }
    }
    return false;
}

void novelty_restore(struct novelty *novelty, const struct novelty_claim *claim)
{
    MEMORY_GROW(novelty->claims, novelty->count, novelty->capacity);
    novelty->claims[novelty->count++] = (struct remembered){ .claim = *claim };
    if (novelty->count > novelty->slot_count)
        rebuild(novelty, novelty->slot_count * 2);
    else
        link_claim(novelty, novelty->count - 1);
}

bool novelty_claim(struct novelty *novelty, const struct novelty_claim *claim)
{
    if ((claim->has_person && knows_person(novelty, claim)) ||
        (claim->has_text && knows_text(novelty, claim)))
        return false;
    if (!claim->has_person && !claim->has_text)
        return true; /* nothing to know it again by */
    novelty_restore(novelty, claim);
    MEMORY_GROW(novelty->additions, novelty->addition_count, novelty->addition_capacity);
    novelty->additions[novelty->addition_count++] = *claim;
    return true;
}

void novelty_forget(struct novelty *novelty, int64_t now)
{
    /* Records up to 24 h late still look a day further back. Rebuilding once an hour is enough. */
    if (novelty->forgot_at != MOMENT_NEVER && now - novelty->forgot_at < HOUR_MS)
        return;
    novelty->forgot_at = now;
    size_t kept = 0;
    for (size_t i = 0; i < novelty->count; i++) {
        if (novelty->claims[i].claim.at > now - 2 * DAY_MS)
            novelty->claims[kept++] = novelty->claims[i];
    }
    if (kept == novelty->count)
        return;
    novelty->count = kept;
    size_t slots = FIRST_SLOTS;
    while (slots < kept * 2)
        slots *= 2;
    rebuild(novelty, slots);
}

size_t novelty_count(const struct novelty *novelty)
{
    return novelty->count;
}

static int by_moment_and_person(const void *left, const void *right)
{
    const struct novelty_claim *a = *(const struct novelty_claim *const *)left;
    const struct novelty_claim *b = *(const struct novelty_claim *const *)right;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return memcmp(a->person.bytes, b->person.bytes, KEY_BYTES);
}

void novelty_people(const struct novelty *novelty, const struct novelty_question *question,
                    void (*visit)(void *visitor, struct key person), void *visitor)
{
    OWNED(memory) void *memory = memory_array(novelty->count, sizeof(struct novelty_claim *));
    const struct novelty_claim **claims = memory;
    size_t count = 0;

    for (size_t i = 0; i < novelty->count; i++) {
        const struct novelty_claim *claim = &novelty->claims[i].claim;
        if (claim->has_person && claim->at >= question->from_at && claim->at < question->to_at &&
            (question->about_anything || claim->about == question->about))
            claims[count++] = claim;
    }
    /* The order of the log is not kept by the store, so the order of event time is the one. */
    qsort(claims, count, sizeof *claims, by_moment_and_person);
    for (size_t i = 0; i < count; i++)
        visit(visitor, claims[i]->person);
}

const struct novelty_claim *novelty_additions(const struct novelty *novelty, size_t *count)
{
    *count = novelty->addition_count;
    return novelty->additions;
}

void novelty_settle(struct novelty *novelty)
{
    novelty->addition_count = 0;
}

void novelty_renew(struct novelty *novelty)
{
    novelty->addition_count = 0;
    for (size_t i = 0; i < novelty->count; i++) {
        MEMORY_GROW(novelty->additions, novelty->addition_count, novelty->addition_capacity);
        novelty->additions[novelty->addition_count++] = novelty->claims[i].claim;
    }
}
