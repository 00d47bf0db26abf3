#include "wire/kept_parts.h"

#include "base/moment.h"
#include "base/pack.h"
#include "wire/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field of decimal digits, as keep.c writes them. */
static bool read_decimal(struct slice digits, int64_t *number)
{
    char copy[24];
    char *end = NULL;

    if (digits.length == 0 || digits.length >= sizeof copy)
        return false;
    memcpy(copy, digits.bytes, digits.length);
    copy[digits.length] = '\0';
    *number = strtoll(copy, &end, 10);
    return *end == '\0';
}

static bool take_state(struct kept *kept, const struct slice *items, size_t count)
{
    int64_t swept_at = MOMENT_NEVER, trigger_count = 0;

    for (size_t i = 0; i + 1 < count; i += 2) {
        struct slice name = items[i];
        int64_t number = 0;
        if (slice_is(name, "rules")) {
            if (items[i + 1].length >= sizeof kept->rules_version)
                return false;
            memcpy(kept->rules_version, items[i + 1].bytes, items[i + 1].length);
            continue;
        }
        if (!read_decimal(items[i + 1], &number))
            return false;
        if (slice_is(name, "now"))
            kept->fold->now = number;
        else if (slice_is(name, "consumed"))
            kept->fold->accounts.consumed = number;
        else if (slice_is(name, "swept"))
            swept_at = number;
        else if (slice_is(name, "triggers"))
            trigger_count = number;
        else if (slice_is(name, "given_up_hours"))
            kept->fold->given_up_hours = number;
        for (int account = 0; account < ACCOUNT_COUNT; account++) {
            if (slice_is(name, account_name((enum account)account)))
                kept->fold->accounts.of[account] = number;
        }
    }
    keep_restore(kept->keep, swept_at, trigger_count);
    return true;
}

static bool take_orgs(struct kept *kept, const struct slice *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_clear(&kept->name);
        keys_add_decoded(&kept->name, items[i]);
        struct org *org = fold_org(kept->fold, (struct slice){ text_string(&kept->name), kept->name.length });
        org->is_new = false;
        org->dirty = false;
    }
    text_clear(&kept->name);
    return true;
}

static bool take_ids(struct seen *seen, int64_t at, struct slice packed)
{
    if (packed.length % KEY_BYTES != 0)
        return false;
    for (struct unpack unpack = unpack_from(packed); unpack.rest.length > 0;) {
        struct key key = unpack_key(&unpack);
        if (!seen_find(seen, key))
            (void)seen_add(seen, key, at); /* the limit was kept when it was written */
    }
    seen_settle(seen);
    return true;
}

static bool take_claims(struct org *org, struct slice packed)
{
    struct unpack unpack = unpack_from(packed);

    while (!unpack.failed && unpack.rest.length > 0) {
        struct novelty_claim claim = { 0 };
        claim.about = (uint64_t)unpack_number(&unpack);
        int64_t flags = unpack_number(&unpack);
        claim.has_person = flags & 1;
        claim.has_text = flags >> 1 & 1;
        claim.person = unpack_key(&unpack);
        claim.simhash = (uint64_t)unpack_number(&unpack);
        claim.at = unpack_number(&unpack);
        if (!unpack.failed)
            novelty_restore(org->novelty, &claim);
    }
    return !unpack.failed;
}

static bool take_org(struct org *org, struct slice packed)
{
    struct unpack unpack = unpack_from(packed);

    org->sequence = (uint64_t)unpack_number(&unpack);
    org->pool_due_at = unpack_number(&unpack);
    org->overflow_count = unpack_number(&unpack);
    if (!pool_read(org->pool, unpack_string(&unpack)))
        return false;
    for (size_t left = unpack_count(&unpack, packed.length); left > 0; left--) {
        struct slice name = unpack_string(&unpack);
        if (unpack.failed || !source_read(org_source(org, name), unpack_string(&unpack)))
            return false;
    }
    org->had_outage = true; /* perhaps; it costs little */
    org->dirty = false;
    return unpack_is_done(&unpack);
}

static bool take_series(struct kept *kept, struct org *org, const struct slice *items,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_clear(&kept->name);
        keys_add_decoded(&kept->name, items[i]);
        (void)org_series(org, (struct slice){ text_string(&kept->name), kept->name.length });
    }
    org_settle(org); /* they are in the index */
    text_clear(&kept->name);
    return true;
}

static bool take_pieces(struct kept *kept, struct org *org, const struct slice *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        MEMORY_GROW(kept->noted, kept->noted_count, kept->noted_capacity);
        kept->noted[kept->noted_count++] = (struct noted){
            org, { arena_copy(kept->arena, items[i].bytes, items[i].length), items[i].length }
        };
    }
    return true;
}

/* Four decimal numbers, as keep_series.c writes them. */
static bool read_counts(struct slice value, struct counts *counts)
{
    size_t at = 0;

    for (int metric = 0; metric < METRIC_COUNT; metric++) {
        uint64_t number = 0;
        size_t begin = at += metric > 0 && at < value.length && value.bytes[at] == ' ';
        for (; at < value.length && value.bytes[at] >= '0' && value.bytes[at] <= '9'; at++)
            number = number * 10 + (uint64_t)(value.bytes[at] - '0');
        if (at == begin || at - begin > 10 || number > UINT32_MAX)
            return false;
        counts->of[metric] = (uint32_t)number;
    }
    return at == value.length;
}

int64_t kept_minutes_from(const struct kept *kept)
{
    return moment_floor(kept->fold->now, HOUR_MS) - (WINDOW_MINUTE_HOURS - 1) * HOUR_MS;
}

static bool take_minutes(const struct detail *detail, const struct slice *items, size_t count)
{
    struct window *window = series_window(detail->tracked->series);

    for (size_t i = 0; i + 1 < count; i += 2) {
        struct counts counts;
        int64_t minute = 0;
        if (!read_decimal(items[i], &minute) || !read_counts(items[i + 1], &counts) ||
            minute < 0 || minute >= 60)
            return false;
        window_add(window, detail->at + minute * MINUTE_MS, counts);
    }
    return true;
}

/* Of hours whose minutes are gone the total is put in place; the others' minutes are wished for. */
static bool take_hours(const struct kept *kept, const struct detail *detail,
                       const struct slice *items, size_t count)
{
    int64_t minutes_from = kept_minutes_from(kept);

    for (size_t i = 0; i + 1 < count; i += 2) {
        struct counts counts;
        int64_t hour = 0;
        if (!read_decimal(items[i], &hour) || !read_counts(items[i + 1], &counts) || hour < 0 ||
            hour >= 24)
            return false;
        int64_t at = detail->at + hour * HOUR_MS;
        int64_t place = (at - minutes_from) / HOUR_MS;
        if (at < minutes_from)
            window_set_hour(series_window(detail->tracked->series), at, counts);
        else if (place < WINDOW_MINUTE_HOURS)
            kept->minute_hours[detail->index] |= UINT32_C(1) << place;
    }
    return true;
}

static bool take_figures(const struct kept *kept, const struct detail *detail, struct slice packed)
{
    struct unpack unpack = unpack_from(packed);
    struct bucket_figures figures = { 0 };
    struct series_context context = org_context(detail->org, detail->tracked, kept->fold->now);

    figures.bucket_at = unpack_number(&unpack);
    figures.complaints = (uint32_t)unpack_number(&unpack);
    figures.distinct = (uint32_t)unpack_number(&unpack);
    int64_t flags = unpack_number(&unpack);
    figures.raised = flags & 1;
    figures.warned = flags >> 1 & 1;
    figures.campaign = flags >> 2 & 1;
    figures.literal = (uint16_t)unpack_number(&unpack);
    figures.heard = unpack_is_done(&unpack) ? figures.distinct : (uint32_t)unpack_number(&unpack);
    if (!unpack_is_done(&unpack))
        return false;
    series_resume(detail->tracked->series, &context, &figures);
    detail->tracked->written_bucket_at = figures.bucket_at;
    return true;
}

static bool take_people(struct kept *kept, const struct detail *detail, struct slice people,
                        struct fault *fault)
{
    OWNED(text) struct text piece = { 0 };

    keys_add_decoded(&piece, detail->piece);
    return casebook_read(detail->org->casebook, (struct slice){ piece.bytes, piece.length },
                         kept->piece_content, people, fault) == 0;
}

bool kept_put(struct kept *kept, const struct detail *detail, const struct slice *items,
              size_t count, struct fault *fault)
{
    switch (detail->part) {
    case PART_STATE:
        return take_state(kept, items, count);
    case PART_ORGS:
        return take_orgs(kept, items, count);
    case PART_IDS:
        return take_ids(kept->fold->ids, detail->at, items[0]);
    case PART_COMMANDS:
        return take_ids(kept->fold->commands, detail->at, items[0]);
    case PART_ORG:
        return take_org(detail->org, items[0]);
    case PART_SERIES:
        return take_series(kept, detail->org, items, count);
    case PART_PIECES:
        return take_pieces(kept, detail->org, items, count);
    case PART_CLAIMS:
        return take_claims(detail->org, items[0]);
    case PART_PIECE:
        kept->piece_content =
            (struct slice){ arena_copy(kept->arena, items[0].bytes, items[0].length),
                            items[0].length };
        return true;
    case PART_PEOPLE:
        return take_people(kept, detail, items[0], fault);
    case PART_HOURS:
        return take_hours(kept, detail, items, count);
    case PART_MINUTES:
        return take_minutes(detail, items, count);
    case PART_DETECTOR:
        return series_read(detail->tracked->series, items[0]);
    case PART_FIGURES:
        return take_figures(kept, detail, items[0]);
    }
    return false;
}

