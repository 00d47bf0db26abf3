#include "desk/choice.h"

#include "desk/answer.h"

enum { ORGS_REREAD_MS = 2000 };

void choice_read_orgs(struct desk *desk)
{
    struct fault fault = { 0 };
    OWNED(arena) struct arena *arena = NULL;
    struct orgs orgs = { 0 };

    if (desk->orgs_arena != NULL && clock_monotonic() - desk->orgs_read_at < ORGS_REREAD_MS)
        return;
    arena = arena_new();
    if (orgs_read(desk->store, desk->partitions, arena, &orgs, &fault) != 0)
        return; /* the ones before are still shown; the state says that Redis is away */
    arena_free(desk->orgs_arena);
    desk->orgs_arena = TAKE(arena);
    desk->orgs = orgs;
    desk->orgs_read_at = clock_monotonic();
}

bool choice_of_org(struct request *request, struct slice wanted)
{
    struct desk *desk = request->desk;
    const struct slice own = request->caller.org;

    choice_read_orgs(desk);
    if (wanted.length == 0)
        wanted = own;
    if (own.length > 0 && !slice_equals(own, wanted)) {
        answer_problem(request, 403, "forbidden", "this token is for another organisation");
        return false;
    }
    if (wanted.length == 0 && desk->orgs.count == 1)
        wanted = desk->orgs.rows[0].name;
    const struct org *org = orgs_find(&desk->orgs, wanted);
    if (org == NULL && store_is_away(desk->store)) {
        answer_problem(request, 503, "away", "Redis does not answer, so nothing can be shown");
        return false;
    }
    if (org == NULL && wanted.length == 0 && desk->orgs.count > 1) {
        answer_problem(request, 422, "org", "there are several organisations: name one in 'org'");
        return false;
    }
    if (org == NULL) {
        answer_problem(request, 404, "org",
                       wanted.length == 0 ? "nothing has been counted of any organisation yet"
                                          : "nothing has been counted of this organisation");
        return false;
    }
    request->view = (struct view){ .store = desk->store,
                                   .org = *org,
                                   .arena = desk->arena,
                                   .now = clock_now(desk->clock) };
    return true;
}
