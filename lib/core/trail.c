#include "core/trail.h"

#include <string.h>

/* Version 1 knew hours only, no reposts and no marks; 2 was never released. */
enum { TRAIL_VERSION = 3, TRAIL_OF_HOURS = 1 };
/* As milliseconds, more would not fit. */
#define HOURS_MOST ((int64_t)1 << 40)

struct trail *trail_new(struct slice subject)
{
    struct trail *trail = memory_new(sizeof *trail);

    trail->subject = memory_copy(subject.bytes, subject.length);
    trail->reach_at = MOMENT_NEVER;
    trail->media_at = MOMENT_NEVER;
    trail->repost_minute = INT64_MIN;
    return trail;
}

static void item_done(struct trail_item *item)
{
    memory_free(item->id);
    memory_free(item->source);
    memory_free(item->excerpt);
    memory_free(item->parent);
    *item = (struct trail_item){ 0 };
}

void trail_free(struct trail *trail)
{
    if (trail == NULL)
        return;
    for (size_t i = 0; i < trail->facet_count; i++)
        memory_free(trail->facets[i].name);
    for (size_t i = 0; i < trail->item_count; i++)
        item_done(&trail->items[i]);
    memory_free(trail->facets);
    memory_free(trail->reposts);
    memory_free(trail->subject);
    memory_free(trail);
}

static bool facet_is(const struct facet *facet, const char *dimension, struct slice name)
{
    size_t length = strlen(dimension);

    return facet->name_length == length + name.length &&
           memcmp(facet->name, dimension, length) == 0 &&
           slice_equals(name, (struct slice){ facet->name + length, name.length });
}

static struct facet *facet_find(const struct trail *trail, const char *dimension,
                                struct slice name)
{
    for (size_t i = 0; i < trail->facet_count; i++)
        if (facet_is(&trail->facets[i], dimension, name))
            return &trail->facets[i];
    return NULL;
}

static struct facet *facet_need(struct trail *trail, const char *dimension, struct slice name)
{
    struct facet *facet = facet_find(trail, dimension, name);

    if (facet != NULL)
        return facet;
    if (trail->facet_count >= TRAIL_FACET_LIMIT && !slice_is(name, "other"))
        return facet_need(trail, dimension, SLICE("other"));
    OWNED(text) struct text full = { 0 };
    text_add(&full, dimension);
    text_add_bytes(&full, name.bytes, name.length);
    MEMORY_GROW(trail->facets, trail->facet_count, trail->facet_capacity);
    facet = &trail->facets[trail->facet_count++];
    size_t length = full.length;
    *facet = (struct facet){ .name = text_take(&full), .name_length = length,
                             .last_at = MOMENT_NEVER, .last_hour = INT64_MIN };
    return facet;
}

static int64_t hour_of(int64_t at)
{
    return moment_floor(at, HOUR_MS) / HOUR_MS;
}

static size_t slot_of(int64_t hour)
{
    return (size_t)((hour % TRAIL_HOURS + TRAIL_HOURS) % TRAIL_HOURS);
}

void trail_count(struct trail *trail, const char *dimension, struct slice name, int64_t at)
{
    struct facet *facet = facet_need(trail, dimension, name);
    int64_t hour = hour_of(at);

    if (facet->last_hour == INT64_MIN || hour - facet->last_hour >= TRAIL_HOURS) {
        memset(facet->hours, 0, sizeof facet->hours);
        facet->last_hour = hour;
    }
    for (; facet->last_hour < hour; facet->last_hour++)
        facet->hours[slot_of(facet->last_hour + 1)] = 0;
    if (facet->last_hour - hour < TRAIL_HOURS)
        facet->hours[slot_of(hour)]++;
    if (facet->last_at == MOMENT_NEVER || at > facet->last_at)
        facet->last_at = at;
}

static uint32_t facet_hour(const struct facet *facet, int64_t hour)
{
    bool is_kept = facet->last_hour != INT64_MIN && hour <= facet->last_hour &&
                   facet->last_hour - hour < TRAIL_HOURS;

    return is_kept ? facet->hours[slot_of(hour)] : 0;
}

static int64_t facet_sum(const struct facet *facet, int64_t from_at, int64_t to_at)
{
    int64_t sum = 0;

    for (int64_t hour = hour_of(from_at); hour <= hour_of(to_at); hour++)
        sum += facet_hour(facet, hour);
    return sum;
}

int64_t trail_sum(const struct trail *trail, struct slice name, int64_t from_at, int64_t to_at)
{
    const struct facet *facet = facet_find(trail, "", name);

    return facet == NULL ? 0 : facet_sum(facet, from_at, to_at);
}

int64_t trail_names(const struct trail *trail, const char *dimension, int64_t from_at)
{
    int64_t names = 0;

    for (size_t i = 0; i < trail->facet_count; i++) {
        const struct facet *facet = &trail->facets[i];
        if (strncmp(facet->name, dimension, strlen(dimension)) == 0 &&
            facet->last_at != MOMENT_NEVER && facet->last_at >= from_at)
            names++;
    }
    return names;
}

static int64_t minute_of(int64_t at)
{
    return moment_floor(at, MINUTE_MS) / MINUTE_MS;
}

static size_t minute_slot(int64_t minute)
{
    return (size_t)((minute % TRAIL_MINUTES + TRAIL_MINUTES) % TRAIL_MINUTES);
}

/* Most subjects are never reposted, and the ring would be most of what they take. */
static uint16_t *need_reposts(struct trail *trail)
{
    if (trail->reposts == NULL)
        trail->reposts = memory_array(TRAIL_MINUTES, sizeof *trail->reposts);
    return trail->reposts;
}

void trail_repost(struct trail *trail, int64_t at)
{
    int64_t minute = minute_of(at);
    uint16_t *reposts = need_reposts(trail);

    if (trail->repost_minute == INT64_MIN || minute - trail->repost_minute >= TRAIL_MINUTES) {
        memset(reposts, 0, TRAIL_MINUTES * sizeof *reposts);
        trail->repost_minute = minute;
    }
    for (; trail->repost_minute < minute; trail->repost_minute++)
        reposts[minute_slot(trail->repost_minute + 1)] = 0;
    uint16_t *count = &reposts[minute_slot(minute)];
    if (trail->repost_minute - minute < TRAIL_MINUTES && *count < UINT16_MAX)
        ++*count;
}

int64_t trail_reposts(const struct trail *trail, int64_t from_at, int64_t to_at)
{
    int64_t last = trail->repost_minute;
    int64_t sum = 0;

    if (last == INT64_MIN || trail->reposts == NULL)
        return 0;
    for (int64_t minute = minute_of(from_at); minute < minute_of(to_at) && minute <= last; minute++)
        sum += last - minute < TRAIL_MINUTES ? trail->reposts[minute_slot(minute)] : 0;
    return sum;
}

static char *copy_or_null(struct slice slice)
{
    return slice.length == 0 ? NULL : memory_copy(slice.bytes, slice.length);
}

/* Places in the text become places in its excerpt, where personal data is masked: the words are looked
 * up in it, each behind the one before. */
static void mark_excerpt(struct trail_item *item, const struct feedback *feedback,
                         const struct reading *reading)
{
    size_t from = 0;

    for (size_t i = 0; i < reading->marker_count && item->mark_count < TRAIL_MARK_LIMIT; i++) {
        const struct marker_hit *hit = &reading->markers[i];
        const struct slice excerpt = reading->excerpt;
        if (hit->end <= hit->begin || hit->end > feedback->text.length || from > excerpt.length)
            continue; /* said in the title */
        const char *found = memmem(excerpt.bytes + from, excerpt.length - from,
                                   feedback->text.bytes + hit->begin, hit->end - hit->begin);
        if (found == NULL)
            continue;
        const uint32_t begin = (uint32_t)(found - excerpt.bytes);
        item->marks[item->mark_count++] = (struct trail_mark){
            hit->marker, hit->own, begin, begin + (hit->end - hit->begin)
        };
        from = begin + 1;
    }
}

void trail_keep(struct trail *trail, const struct feedback *feedback,
                const struct reading *reading)
{
    if (trail->item_count == TRAIL_ITEM_LIMIT)
        item_done(&trail->items[--trail->item_count]);
    memmove(&trail->items[1], &trail->items[0], trail->item_count * sizeof *trail->items);
    trail->items[0] = (struct trail_item){
        .id = memory_copy(feedback->id.bytes, feedback->id.length),
        .source = memory_copy(feedback->source.bytes, feedback->source.length),
        .excerpt = memory_copy(reading->excerpt.bytes, reading->excerpt.length),
        .parent = copy_or_null(feedback->parent),
        .channel = feedback->channel,
        .at = feedback->at,
        .reach = feedback->reach,
    };
    mark_excerpt(&trail->items[0], feedback, reading);
    trail->item_count++;
}

/* Minutes that had any, each with its place in the ring. */
static void reposts_write(const struct trail *trail, struct text *text)
{
    int slots = trail->reposts == NULL ? 0 : TRAIL_MINUTES;
    int64_t used = 0;

    for (int slot = 0; slot < slots; slot++)
        used += trail->reposts[slot] > 0;
    pack_number(text, trail->repost_minute);
    pack_number(text, used);
    for (int slot = 0; slot < slots; slot++) {
        if (trail->reposts[slot] == 0)
            continue;
        pack_number(text, slot);
        pack_number(text, trail->reposts[slot]);
    }
}

static void reposts_read(struct unpack *unpack, struct trail *trail)
{
    trail->repost_minute = unpack_number(unpack);
    size_t used = state_read_count(unpack, 16);
    for (size_t i = 0; i < used; i++) {
        int slot = state_read_below(unpack, TRAIL_MINUTES);
        need_reposts(trail)[slot] = (uint16_t)unpack_number(unpack);
    }
}

static void marks_write(struct text *text, const struct trail_item *item)
{
    pack_number(text, (int64_t)item->mark_count);
    for (size_t i = 0; i < item->mark_count; i++) {
        pack_number(text, item->marks[i].marker);
        pack_number(text, item->marks[i].own);
        pack_number(text, item->marks[i].begin);
        pack_number(text, item->marks[i].end);
    }
}

static void marks_read(struct unpack *unpack, struct trail_item *item)
{
    item->mark_count = (size_t)state_read_below(unpack, TRAIL_MARK_LIMIT + 1);
    for (size_t i = 0; i < item->mark_count; i++) {
        struct trail_mark *mark = &item->marks[i];
        mark->marker = (enum marker)state_read_below(unpack, MARKER_COUNT);
        mark->own = state_read_below(unpack, 2) == 1;
        mark->begin = (uint32_t)unpack_number(unpack);
        mark->end = (uint32_t)unpack_number(unpack);
    }
}

void trail_write(const struct trail *trail, struct text *text)
{
    pack_number(text, TRAIL_VERSION);
    state_write_string(text, trail->subject);
    pack_number(text, trail->reach_at);
    pack_number(text, trail->reach);
    pack_number(text, trail->media_at);
    reposts_write(trail, text);
    pack_number(text, (int64_t)trail->facet_count);
    for (size_t i = 0; i < trail->facet_count; i++) {
        const struct facet *facet = &trail->facets[i];
        state_write_string(text, facet->name);
        pack_number(text, facet->last_at);
        pack_number(text, facet->last_hour);
        for (int64_t hour = 0; hour < TRAIL_HOURS; hour++) /* packed tightly: most are small */
            pack_number(text, facet->hours[hour]);
    }
    pack_number(text, (int64_t)trail->item_count);
    for (size_t i = 0; i < trail->item_count; i++) {
        const struct trail_item *item = &trail->items[i];
        state_write_string(text, item->id);
        state_write_string(text, item->source);
        state_write_string(text, item->excerpt);
        state_write_string(text, item->parent);
        pack_number(text, item->channel);
        pack_number(text, item->at);
        pack_number(text, item->reach);
        marks_write(text, item);
    }
}

static void facets_read(struct unpack *unpack, struct trail *trail, int64_t version)
{
    size_t count = state_read_count(unpack, 8 * (TRAIL_HOURS + 1));

    for (size_t i = 0; i < count; i++) {
        MEMORY_GROW(trail->facets, trail->facet_count, trail->facet_capacity);
        struct facet *facet = &trail->facets[trail->facet_count++];
        char *name = state_read_string(unpack);
        unpack->failed |= name == NULL;
        *facet = (struct facet){ .name = name == NULL ? memory_copy("", 0) : name };
        facet->name_length = strlen(facet->name);
        facet->last_at = version == TRAIL_OF_HOURS ? MOMENT_NEVER : unpack_number(unpack);
        facet->last_hour = unpack_number(unpack);
        if (version == TRAIL_OF_HOURS && facet->last_hour > 0 && facet->last_hour < HOURS_MOST)
            facet->last_at = facet->last_hour * HOUR_MS;
        for (int hour = 0; hour < TRAIL_HOURS; hour++)
            facet->hours[hour] = (uint32_t)unpack_number(unpack);
    }
}

struct trail *trail_read(struct slice content)
{
    struct unpack unpack = { .rest = content };
    int64_t version = unpack_number(&unpack);
    bool is_ours = version == TRAIL_VERSION || version == TRAIL_OF_HOURS;
    char *subject = state_read_string(&unpack);
    struct trail *trail = memory_new(sizeof *trail);

    trail->subject = subject == NULL ? memory_copy("", 0) : subject;
    trail->reach_at = unpack_number(&unpack);
    trail->reach = unpack_number(&unpack);
    trail->media_at = unpack_number(&unpack);
    trail->repost_minute = INT64_MIN;
    if (version != TRAIL_OF_HOURS)
        reposts_read(&unpack, trail);
    facets_read(&unpack, trail, version);
    trail->item_count = (size_t)state_read_below(&unpack, TRAIL_ITEM_LIMIT + 1);
    for (size_t i = 0; i < trail->item_count; i++) {
        struct trail_item *item = &trail->items[i];
        item->id = state_read_string(&unpack);
        item->source = state_read_string(&unpack);
        item->excerpt = state_read_string(&unpack);
        item->parent = state_read_string(&unpack);
        item->channel = (enum channel)state_read_below(&unpack, CHANNEL_COUNT);
        item->at = unpack_number(&unpack);
        item->reach = unpack_number(&unpack);
        if (version != TRAIL_OF_HOURS)
            marks_read(&unpack, item);
    }
    if (is_ours && subject != NULL && !unpack.failed && unpack.rest.length == 0)
        return trail;
    trail_free(trail);
    return NULL;
}
