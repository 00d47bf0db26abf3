/* Which criteria were acted upon: what fired does not fire again until it has let go. */
#pragma once

#include "core/scene.h"

/* Keys of a criterion's `when` and `propose` differ. */
uint64_t fired_key(const struct criterion *criterion, bool propose);
/* Of growth of the day that was asked about since the last assessment. */
uint64_t fired_asked_key(const struct criterion *criterion);
bool fired_is_of_the_day(const struct criterion *criterion);

void fired_remember(struct incident *incident, uint64_t key);
void fired_forget(struct incident *incident, uint64_t key);
/* A level has just begun: the growth of the day that put it in force is not asked about again. */
void fired_level_begins(const struct scene *scene, struct incident *incident,
                        const struct trail *trail);
