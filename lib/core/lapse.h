/* What time alone does to an episode: clocks speak, and each minute the criteria are looked at. `trail`
 * is what was last heard of the incident's subject; it may be NULL. */
#pragma once

#include "core/scene.h"

/* Runs what is due at or before `now`. */
void lapse_clocks(const struct scene *scene, struct incident *incident,
                    const struct trail *trail);
/* A minute has passed: peaks, spread, the closing of level 3, and the criteria. */
void lapse_minute(const struct scene *scene, struct incident *incident,
                    const struct trail *trail);
