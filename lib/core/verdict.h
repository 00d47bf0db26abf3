/* The verdict: which criteria of the plan hold, and what follows. The worst level whose criteria newly
 * hold wins; what held before has been acted upon and does not act again until it has let go. */
#pragma once

#include "core/scene.h"

/* Would any criterion hold that opens the incident? Nothing is changed. */
bool verdict_would_open(const struct scene *scene, const struct incident *incident,
                        const struct trail *trail);
/* Looks at all criteria and acts on those that newly hold. */
void verdict_judge(const struct scene *scene, struct incident *incident,
                   const struct trail *trail);
