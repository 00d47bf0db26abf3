#include "core/record.h"

/* A category is counted when it is more likely than not. */
static const double CATEGORY_PROBABILITY = 0.5;

static const char *const CHANNELS[CHANNEL_COUNT] = {
    [CHANNEL_SOCIAL] = "social",
    [CHANNEL_NEWS] = "news",
    [CHANNEL_FORUM] = "forum",
    [CHANNEL_OWN_PLATFORM] = "own_platform",
    [CHANNEL_HOTLINE] = "hotline",
    [CHANNEL_EMAIL] = "email",
    [CHANNEL_ONLINE_CHAT] = "online_chat",
    [CHANNEL_ECOMMERCE] = "ecommerce",
    [CHANNEL_STORE] = "store",
    [CHANNEL_PETITION] = "petition",
    [CHANNEL_REGULATOR_LETTER] = "regulator_letter",
    [CHANNEL_TICKET] = "ticket",
};

static const char *const OUTLET_TIERS[OUTLET_COUNT] = {
    [OUTLET_NONE] = "none",
    [OUTLET_LOCAL] = "local",
    [OUTLET_REGIONAL] = "regional",
    [OUTLET_NATIONAL] = "national",
    [OUTLET_CORE] = "core",
    [OUTLET_AUTHORITATIVE] = "authoritative",
};

static const char *const LETTER_RANKS[LETTER_COUNT] = {
    [LETTER_NONE] = "none",
    [LETTER_COUNTY] = "county",
    [LETTER_CITY] = "city",
    [LETTER_PROVINCE] = "province",
    [LETTER_NATIONAL] = "national",
};

static const char *const VERBS[VERB_COUNT] = {
    [VERB_ACK] = "ack",
    [VERB_CONFIRM] = "confirm",
    [VERB_REJECT] = "reject",
    [VERB_UPGRADE] = "upgrade",
    [VERB_DOWNGRADE] = "downgrade",
    [VERB_ATTEST] = "attest",
    [VERB_VERIFY] = "verify",
    [VERB_NOTE] = "note",
    [VERB_RELEASE] = "release",
    [VERB_SILENCE] = "silence",
    [VERB_SOURCE_STATE] = "source-state",
    [VERB_RULES] = "rules",
    [VERB_TICK] = "tick",
};

static const char *const ROLES[ROLE_COUNT] = {
    [ROLE_OPERATOR] = "operator",
    [ROLE_DUTY] = "duty",
    [ROLE_SECRETARIAT] = "secretariat",
    [ROLE_OFFICE_DIRECTOR] = "office-director",
    [ROLE_PR_DIRECTOR] = "pr-director",
    [ROLE_LEGAL_MANAGER] = "legal-manager",
    [ROLE_VICE_PRESIDENT] = "vice-president",
    [ROLE_GENERAL_COORDINATOR] = "general-coordinator",
    [ROLE_GROUP_HEAD] = "group-head",
};

static const char *const MARKERS[MARKER_COUNT] = {
    [MARKER_DEATH] = "death",
    [MARKER_SERIOUS_INJURY] = "serious-injury",
    [MARKER_MINOR_INJURY] = "minor-injury",
    [MARKER_POISONING] = "poisoning",
    [MARKER_FIRE] = "fire",
    [MARKER_TRAPPED] = "trapped",
    [MARKER_RECALL] = "recall",
    [MARKER_MASS_COMPLAINT] = "mass-complaint",
    [MARKER_MEDIA_EXPOSURE] = "media-exposure",
    [MARKER_REGULATOR] = "regulator",
    [MARKER_PRIVACY_LEAK] = "privacy-leak",
};

static const char *const SENTIMENTS[SENTIMENT_COUNT] = {
    [SENTIMENT_NEGATIVE] = "negative",
    [SENTIMENT_NEUTRAL] = "neutral",
    [SENTIMENT_POSITIVE] = "positive",
};

/* The place of a name in a table of names, or -1. */
static int place_of(struct slice name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (slice_is(name, names[i]))
            return i;
    }
    return -1;
}

const char *channel_name(enum channel channel)
{
    return CHANNELS[channel];
}

bool channel_find(struct slice name, enum channel *channel)
{
    int place = place_of(name, CHANNELS, CHANNEL_COUNT);

    if (place < 0)
        return false;
    *channel = (enum channel)place;
    return true;
}

const char *outlet_tier_name(enum outlet_tier tier)
{
    return OUTLET_TIERS[tier];
}

bool outlet_tier_find(struct slice name, enum outlet_tier *tier)
{
    int place = place_of(name, OUTLET_TIERS, OUTLET_COUNT);

    if (place < 0)
        return false;
    *tier = (enum outlet_tier)place;
    return true;
}

const char *letter_rank_name(enum letter_rank rank)
{
    return LETTER_RANKS[rank];
}

bool letter_rank_find(struct slice name, enum letter_rank *rank)
{
    int place = place_of(name, LETTER_RANKS, LETTER_COUNT);

    if (place < 0)
        return false;
    *rank = (enum letter_rank)place;
    return true;
}

const char *verb_name(enum verb verb)
{
    return VERBS[verb];
}

bool verb_find(struct slice name, enum verb *verb)
{
    int place = place_of(name, VERBS, VERB_COUNT);

    if (place < 0)
        return false;
    *verb = (enum verb)place;
    return true;
}

const char *role_name(enum role role)
{
    return ROLES[role];
}

bool role_find(struct slice name, enum role *role)
{
    int place = place_of(name, ROLES, ROLE_COUNT);

    if (place < 0)
        return false;
    *role = (enum role)place;
    return true;
}

const char *marker_name(enum marker marker)
{
    return MARKERS[marker];
}

bool marker_find(struct slice name, enum marker *marker)
{
    int place = place_of(name, MARKERS, MARKER_COUNT);

    if (place < 0)
        return false;
    *marker = (enum marker)place;
    return true;
}

bool verb_is_personal(enum verb verb)
{
    return verb <= VERB_SILENCE;
}

const char *sentiment_name(enum sentiment sentiment)
{
    return SENTIMENTS[sentiment];
}

struct slice feedback_field(const struct feedback *feedback, const char *name)
{
    for (size_t i = 0; i < feedback->field_count; i++) {
        if (slice_is(feedback->fields[i].name, name))
            return feedback->fields[i].value;
    }
    return SLICE("");
}

enum sentiment reading_sentiment(const struct reading *reading)
{
    enum sentiment top = SENTIMENT_NEUTRAL;

    for (int i = 0; i < SENTIMENT_COUNT; i++) {
        if (reading->sentiment[i] > reading->sentiment[top])
            top = (enum sentiment)i;
    }
    return top;
}

size_t reading_counted_categories(const struct reading *reading)
{
    size_t count = 0;

    while (count < reading->category_count &&
           reading->categories[count].probability >= CATEGORY_PROBABILITY)
        count++;
    return count;
}
