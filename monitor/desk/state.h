/* The headline: how bad is it, can it be believed, and is every part well. */
#pragma once

#include "desk/desk.h"

/* GET /v1/state */
void state_show(struct request *request);
/* Tells the streams when the headline of an organisation has changed; once a second. */
void state_tell(struct desk *desk);
/* What was told is freed. */
void state_forget(struct desk *desk);

/* What is wrong with the installation, in plain sentences. */
enum { STATE_TROUBLE_LIMIT = 8 };

struct state_trouble {
    const char *part;
    char *sentence; /* in the arena given */
};

/* Of the installation as the view's partition shows it. */
size_t state_troubles(struct desk *desk, const struct view *view,
                      struct state_trouble troubles[STATE_TROUBLE_LIMIT]);
