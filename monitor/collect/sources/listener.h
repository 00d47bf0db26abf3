/* What every kind of source needs to turn an item into a record: the mapping, the zone, the form,
 * and the key that hides who a person is. The first member of each kind's own struct. */
#pragma once

#include "collect/source.h"

#include "core/calendar.h"
#include "edge/clock.h"
#include "wire/forms.h"
#include "wire/mapping.h"
#include "wire/sources.h"

struct hosts;
struct news_row;

/* What all sources share; outlives them. */
struct surroundings {
    const struct clock *clock;
    const struct forms *forms;
    struct slice personal_key; /* of the digests that stand for persons */
    struct hosts *hosts;       /* how often each host may be asked */
    bool is_dry_run;           /* nothing outside is changed */
    struct news_row *(*news)(void *context, const char *name); /* of a webhook; NULL: nobody asks */
    void *news_context;
};

struct listener {
    struct source source;
    const struct source_settings *settings;
    const struct surroundings *around;
    struct calendar calendar;
    struct arena *kept;  /* as long as the source */
    struct arena *arena; /* of the item in hand */
    struct text record;
};

/* FAULT_SETUP when the zone is unknown. The settings are borrowed. */
MUST_CHECK int listener_init(struct listener *listener, const struct source_kind *kind,
                             const struct source_settings *settings,
                             const struct surroundings *around, struct fault *fault);
void listener_done(struct listener *listener);

struct listener_item {
    mapping_value *value;
    void *item;
    struct slice content; /* the item as it came, for the quarantine */
    struct slice cursor;
};

/* Only maps. FAULT_INPUT when the item can be no record. */
MUST_CHECK int listener_map(struct listener *listener, const struct listener_item *item,
                            struct feedback *feedback, struct fault *fault);

/* Does it say one of the source's words? A source without words wants everything. */
bool listener_wants(const struct listener *listener, const struct feedback *feedback);

/* Marks what its form lacks and hides who it names. True when it is also the news of a status:
 * `update` then is that news, and the item counts only if listener_is_item(). */
bool listener_prepare(struct listener *listener, struct feedback *feedback,
                      struct feedback *update);
/* Does it say anything by itself? */
bool listener_is_item(const struct feedback *feedback);
/* A record that says what the source is: organisation, source, channel, language, region. */
struct feedback listener_feedback(const struct listener *listener);
