/* The clock that answers meet: 「7日內完成90%投訴響應」 (S1 二.2(3), LED-3). It looks at the complaints
 * of its incident, those of the window that decided its opening among them, up to the due instant;
 * it is met by itself once that instant has come and the share is reached, if late. Some time
 * before, it tells when the pace of that last stretch will not be enough. */
#pragma once

#include "core/incident.h"
#include "core/replies.h"
#include "core/scene.h"

/* How the complaints of the clock stand at `now`; recent is the stretch before `now` that is as long
 * as what the clock looks ahead. */
struct reply_share answered_share(const struct replies *replies, const struct incident *incident,
                                  const struct clock *clock, int64_t now);
/* Percent of the complaints that will have been answered if one more such stretch goes as the last
 * one did; 100 where there are none. */
double answered_projection(const struct reply_share *share);
/* Meets the clocks whose instant has come and whose share is reached. */
void answered_meet(const struct scene *scene, struct incident *incident);
/* Will the share be reached? Otherwise `note` says how it stands. */
bool answered_is_on_course(const struct scene *scene, const struct incident *incident,
                           const struct clock *clock, struct text *note);
