/* Signs: what one record means to an incident — severity, exposure, authority, people. */
#pragma once

#include "core/scene.h"

/* What a record brought that the criteria look at, a bit for each. */
enum sign {
    SIGN_MARKER = 1,
    SIGN_MEDIA = 2,
    SIGN_LETTER = 4,
    SIGN_PERSON = 8,
    SIGN_REGION = 16,
};

/* Could this record open an incident by itself: a marker of our own, an outlet, a letter? */
unsigned sign_of(const struct scene *scene, const struct occurrence *occurrence, bool is_open);
/* Takes the record into the incident and tells what is new. */
unsigned sign_take(const struct scene *scene, struct incident *incident,
                   const struct occurrence *occurrence);
/* Takes only the counts and the people, for the incident of the whole organisation. An incident of
 * wider series takes what is counted in one of them. */
unsigned sign_count(struct incident *incident, const struct occurrence *occurrence);
/* Takes the record into what is remembered of the subject. */
void sign_trail(const struct scene *scene, struct trail *trail,
                const struct occurrence *occurrence);
