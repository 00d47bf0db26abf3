#include "desk/route.h"

#include "base/utf8.h"
#include "desk/answer.h"
#include "desk/briefings.h"
#include "desk/choice.h"
#include "desk/commands.h"
#include "desk/incidents.h"
#include "desk/intake.h"
#include "desk/machines.h"
#include "desk/pace.h"
#include "desk/rules.h"
#include "desk/series.h"
#include "desk/session.h"
#include "desk/site.h"
#include "desk/sources.h"
#include "desk/state.h"
#include "desk/stream.h"

#include <string.h>


/* What a route asks for before its function is called. */
enum need {
    NEEDS_NOTHING,
    NEEDS_TO_LOOK,
    NEEDS_ORG,      /* to look, at one organisation */
    NEEDS_TO_DECIDE,
    NEEDS_OWN_CHECK, /* its function finds out by itself */
};

struct route {
    const char *method;
    const char *path; /* ending in a slash: the rest is the function's */
    enum need need;
    void (*function)(struct request *request);
};

/* The first that fits is taken. */
static const struct route routes[] = {
    { "GET", "/healthz", NEEDS_NOTHING, machines_health },
    { "GET", "/readyz", NEEDS_NOTHING, machines_ready },
    { "GET", "/metrics", NEEDS_NOTHING, machines_metrics },
    { "GET", "/v1/openapi.yaml", NEEDS_NOTHING, site_openapi },
    { "GET", "/v1/session", NEEDS_NOTHING, session_show },
    { "POST", "/v1/session", NEEDS_NOTHING, session_login },
    { "DELETE", "/v1/session", NEEDS_NOTHING, session_logout },
    { "GET", "/v1/state", NEEDS_ORG, state_show },
    { "GET", "/v1/incidents", NEEDS_ORG, incidents_list },
    { "GET", "/v1/incidents/", NEEDS_ORG, incidents_show },
    { "GET", "/v1/deadlines", NEEDS_ORG, incidents_deadlines },
    { "GET", "/v1/series", NEEDS_ORG, series_list },
    { "GET", "/v1/series/", NEEDS_ORG, series_show },
    { "GET", "/v1/sources", NEEDS_ORG, sources_list },
    { "GET", "/v1/triggers", NEEDS_TO_LOOK, stream_list },
    { "GET", "/v1/stream", NEEDS_TO_LOOK, stream_open },
    { "GET", "/v1/briefings", NEEDS_ORG, briefings_list },
    { "GET", "/v1/briefings/", NEEDS_ORG, briefings_show },
    { "GET", "/v1/rules", NEEDS_TO_LOOK, rules_show },
    { "POST", "/v1/commands", NEEDS_TO_DECIDE, commands_post },
    { "GET", "/v1/commands/", NEEDS_TO_DECIDE, commands_show },
    { "POST", "/v1/intake/", NEEDS_OWN_CHECK, intake_post },
    { "GET", "/", NEEDS_NOTHING, site_show },
};

static const size_t route_count = sizeof routes / sizeof routes[0];

static bool fits(const struct route *route, struct slice path, struct slice *rest)
{
    const size_t length = strlen(route->path);

    if (path.length < length || memcmp(path.bytes, route->path, length) != 0)
        return false;
    *rest = (struct slice){ path.bytes + length, path.length - length };
    return rest->length == 0 || route->path[length - 1] == '/';
}

/* HEAD is GET without its body; the server leaves that out. */
static bool has_method(const struct route *route, struct slice method)
{
    return slice_is(method, route->method) ||
           (slice_is(method, "HEAD") && strcmp(route->method, "GET") == 0);
}

static bool may(struct request *request, const struct route *route)
{
    const enum access access = request->caller.access;
    bool allowed = false;

    switch (route->need) {
    case NEEDS_NOTHING:
    case NEEDS_OWN_CHECK:
        allowed = true;
        break;
    case NEEDS_TO_LOOK:
    case NEEDS_ORG:
        allowed = access_may_look(access);
        break;
    case NEEDS_TO_DECIDE:
        allowed = access_may_decide(access);
        break;
    }
    if (allowed)
        return true;
    if (request->caller.actor.length == 0)
        answer_problem(request, 401, "unauthorized", "log in, or send a bearer token");
    else
        answer_problem(request, 403, "forbidden", "this token's access does not reach so far");
    return false;
}

static void call(struct request *request, const struct route *route)
{
    const char *org = http_exchange_argument(request->exchange, "org");
    const bool changes = strcmp(route->method, "GET") != 0;

    /* A service feeds records in as fast as it likes; the log holds it back. */
    if (changes && strncmp(route->path, "/v1/intake/", strlen("/v1/intake/")) != 0 &&
        !pace_admits(request->desk->pace, slice_of(http_exchange_peer(request->exchange)),
                     clock_monotonic())) {
        answer_problem(request, 429, "pace", "too many requests that change something");
        return;
    }
    if (route->need == NEEDS_OWN_CHECK && intake_takes_signed(request))
        return;
    if (!session_identify(request) || (changes && !session_check_csrf(request)) ||
        !may(request, route))
        return;
    if (route->need == NEEDS_ORG && !choice_of_org(request, slice_of(org == NULL ? "" : org)))
        return;
    route->function(request);
}

void route_request(void *context, struct http_exchange *exchange)
{
    struct desk *desk = context;
    struct request request = { .desk = desk, .exchange = exchange };
    const struct slice path = http_exchange_path(exchange);
    const struct slice method = http_exchange_method(exchange);
    bool known = false;

    arena_clear(desk->arena);
    if (path.length > DESK_PATH_LIMIT_BYTES || !utf8_is_valid(path)) {
        answer_problem(&request, 400, "path", "the path is too long, or is no UTF-8");
        return;
    }
    for (size_t i = 0; i < route_count; i++) {
        if (!fits(&routes[i], path, &request.rest))
            continue;
        if (has_method(&routes[i], method)) {
            call(&request, &routes[i]);
            return;
        }
        known = true;
    }
    if (known)
        answer_problem(&request, 405, "method", NULL);
    else
        answer_not_found(&request);
}
