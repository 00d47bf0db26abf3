#include "core/trigger.h"

static const char *const NAMES[TRIGGER_TYPE_COUNT] = {
    [TRIGGER_WARNING_RAISED] = "tocsin.warning.raised.v1",
    [TRIGGER_WARNING_RELEASED] = "tocsin.warning.released.v1",
    [TRIGGER_WARNING_SUPERSEDED] = "tocsin.warning.superseded.v1",
    [TRIGGER_RESPONSE_PROPOSED] = "tocsin.response.proposed.v1",
    [TRIGGER_RESPONSE_TRIGGERED] = "tocsin.response.triggered.v1",
    [TRIGGER_RESPONSE_UPGRADED] = "tocsin.response.upgraded.v1",
    [TRIGGER_RESPONSE_DOWNGRADED] = "tocsin.response.downgraded.v1",
    [TRIGGER_RESPONSE_RELEASED] = "tocsin.response.released.v1",
    [TRIGGER_RESPONSE_CLOSED] = "tocsin.response.closed.v1",
    [TRIGGER_UPGRADE_REQUESTED] = "tocsin.upgrade.requested.v1",
    [TRIGGER_CLOCK_DUE] = "tocsin.clock.due.v1",
    [TRIGGER_CLOCK_OVERDUE] = "tocsin.clock.overdue.v1",
    [TRIGGER_SOURCE_SILENT] = "tocsin.source.silent.v1",
    [TRIGGER_SOURCE_BACK] = "tocsin.source.back.v1",
    [TRIGGER_COMMAND_DONE] = "tocsin.command.done.v1",
    [TRIGGER_COMMAND_REFUSED] = "tocsin.command.refused.v1",
};

const char *trigger_type_name(enum trigger_type type)
{
    return NAMES[type];
}

struct key trigger_command_id(enum trigger_type type, struct slice org, struct slice command)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, slice_of(trigger_type_name(type)));
    digest_add(digest, org);
    digest_add(digest, command);
    return digest_finish(digest);
}

struct key trigger_source_id(enum trigger_type type, struct slice org, struct slice source,
                             int64_t since_at)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, slice_of(trigger_type_name(type)));
    digest_add(digest, org);
    digest_add(digest, source);
    digest_add_number(digest, since_at);
    return digest_finish(digest);
}
