/* People's commands about an incident: carried out, or refused with a reason for the person. */
#pragma once

#include "core/permit.h"
#include "core/scene.h"

/* How a command came out. `words` is for people, in the arena of the effects. */
struct answer {
    bool is_done;
    const char *words;
    bool opens; /* done by opening an incident that the caller keeps */
};

/* Looks whether this person may, there; fills in the refusal when not. */
bool decide_may(const struct scene *scene, const struct incident *incident,
                const struct command *command, struct answer *answer);
/* Carries it out on an incident that is there (or a new one, not open yet, for a case that a person
 * verifies). Silences are the casebook's. */
struct answer decide(const struct scene *scene, struct incident *incident,
                      const struct trail *trail, const struct command *command);
