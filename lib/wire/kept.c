#include "wire/kept.h"

#include "base/moment.h"
#include "core/passing.h"
#include "wire/kept_parts.h"
#include "wire/keys.h"

enum { IDS_HOURS = 27, CLAIM_HOURS = 50 };

struct kept *kept_new(struct fold *fold, struct keep *keep)
{
    struct kept *kept = memory_new(sizeof *kept);

    kept->fold = fold;
    kept->keep = keep;
    kept->arena = arena_new();
    return kept;
}

void kept_free(struct kept *kept)
{
    if (kept == NULL)
        return;
    arena_free(kept->arena);
    memory_free(kept->wishes);
    memory_free(kept->details);
    memory_free(kept->noted);
    memory_free(kept->minute_hours);
    text_done(&kept->name);
    memory_free(kept);
}

const char *kept_rules_version(const struct kept *kept)
{
    return kept->rules_version;
}

/* Wishes for the value whose name stands in kept->name. */
static void wish(struct kept *kept, enum kept_kind kind, struct detail detail)
{
    MEMORY_GROW(kept->wishes, kept->count, kept->capacity);
    if (kept->detail_capacity < kept->capacity) {
        kept->detail_capacity = kept->capacity;
        kept->details = memory_resize(kept->details, kept->capacity, sizeof *kept->details);
    }
    struct slice key = { arena_copy(kept->arena, kept->name.bytes, kept->name.length),
                         kept->name.length };
    kept->details[kept->count] = detail;
    kept->wishes[kept->count++] = (struct kept_wish){ kind, key };
    text_clear(&kept->name);
}

static void wish_hours(struct kept *kept, const char *kind, enum part part)
{
    for (int i = -IDS_HOURS; i <= 1; i++) {
        int64_t at = moment_floor(kept->fold->now, HOUR_MS) + i * HOUR_MS;
        keys_add_kind_hour(&kept->name, kind, at);
        wish(kept, KEPT_STRING, (struct detail){ .part = part, .at = at });
    }
}

static void wish_org(struct kept *kept, struct org *org)
{
    struct slice name = slice_of(org->name);

    keys_add_org(&kept->name, "org", name);
    wish(kept, KEPT_STRING, (struct detail){ .part = PART_ORG, .org = org });
    keys_add_org(&kept->name, "series", name);
    wish(kept, KEPT_SET, (struct detail){ .part = PART_SERIES, .org = org });
    keys_add_org(&kept->name, "pieces", name);
    wish(kept, KEPT_SET, (struct detail){ .part = PART_PIECES, .org = org });
    for (int i = -CLAIM_HOURS; i <= 1; i++) {
        int64_t at = moment_floor(kept->fold->now, HOUR_MS) + i * HOUR_MS;
        keys_add_org(&kept->name, "n", name);
        text_add_char(&kept->name, ':');
        keys_add_hour(&kept->name, at);
        wish(kept, KEPT_STRING, (struct detail){ .part = PART_CLAIMS, .org = org, .at = at });
    }
}

static void wish_day_hours(struct kept *kept, struct detail detail)
{
    int64_t day_at = moment_floor(kept->fold->now, DAY_MS);

    detail.part = PART_HOURS;
    for (int i = 1 - WINDOW_DAYS; i <= 0; i++) {
        detail.at = day_at + i * DAY_MS;
        keys_add(&kept->name, "h", slice_of(detail.org->name), series_name(detail.tracked->series));
        text_add_char(&kept->name, ':');
        keys_add_day(&kept->name, detail.at);
        wish(kept, KEPT_HASH, detail);
    }
}

/* Minutes of the hours that hold anything: most hold nothing, and there are many series. */
static void wish_rest(struct kept *kept, struct detail detail)
{
    struct slice org = slice_of(detail.org->name), name = series_name(detail.tracked->series);

    detail.part = PART_MINUTES;
    for (int i = 0; i < WINDOW_MINUTE_HOURS; i++) {
        if ((kept->minute_hours[detail.index] >> i & 1) == 0)
            continue;
        detail.at = kept_minutes_from(kept) + i * HOUR_MS;
        keys_add(&kept->name, "m", org, name);
        text_add_char(&kept->name, ':');
        keys_add_hour(&kept->name, detail.at);
        wish(kept, KEPT_HASH, detail);
    }
    detail.part = PART_DETECTOR;
    keys_add(&kept->name, "b", org, name);
    wish(kept, KEPT_STRING, detail);
    detail.part = PART_FIGURES;
    keys_add(&kept->name, "f", org, name);
    wish(kept, KEPT_STRING, detail);
}

static void wish_of_each(struct kept *kept, void (*wish_of)(struct kept *kept, struct detail detail))
{
    size_t index = 0;

    for (struct table_cursor at = { 0 }; table_next(kept->fold->orgs, &at);) {
        struct org *org = at.value;
        for (struct table_cursor one = { 0 }; table_next(org->series, &one);)
            wish_of(kept, (struct detail){ .org = org, .tracked = one.value, .index = index++ });
    }
}

static size_t count_series(const struct kept *kept)
{
    size_t count = 0;

    for (struct table_cursor at = { 0 }; table_next(kept->fold->orgs, &at);)
        count += table_count(((const struct org *)at.value)->series);
    return count;
}

static void wish_piece(struct kept *kept, const struct noted *noted)
{
    struct detail detail = { .part = PART_PIECE, .org = noted->org, .piece = noted->piece };

    keys_add_org(&kept->name, "p", slice_of(noted->org->name));
    text_add_char(&kept->name, ':');
    text_add_bytes(&kept->name, noted->piece.bytes, noted->piece.length);
    wish(kept, KEPT_STRING, detail);
    detail.part = PART_PEOPLE;
    keys_add_org(&kept->name, "people", slice_of(noted->org->name));
    text_add_char(&kept->name, ':');
    text_add_bytes(&kept->name, noted->piece.bytes, noted->piece.length);
    wish(kept, KEPT_STRING, detail);
}

static void wish_first(struct kept *kept)
{
    text_add(&kept->name, "state");
    wish(kept, KEPT_HASH, (struct detail){ .part = PART_STATE });
    text_add(&kept->name, "orgs");
    wish(kept, KEPT_SET, (struct detail){ .part = PART_ORGS });
}

static void wish_orgs(struct kept *kept)
{
    if (kept->fold->now == MOMENT_NEVER)
        return;
    wish_hours(kept, "ids", PART_IDS);
    wish_hours(kept, "commands", PART_COMMANDS);
    for (struct table_cursor at = { 0 }; table_next(kept->fold->orgs, &at);)
        wish_org(kept, at.value);
}

static void wish_inside(struct kept *kept)
{
    kept->minute_hours = memory_array(count_series(kept) + 1, sizeof *kept->minute_hours);
    wish_of_each(kept, wish_day_hours);
    for (size_t i = 0; i < kept->noted_count; i++)
        wish_piece(kept, &kept->noted[i]);
}

/* Everything is in place: what falls due next is asked of all. */
static void finish(struct kept *kept)
{
    for (struct table_cursor at = { 0 }; table_next(kept->fold->orgs, &at);)
        passing_find_next(at.value, kept->fold->now);
}

const struct kept_wish *kept_wishes(struct kept *kept, size_t *count)
{
    kept->count = 0;
    switch (kept->stage++) {
    case 0:
        wish_first(kept);
        break;
    case 1:
        wish_orgs(kept);
        break;
    case 2:
        wish_inside(kept);
        break;
    case 3:
        wish_of_each(kept, wish_rest);
        break;
    case 4:
        finish(kept);
        break;
    }
    *count = kept->count;
    return kept->wishes;
}

int kept_take(struct kept *kept, size_t wish_index, const struct slice *items, size_t count,
              struct fault *fault)
{
    const struct detail *detail = &kept->details[wish_index];
    static const struct slice NONE = { "", 0 };
    bool nothing = count == 0;

    /* An incident without people has only its piece; all else that is not there says nothing. */
    if (nothing && detail->part != PART_PEOPLE)
        return 0;
    if (kept_put(kept, detail, nothing ? &NONE : items, nothing ? 1 : count, fault))
        return 0;
    struct slice key = kept->wishes[wish_index].key;
    if (fault->kind != FAULT_NONE)
        return fault_during(fault, "reading the stored '%.*s'", (int)key.length, key.bytes);
    return fault_set(fault, FAULT_INPUT, "the stored '%.*s' is not what this program writes",
                     (int)key.length, key.bytes);
}
