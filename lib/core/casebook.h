/* The casebook: all incidents of one organisation, and what they remember.
 *
 * The fold hands in what happened, in the order of the log: a counted record, an answer to one, growth in
 * force that changed, a person's command, a minute of `now`. Out come effects: triggers in order, and for a
 * record the incident and level it belongs to. The casebook asks no clock, stores nothing and logs
 * nothing; the same calls give the same effects and the same bytes of state.
 *
 * An incident belongs to a subject or to "*". A released one stays to be looked at for a week and
 * never takes anything in: the next surge is a new episode. */
#pragma once

#include "base/fault.h"
#include "core/effects.h"
#include "core/facts.h"
#include "core/record.h"
#include "core/rules.h"
#include "core/trigger.h"

#include <stdbool.h>
#include <stdint.h>

enum { INCIDENT_ID_BYTES = 33 };

/* One counted record. */
struct occurrence {
    const struct feedback *feedback; /* `at` as it counts: clamped when it was in the future */
    struct key id;      /* of organisation and id, as digest_pair() makes it */
    const struct reading *reading;
    bool is_distinct;   /* about no subject in particular ("*") */
    unsigned long long distinct_subjects; /* bit i: distinct about reading->subjects[i] */
    bool has_person;
    struct key person;  /* the HMAC of the author */
};

/* Where a record landed: for the register. */
struct placing {
    const char *incident; /* hexadecimal, NULL when it belongs to none; lives as the effects do */
    enum level level;
};

/* A series whose growth in force changed. */
struct surge {
    struct slice series;        /* "subject/battery", "channel/hotline", "*" … */
    const struct growth *growth;
};

struct casebook;

struct casebook *casebook_new(struct slice org);
void casebook_free(struct casebook *casebook);
RELEASE_WITH(casebook, struct casebook, casebook_free)

/* What to decide by, from now on: the rules of a version, the organisation's own, the counts.
 * Borrowed until the next call of this function. Must be called before anything else. */
void casebook_use(struct casebook *casebook, const struct rules *rules, struct facts facts);

/* Takes a record in. */
struct placing casebook_record(struct casebook *casebook, const struct occurrence *occurrence,
                               int64_t now, struct effects *effects);
/* The earlier record of that key (as of an occurrence) was answered at that moment. */
void casebook_answer(struct casebook *casebook, struct key id, int64_t at);
/* The growth in force of these series changed at one instant; any order, it is put right here. */
void casebook_growth(struct casebook *casebook, const struct surge *surges, size_t count,
                     int64_t now, struct effects *effects);
/* Carries out or refuses a person's command; exactly one command.done or .refused is among the
 * effects, last. Repeats and stale commands do not come here. */
void casebook_command(struct casebook *casebook, const struct command *command, int64_t now,
                      struct effects *effects);
/* `now` has come to a whole minute, or to casebook_due_at(). */
void casebook_moment(struct casebook *casebook, int64_t now, struct effects *effects);
/* The next instant at which casebook_moment() has something to do, to the millisecond; INT64_MAX
 * when nothing is open. Whole minutes are among them while an incident is open. */
int64_t casebook_due_at(struct casebook *casebook);

/* --- the state --- */

/* The casebook's state is a set of named pieces, each complete and portable, and for some a list
 * that only grows. Keys: "i:<id>" an incident, with its people; "a:<day>" the complaints of a day (since
 * 1970) and their answers, nothing but a list; "t:<subject>" what was last heard of a subject; "c" the
 * rest. */
struct piece {
    struct slice key;     /* borrowed until the next call on the casebook */
    bool removed;
};

/* Pieces that changed since the last call, each once; false when there are no more. */
bool casebook_next_change(struct casebook *casebook, struct piece *piece);
/* Adds the bytes of a piece. */
void casebook_write(const struct casebook *casebook, struct slice key, struct text *text);
/* What joined the list of this piece since the last call, people (packed 16-byte keys) or complaints;
 * to be appended to what is stored under the same name. Borrowed until the next call. */
struct slice casebook_new_people(struct casebook *casebook, struct slice key);
/* All pieces count as changed, and all their lists as joined, since the last calls. */
void casebook_renew(struct casebook *casebook);
/* Puts a stored piece in place; `people` is all of its list. Pieces come in any order,
 * before any other call but casebook_use(). FAULT_INPUT when the bytes are none of ours. */
MUST_CHECK int casebook_read(struct casebook *casebook, struct slice key, struct slice content,
                             struct slice people, struct fault *fault);

/* --- looking --- */

struct incident;

/* Incidents in the order of their opening, released ones (of the last week) included. */
size_t casebook_count(const struct casebook *casebook);
const struct incident *casebook_incident(const struct casebook *casebook, size_t index);
/* By id, or NULL. */
const struct incident *casebook_find(const struct casebook *casebook, struct slice id);
