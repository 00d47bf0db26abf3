#include "story/event.h"

#include "story/order.h"

#include <string.h>

const char event_help[] =
    "growth of SUBJECT is N% | unusual | over [suspected]\n"
    "N people complain about SUBJECT on CHANNEL [from REGION]\n"
    "N complaints are answered               (those that wait longest)\n"
    "complaint about SUBJECT on CHANNEL [by AUTHOR] [from REGION] [with MARKER] [reaching N]\n"
    "          [reposting] [of others]\n"
    "post about SUBJECT on CHANNEL …         (no complaint)\n"
    "report about SUBJECT in OUTLET TIER [praising | neutral]\n"
    "letter about SUBJECT from RANK authority\n"
    "sources fall silent | sources are back\n"
    "ROLE ACTOR VERB SUBJECT [ITEM met|waived|true|false] [level-N] [value TEXT]\n"
    "          [evidence TEXT] [because TEXT]\n"
    "nothing\n";

static int wrong(struct fault *fault, const char *what, struct slice word)
{
    return fault_set(fault, FAULT_INPUT, "%s, not '%.*s'", what, (int)word.length, word.bytes);
}

/* --- growth --- */

static struct growth growth_of(double percent, int tier)
{
    return (struct growth){
        .decided_by = DECIDED_BY_LITERAL,
        .tier = tier,
        .literal_tier = tier == 100 ? 0 : tier,
        .window_ms = DAY_MS,
        .observed = (int64_t)(10 * (1 + percent / 100)),
        .expected = 10,
        .ratio = 1 + percent / 100,
        .growth_percent = percent,
        .day_percent = tier == 100 ? 0 : percent,
        .corrected_ratio = 1 + percent / 100,
        .guard = 12,
        .baseline_days = 14,
    };
}

static int tier_of(int64_t percent)
{
    return percent > 500 ? 500 : percent > 300 ? 300 : percent > 200 ? 200 : 0;
}

static int growth_happens(struct world *world, struct line *line, struct fault *fault)
{
    OWNED(text) struct text series = { 0 };
    int64_t percent = 0;

    if (!line_take(line, "of"))
        return wrong(fault, "'growth of …' is wanted", line->rest);
    struct slice subject = line_next(line);
    if (!slice_is(subject, "*") && memchr(subject.bytes, '/', subject.length) == NULL)
        text_add(&series, "subject/");
    text_add_bytes(&series, subject.bytes, subject.length);
    if (!line_take(line, "is"))
        return wrong(fault, "'is' is wanted", line->rest);
    struct slice size = line_next(line);
    struct growth growth = growth_of(0, 0);
    if (slice_is(size, "unusual"))
        growth = growth_of(150, 100);
    else if (size.length > 1 && size.bytes[size.length - 1] == '%' &&
             line_number((struct slice){ size.bytes, size.length - 1 }, &percent))
        growth = growth_of((double)percent, tier_of(percent));
    else if (!slice_is(size, "over"))
        return wrong(fault, "a growth such as 320%, 'unusual' or 'over' is wanted", size);
    growth.suspected_coordination = line_take(line, "suspected");
    world_growth(world, slice_of(text_string(&series)), &growth);
    return 0;
}

/* --- records --- */

/* A record while its sentence is read. */
struct telling {
    struct feedback feedback;
    struct reading reading;
    struct marker_hit marker;
    struct slice subject;
    struct slice author;
    struct category category;
};

static struct telling telling_new(bool is_complaint)
{
    return (struct telling){
        .feedback = { .org = SLICE("acme"), .source = SLICE("story"), .at = MOMENT_NEVER },
        .reading = { .is_complaint = is_complaint,
                     .complaint = is_complaint ? 0.95 : 0.05,
                     .excerpt = SLICE("…") },
        .category = { .name = SLICE("product-quality"), .probability = 0.9 },
    };
}

static void set_sentiment(struct reading *reading, enum sentiment sentiment)
{
    for (int i = 0; i < SENTIMENT_COUNT; i++)
        reading->sentiment[i] = i == (int)sentiment ? 0.8 : 0.1;
}

/* Tells it once. */
static void tell(struct world *world, struct telling *telling, struct slice author)
{
    OWNED(text) struct text id = { 0 };
    bool is_whole = slice_is(telling->subject, "*");

    text_add_format(&id, "r%zu-%lld-%.*s", world_trigger_count(world),
                    (long long)world_now(world), (int)author.length, author.bytes);
    telling->feedback.id = slice_of(text_string(&id));
    telling->feedback.at = world_now(world);
    telling->reading.subjects = &telling->subject;
    telling->reading.subject_count = is_whole ? 0 : 1;
    telling->reading.categories = &telling->category;
    telling->reading.category_count = 1;
    telling->reading.markers = &telling->marker;
    struct occurrence occurrence = {
        .feedback = &telling->feedback,
        .id = digest_pair(telling->feedback.org, telling->feedback.id),
        .reading = &telling->reading,
        .is_distinct = telling->reading.is_complaint,
        .distinct_subjects = telling->reading.is_complaint ? 1 : 0,
        .has_person = author.length > 0,
    };
    if (author.length > 0)
        occurrence.person = digest_hmac_key(SLICE("story"), author);
    world_record(world, &occurrence);
}

static int detail_read(struct line *line, struct telling *telling, struct fault *fault)
{
    struct slice word = line_next(line);

    if (slice_is(word, "by")) {
        telling->author = line_next(line);
    } else if (slice_is(word, "from")) {
        telling->feedback.region = line_next(line);
    } else if (slice_is(word, "with")) {
        struct slice name = line_next(line);
        telling->marker.own = true;
        telling->reading.marker_count = 1;
        if (!marker_find(name, &telling->marker.marker))
            return wrong(fault, "a severity marker is wanted", name);
    } else if (slice_is(word, "reaching")) {
        if (!line_number(line_next(line), &telling->feedback.reach))
            return wrong(fault, "a number of followers is wanted", line->rest);
    } else if (slice_is(word, "reposting")) {
        telling->reading.is_repost = true;
    } else if (slice_is(word, "of") && line_take(line, "others")) {
        telling->marker.own = false;
    } else if (slice_is(word, "praising")) {
        set_sentiment(&telling->reading, SENTIMENT_POSITIVE);
    } else if (slice_is(word, "neutral")) {
        set_sentiment(&telling->reading, SENTIMENT_NEUTRAL);
    } else {
        return wrong(fault, "by, from, with, reaching or reposting is wanted", word);
    }
    return 0;
}

static int about_read(struct line *line, struct telling *telling, struct fault *fault)
{
    if (!line_take(line, "about"))
        return wrong(fault, "'about SUBJECT' is wanted", line->rest);
    telling->subject = line_next(line);
    return 0;
}

static int record_read(struct line *line, struct telling *telling, struct fault *fault)
{
    if (about_read(line, telling, fault) != 0)
        return -1;
    if (!line_take(line, "on"))
        return wrong(fault, "'on CHANNEL' is wanted", line->rest);
    struct slice channel = line_next(line);
    if (!channel_find(channel, &telling->feedback.channel))
        return wrong(fault, "a channel is wanted", channel);
    set_sentiment(&telling->reading,
                  telling->reading.is_complaint ? SENTIMENT_NEGATIVE : SENTIMENT_NEUTRAL);
    while (!line_is_done(line))
        if (detail_read(line, telling, fault) != 0)
            return -1;
    return 0;
}

static int complaint_happens(struct world *world, struct line *line, struct fault *fault)
{
    struct telling telling = telling_new(true);

    if (record_read(line, &telling, fault) != 0)
        return -1;
    tell(world, &telling, telling.author);
    return 0;
}

static int post_happens(struct world *world, struct line *line, struct fault *fault)
{
    struct telling telling = telling_new(false);

    if (record_read(line, &telling, fault) != 0)
        return -1;
    tell(world, &telling, telling.author);
    return 0;
}

static int answers_happen(struct world *world, struct line *line, int64_t number,
                          struct fault *fault)
{
    if (!line_take(line, "are") || !line_take(line, "answered"))
        return wrong(fault, "'N complaints are answered' is wanted", line->rest);
    for (int64_t i = 0; i < number; i++)
        if (!world_answer(world))
            return wrong(fault, "no more complaints wait for an answer", line->rest);
    return 0;
}

static int people_happen(struct world *world, struct line *line, int64_t number,
                         struct fault *fault)
{
    struct telling telling = telling_new(true);

    if (line_take(line, "complaints"))
        return answers_happen(world, line, number, fault);
    if (!line_take(line, "people") || !line_take(line, "complain"))
        return wrong(fault, "'N people complain about …' is wanted", line->rest);
    if (record_read(line, &telling, fault) != 0)
        return -1;
    for (int64_t i = 0; i < number; i++) {
        OWNED(text) struct text author = { 0 };
        text_add_format(&author, "person %lld at %lld", (long long)i,
                        (long long)world_now(world));
        tell(world, &telling, slice_of(text_string(&author)));
    }
    return 0;
}

static int report_happens(struct world *world, struct line *line, struct fault *fault)
{
    struct telling telling = telling_new(false);

    telling.feedback.channel = CHANNEL_NEWS;
    set_sentiment(&telling.reading, SENTIMENT_NEGATIVE);
    if (about_read(line, &telling, fault) != 0)
        return -1;
    if (!line_take(line, "in"))
        return wrong(fault, "'in OUTLET TIER' is wanted", line->rest);
    telling.feedback.outlet_name = line_next(line);
    struct slice tier = line_next(line);
    if (!outlet_tier_find(tier, &telling.feedback.outlet_tier))
        return wrong(fault, "a tier of outlets is wanted", tier);
    while (!line_is_done(line))
        if (detail_read(line, &telling, fault) != 0)
            return -1;
    tell(world, &telling, telling.feedback.outlet_name);
    return 0;
}

static int letter_happens(struct world *world, struct line *line, struct fault *fault)
{
    struct telling telling = telling_new(true);

    telling.feedback.channel = CHANNEL_REGULATOR_LETTER;
    set_sentiment(&telling.reading, SENTIMENT_NEGATIVE);
    if (about_read(line, &telling, fault) != 0)
        return -1;
    if (!line_take(line, "from"))
        return wrong(fault, "'from RANK authority' is wanted", line->rest);
    struct slice rank = line_next(line);
    if (!letter_rank_find(rank, &telling.feedback.rank))
        return wrong(fault, "county, city, province or national is wanted", rank);
    (void)line_take(line, "authority"); /* reads better, means nothing */
    tell(world, &telling, SLICE(""));
    return 0;
}

static int sources_happen(struct world *world, struct line *line, struct fault *fault)
{
    if (line_take(line, "fall") && line_take(line, "silent"))
        world_source(world, false);
    else if (line_take(line, "are") && line_take(line, "back"))
        world_source(world, true);
    else
        return wrong(fault, "'sources fall silent' or 'sources are back' is wanted", line->rest);
    return 0;
}

static int nothing_happens(struct world *world, struct line *line, struct fault *fault)
{
    (void)world;
    (void)line;
    (void)fault;
    return 0;
}

static const struct {
    const char *word;
    int (*happens)(struct world *world, struct line *line, struct fault *fault);
} EVENTS[] = {
    { "growth", growth_happens },   { "complaint", complaint_happens },
    { "post", post_happens },       { "report", report_happens },
    { "letter", letter_happens },   { "sources", sources_happen },
    { "nothing", nothing_happens },
};

int event_happens(struct world *world, struct line *line, struct fault *fault)
{
    struct line whole = *line;
    struct slice word = line_next(line);
    int64_t number = 0;

    if (line_number(word, &number))
        return people_happen(world, line, number, fault);
    for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++) {
        if (!slice_is(word, EVENTS[i].word))
            continue;
        if (EVENTS[i].happens(world, line, fault) != 0)
            return -1;
        return line_is_done(line) ? 0 : wrong(fault, "nothing more is wanted", line->rest);
    }
    *line = whole;
    return order_happens(world, line, fault);
}
