/* Webhooks, as the collector knows them: their items come to the desk by themselves, and this says
 * whether the desk takes them and whether they are silent. */
#include "collect/sources/kinds.h"

#include "collect/intake.h"
#include "collect/news.h"

enum { LOOK_MS = 1000, OPEN_MS = 30000 };

struct webhook_source {
    struct source source;
    const struct surroundings *around;
    struct news_row *row;
    int64_t opened_at; /* monotonic */
};

static int webhook_step(struct source *source, struct intake *intake, int64_t now,
                        int64_t *again_at, struct fault *fault)
{
    struct webhook_source *self = (struct webhook_source *)source;
    const struct news_row *row = self->row;

    *again_at = now + LOOK_MS;
    if (self->opened_at == 0)
        self->opened_at = now;
    if (!row->is_known)
        return 0; /* Redis is away: nothing is known, also nothing bad */
    bool is_open = row->open_at != MOMENT_NEVER &&
                   clock_now(self->around->clock) - row->open_at <= OPEN_MS;
    if (!is_open && now - self->opened_at < OPEN_MS)
        return 0; /* the desk may start later than we do */
    if (!is_open)
        return fault_set(fault, FAULT_AWAY, "no desk takes its webhooks");
    intake_heard(intake, source,
                 &(struct intake_counts){
                     .items = row->items, .refused = row->refused, .item_at = row->item_at });
    intake_through(intake, source, row->open_at);
    return 0;
}

static void webhook_free(struct source *source)
{
    memory_free(source);
}

static const struct source_kind WEBHOOK = {
    .name = "webhook",
    .step = webhook_step,
    .free = webhook_free,
};

int webhook_source_open(const struct source_settings *settings, const struct surroundings *around,
                        struct source **source, struct fault *fault)
{
    if (around->news == NULL)
        return fault_set(fault, FAULT_SETUP, "webhooks come to the desk by themselves");
    struct webhook_source *self = memory_new(sizeof *self);
    self->source = (struct source){ .kind = &WEBHOOK,
                                    .name = settings->name,
                                    .org = settings->org,
                                    .required = settings->required };
    self->around = around;
    self->row = around->news(around->news_context, settings->name);
    *source = &self->source;
    return 0;
}
