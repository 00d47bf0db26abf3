#include "brief/due.h"

#include "brief/events.h"
#include "brief/issue.h"

#include <dirent.h>
#include <string.h>

enum { DAILY_HOUR_MS = 30 * 60 * 1000 /* 00:30 local: 每日凌晨 */ };

static void issue_or_say(struct brief *brief, const struct issue *issue)
{
    struct fault fault = { 0 };

    if (issue_now(brief, issue, &fault) != 0)
        log_error(&brief->log, "report-failed", "%s", fault.text);
}

/* --- hours --- */

/* How far counting has come in the organisation's partition; MOMENT_NEVER when nobody knows. */
static int64_t counted_to(struct brief *brief, const struct org *org)
{
    const struct view view = { brief->store, *org, brief->arena, 0 };
    struct status status = { 0 };
    struct fault fault = { 0 };

    if (pages_status(&view, &status, &fault) != 0)
        return MOMENT_NEVER;
    return status_number(&status, "now", MOMENT_NEVER);
}

/* The start of the newest hour that was issued; MOMENT_NEVER when none was. */
static int64_t last_hour(const struct brief *brief, const struct org *org)
{
    OWNED(text) struct text folder = { 0 };
    int64_t last = MOMENT_NEVER;

    issue_add_folder(&folder, brief, org->name);
    DIR *listing = opendir(text_string(&folder));
    if (listing == NULL)
        return MOMENT_NEVER;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        /* "2026-11-21T0300-hourly.json" */
        static const char ending[] = "-hourly.json";
        const size_t length = strlen(entry->d_name);
        OWNED(text) struct text moment = { 0 };
        int64_t at = 0;
        if (length != strlen("2026-11-21T0300") + sizeof ending - 1 ||
            strcmp(entry->d_name + length - (sizeof ending - 1), ending) != 0)
            continue;
        text_add_format(&moment, "%.13s:00:00Z", entry->d_name);
        if (moment_parse((struct slice){ text_string(&moment), moment.length }, &at) && at > last)
            last = at;
    }
    closedir(listing);
    return last;
}

static bool is_due(const struct brief *brief, int64_t to_at, int64_t counted_at)
{
    const int64_t now = clock_now(brief->clock);

    return now >= to_at + DUE_PATIENCE_MS ||
           (counted_at >= to_at + DUE_CLOSED_MS && now >= to_at + DUE_CLOSED_MS);
}

static void add_trouble(struct text *trouble, int64_t counted_at, int64_t to_at)
{
    if (counted_at >= to_at)
        return;
    if (counted_at == MOMENT_NEVER) {
        text_add(trouble, "计数没有运行 / counting is not running");
        return;
    }
    text_add(trouble, "计数只到 / counted up to ");
    moment_add(trouble, moment_floor(counted_at, MINUTE_MS));
}

/* A quiet night moves nothing, and then counting stands where the last record was. That is a
 * trouble only while there are records that were not counted, which only surge knows: so a stand of
 * less than a day is taken for quiet when the partition's flushes go on. */
static bool issue_hours(struct brief *brief, const struct org *org)
{
    const int64_t now = clock_now(brief->clock);
    const int64_t counted_at = counted_to(brief, org);
    int64_t from_at = last_hour(brief, org);
    int issued = 0;

    from_at = from_at == MOMENT_NEVER ? moment_floor(brief->started_at, HOUR_MS)
                                      : from_at + HOUR_MS;
    if (from_at < moment_floor(now, HOUR_MS) - DUE_BACK_HOURS * HOUR_MS)
        from_at = moment_floor(now, HOUR_MS) - DUE_BACK_HOURS * HOUR_MS;
    for (; is_due(brief, from_at + HOUR_MS, counted_at) && issued < DUE_AT_ONCE;
         from_at += HOUR_MS, issued++) {
        OWNED(text) struct text trouble = { 0 };
        add_trouble(&trouble, counted_at, from_at + HOUR_MS - DUE_CLOSED_MS);
        const struct issue issue = {
            .kind = BRIEFING_HOURLY,
            .org = *org,
            .from_at = from_at,
            .to_at = from_at + HOUR_MS,
            .late = now - (from_at + HOUR_MS) > DUE_LATE_MS,
            .present = now - (from_at + HOUR_MS) <= DUE_LATE_MS,
            .trouble = { text_string(&trouble), trouble.length },
        };
        issue_or_say(brief, &issue);
    }
    return issued == DUE_AT_ONCE;
}

/* --- days --- */

static bool is_open(const struct json *incident)
{
    const struct slice state = json_string(incident, "state");

    return !slice_is(state, "released") && !slice_is(state, "closed");
}

/* One release assessment for each incident that is open. */
static void assess_release(struct brief *brief, const struct issue *daily)
{
    OWNED(arena) struct arena *arena = arena_new();
    const struct view view = { brief->store, daily->org, arena, daily->to_at };
    struct pages incidents = { 0 };
    struct fault fault = { 0 };

    if (pages_incidents(&view, &incidents, &fault) != 0) {
        log_error(&brief->log, "report-failed", "release assessments: %s", fault.text);
        return;
    }
    for (size_t i = 0; i < incidents.count; i++) {
        struct issue issue = *daily;
        issue.kind = BRIEFING_RELEASE;
        issue.incident = incidents.rows[i].name;
        if (is_open(incidents.rows[i].value) && !issue_is_done(brief, &issue))
            issue_or_say(brief, &issue);
    }
}

static void issue_day(struct brief *brief, const struct org *org)
{
    const struct calendar *calendar = profile_calendar(brief->profile, org->name);
    const int64_t now = clock_now(brief->clock);
    const int64_t midnight =
        calendar_day_starts_at(calendar, calendar_local(calendar, now - DAILY_HOUR_MS).day);
    const struct issue issue = {
        .kind = BRIEFING_DAILY,
        .org = *org,
        .from_at = midnight - DAY_MS,
        .to_at = midnight,
        .late = now - midnight > DAILY_HOUR_MS + DUE_LATE_MS,
        .present = now - midnight <= DAILY_HOUR_MS + DUE_LATE_MS,
    };

    if (midnight < brief->started_at || issue_is_done(brief, &issue))
        return;
    issue_or_say(brief, &issue);
    assess_release(brief, &issue);
}

/* --- flashes --- */

static void issue_flash(struct brief *brief, const struct orgs *orgs, const struct json *event)
{
    const struct json *data = json_find(event, "data");
    const struct org *org = orgs_find(orgs, json_string(data, "org"));
    int64_t at = 0;

    if (org == NULL || !moment_parse(json_string(event, "time"), &at))
        return;
    const struct issue issue = {
        .kind = BRIEFING_FLASH,
        .org = *org,
        .from_at = moment_floor(at, MINUTE_MS),
        .to_at = at,
        .present = true,
        .incident = json_string(data, "incident"),
    };
    /* What happened before this installation looked on is told by the hours. */
    if (issue.incident.length > 0 && at >= brief->started_at - DUE_LATE_MS &&
        !issue_is_done(brief, &issue))
        issue_or_say(brief, &issue);
}

bool due_serve(struct brief *brief)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct orgs orgs = { 0 };
    struct fault fault = { 0 };
    bool more = false;

    if (orgs_read(brief->store, brief->partitions, arena, &orgs, &fault) != 0)
        return false; /* Redis is away: hours are filled in when it is back */
    for (const struct json *event = events_next_response(brief->events); event != NULL;
         event = events_next_response(brief->events))
        issue_flash(brief, &orgs, event);
    for (size_t i = 0; i < orgs.count; i++) {
        more |= issue_hours(brief, &orgs.rows[i]);
        issue_day(brief, &orgs.rows[i]);
    }
    return more;
}
