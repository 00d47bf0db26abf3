/* One record of the input log: what somebody said about the organisation, or
 * what a person or a program of ours did. DESIGN.md §2 gives the members.
 *
 * Slices point into the arena of the message; whoever keeps one copies it. An
 * absent text is an empty slice, an absent moment MOMENT_NEVER. */
#pragma once

#include "base/moment.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_LIMIT_BYTES = 256 * 1024 };

enum channel {
    CHANNEL_SOCIAL,
    CHANNEL_NEWS,
    CHANNEL_FORUM,
    CHANNEL_OWN_PLATFORM,
    CHANNEL_HOTLINE,
    CHANNEL_EMAIL,
    CHANNEL_ONLINE_CHAT,
    CHANNEL_ECOMMERCE,
    CHANNEL_STORE,
    CHANNEL_PETITION,
    CHANNEL_REGULATOR_LETTER,
    CHANNEL_TICKET,
    CHANNEL_COUNT,
};

/* From nearest to most weighty; NONE when the item comes from no outlet. */
enum outlet_tier {
    OUTLET_NONE,
    OUTLET_LOCAL,
    OUTLET_REGIONAL,
    OUTLET_NATIONAL,
    OUTLET_CORE,
    OUTLET_AUTHORITATIVE,
    OUTLET_COUNT,
};

/* The rank of the authority behind a regulator letter (fields.rank). */
enum letter_rank {
    LETTER_NONE,
    LETTER_COUNTY,
    LETTER_CITY,
    LETTER_PROVINCE,
    LETTER_NATIONAL,
    LETTER_COUNT,
};

enum verb {
    /* people */
    VERB_ACK,
    VERB_CONFIRM,
    VERB_REJECT,
    VERB_UPGRADE,
    VERB_DOWNGRADE,
    VERB_ATTEST,
    VERB_VERIFY,
    VERB_NOTE,
    VERB_RELEASE,
    VERB_SILENCE,
    /* programs */
    VERB_SOURCE_STATE,
    VERB_RULES,
    VERB_TICK,
    VERB_COUNT,
};

enum role {
    ROLE_OPERATOR,
    ROLE_DUTY,
    ROLE_SECRETARIAT,
    ROLE_OFFICE_DIRECTOR,
    ROLE_PR_DIRECTOR,
    ROLE_LEGAL_MANAGER,
    ROLE_VICE_PRESIDENT,
    ROLE_GENERAL_COORDINATOR,
    ROLE_GROUP_HEAD,
    ROLE_COUNT,
};

/* Names as they stand in records: "own_platform", "province", "source-state", "group-head" … */
const char *channel_name(enum channel channel);
bool channel_find(struct slice name, enum channel *channel);
const char *outlet_tier_name(enum outlet_tier tier);
bool outlet_tier_find(struct slice name, enum outlet_tier *tier);
const char *letter_rank_name(enum letter_rank rank);
bool letter_rank_find(struct slice name, enum letter_rank *rank);
const char *verb_name(enum verb verb);
bool verb_find(struct slice name, enum verb *verb);
/* Is it a decision of a person (as opposed to a program's)? */
bool verb_is_personal(enum verb verb);
const char *role_name(enum role role);
bool role_find(struct slice name, enum role *role);

/* A named value of `fields`; values that are no strings are kept as their JSON text. */
struct field {
    struct slice name;
    struct slice value;
};

struct feedback {
    struct slice id;
    struct slice org;
    struct slice source;
    enum channel channel;
    int64_t at;
    int64_t collected_at;
    struct slice author_id;
    struct slice author_name;
    int64_t reach; /* followers; 0 when unknown */
    struct slice title;
    struct slice text;
    struct slice language;
    struct slice url;
    struct slice region; /* ISO 3166-2 */
    struct slice parent;
    const struct slice *subjects; /* final when `has_subjects` */
    size_t subject_count;
    bool has_subjects;
    struct slice outlet_name;
    enum outlet_tier outlet_tier;
    enum letter_rank rank;
    struct slice status;
    const struct field *fields;
    size_t field_count;
};

/* The value of that name in `fields`, or an empty slice. */
struct slice feedback_field(const struct feedback *feedback, const char *name);

struct command {
    struct slice id;
    struct slice org; /* empty for `tick` and `rules` */
    enum verb verb;
    int64_t at;
    struct slice actor;
    bool has_role;
    enum role role;
    struct slice reason;
    struct slice incident;
    struct slice subject;
    struct slice level; /* a level's name, or empty */
    struct slice item;
    struct slice result;
    struct slice value;
    struct slice evidence;
    /* source-state */
    struct slice source;
    bool source_up;
    int64_t through;
    /* tick and rules */
    int32_t partition;
    struct slice version;
};

/* What a text says: filled by lib/read, used by the core. */
enum marker {
    MARKER_DEATH,
    MARKER_SERIOUS_INJURY,
    MARKER_MINOR_INJURY,
    MARKER_POISONING,
    MARKER_FIRE,
    MARKER_TRAPPED,
    MARKER_RECALL,
    MARKER_MASS_COMPLAINT,
    MARKER_MEDIA_EXPOSURE,
    MARKER_REGULATOR,
    MARKER_PRIVACY_LEAK,
    MARKER_COUNT,
};

/* "death", "serious-injury", "minor-injury", "poisoning", "fire", "trapped", "recall",
 * "mass-complaint", "media-exposure", "regulator", "privacy-leak". */
const char *marker_name(enum marker marker);
bool marker_find(struct slice name, enum marker *marker);

enum sentiment { SENTIMENT_NEGATIVE, SENTIMENT_NEUTRAL, SENTIMENT_POSITIVE, SENTIMENT_COUNT };

const char *sentiment_name(enum sentiment sentiment);

struct marker_hit {
    enum marker marker;
    bool own;       /* said of this organisation, not merely reported */
    uint32_t begin; /* bytes of the original text */
    uint32_t end;
    int64_t number; /* people named in a mass complaint, else 0 */
};

struct category {
    struct slice name; /* "product-quality" …, as rules/categories.yaml names it */
    double probability;
};

struct reading {
    double complaint; /* probability */
    bool is_complaint; /* by channel, or by the threshold of its source */
    double sentiment[SENTIMENT_COUNT];
    const struct category *categories; /* most probable first */
    size_t category_count;
    const struct marker_hit *markers; /* in order of place */
    size_t marker_count;
    const struct slice *subjects; /* by bytes, each once */
    size_t subject_count;
    bool is_repost;     /* a forwarded text: //@, RT, or nothing but a quotation */
    bool is_filtered;   /* a rule excludes it */
    bool has_text_key;  /* the text is long enough to tell it from others */
    uint64_t simhash;   /* near-identical texts differ in few bits; of the core text, without
                           what a forwarder put in front */
    struct slice excerpt; /* redacted, at most 240 bytes */
};

enum sentiment reading_sentiment(const struct reading *reading);
/* How many of the categories, from the first on, are probable enough to be counted in. */
size_t reading_counted_categories(const struct reading *reading);
