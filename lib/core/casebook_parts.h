/* The parts of a casebook, for the files that make it up. */
#pragma once

#include "base/table.h"
#include "core/casebook.h"
#include "core/decide.h"
#include "core/incident.h"
#include "core/scene.h"

enum { CASEBOOK_TRAIL_LIMIT = 1000 };

/* A released incident stays to be looked at for so long. */
#define CASEBOOK_KEPT_MS (7 * DAY_MS)
/* And a drill for so long at most, until its report is there. */
#define CASEBOOK_AWAITED_MS (90 * DAY_MS)

struct casebook {
    char *org;
    const struct rules *rules;         /* borrowed */
    const struct org_rules *settings;  /* borrowed */
    struct facts facts;
    struct incident **incidents;       /* in the order of their opening */
    size_t count;
    size_t capacity;
    struct table *opened;              /* subject → the incident that opened last about it */
    bool knows_clocks;                 /* what follows holds; whatever may move a clock denies it */
    bool has_open;                     /* an incident is open */
    int64_t clocks_at;                 /* when the first clock of all speaks */
    struct table *trails;              /* subject → struct trail, "*" among them */
    struct trail **heard;              /* those that have to be stored, each once */
    size_t heard_count;
    size_t heard_capacity;
    struct replies *replies;           /* empty while no clock is met by answers */
    struct surges surges;
    struct silence_order *silences;
    size_t silence_count;
    size_t silence_capacity;
    int64_t minute_at;                 /* the last minute that was looked at */
    int64_t now;                       /* the greatest moment seen */
    bool is_changed;                   /* surges, silences or the minute */
    char **removed;                    /* keys of pieces that went */
    size_t removed_count;
    size_t removed_capacity;
    struct text key;                   /* of the piece that was asked for last */
    struct text people;                /* that were asked for last */
};

struct scene casebook_scene(struct casebook *casebook, int64_t now, struct effects *effects);
struct incident *casebook_open_incident(const struct casebook *casebook, struct slice subject);
/* Keeps the incident, in the order of opening; in the same instant by id, so that the order is the
 * same after it was stored. */
void casebook_keep(struct casebook *casebook, struct incident *incident);
/* Names the incident and gives it what the window that decided held. */
void casebook_begin(const struct casebook *casebook, const struct scene *scene,
                    struct incident *incident, int64_t minute_at);
/* Opens the incident if any criterion calls for it and keeps it; frees it otherwise. */
struct incident *casebook_open_if_called_for(struct casebook *casebook,
                                             const struct scene *scene,
                                             struct incident *incident, int64_t event_at);
/* One series that crossed: its own incident, the one that supplies it, or that of the whole. */
void casebook_surge_lands(struct casebook *casebook, const struct scene *scene,
                          const struct surge *surge);
/* The trail, to be changed. Beyond the limit a subject is remembered only with the whole
 * organisation: NULL. */
struct trail *casebook_need_trail(struct casebook *casebook, struct slice subject);
/* The trail has to be stored. */
void casebook_note_trail(struct casebook *casebook, struct trail *trail);
const struct trail *casebook_trail(const struct casebook *casebook, struct slice subject);

/* Carries out `silence`: on an incident, a subject, or everything. */
struct answer casebook_silence(struct casebook *casebook, const struct scene *scene,
                                const struct incident *incident, const struct command *command);
/* Ends what is over at `now`; true when something was. */
bool casebook_end_silences(struct casebook *casebook, int64_t now);
void casebook_drop_silences(struct casebook *casebook);

/* The pieces of the incident are to be removed from the store. */
void casebook_note_removed(struct casebook *casebook, const struct incident *incident);
