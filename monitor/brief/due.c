#include "brief/due.h"

#include "brief/events.h"
#include "brief/issue.h"
#include "wire/briefing_incident.h"

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

/* The starts of the oldest and the newest hour that were issued; MOMENT_NEVER when none was. */
struct told {
    int64_t oldest;
    int64_t newest;
};

static struct told told_hours(const struct brief *brief, const struct org *org)
{
    OWNED(text) struct text folder = { 0 };
    struct told told = { MOMENT_NEVER, MOMENT_NEVER };

    issue_add_folder(&folder, brief, org->name);
    DIR *listing = opendir(text_string(&folder));
    if (listing == NULL)
        return told;
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
        if (!moment_parse((struct slice){ text_string(&moment), moment.length }, &at))
            continue;
        told.newest = at > told.newest ? at : told.newest;
        told.oldest = told.oldest == MOMENT_NEVER || at < told.oldest ? at : told.oldest;
    }
    closedir(listing);
    return told;
}

/* Since when this installation looks on, as far as reports are filled in. */
static int64_t looks_since(const struct brief *brief, const struct told *told)
{
    const int64_t back_at = clock_now(brief->clock) - DUE_BACK_HOURS * HOUR_MS;
    const int64_t since = told->oldest != MOMENT_NEVER && told->oldest < brief->started_at
                              ? told->oldest
                              : brief->started_at;

    return since > back_at ? since : back_at;
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
static bool issue_hours(struct brief *brief, const struct org *org, const struct told *told)
{
    const int64_t now = clock_now(brief->clock);
    const int64_t counted_at = counted_to(brief, org);
    int64_t from_at = told->newest;
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

/* What is said of one incident each day. The public hears only of responses of level 2 and 1. */
static void assess_incident(struct brief *brief, const struct issue *daily, struct slice incident,
                            enum level level)
{
    static const enum briefing_kind kinds[] = { BRIEFING_RELEASE, BRIEFING_PROGRESS,
                                                BRIEFING_NOTICE };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct issue issue = *daily;
        issue.kind = kinds[i];
        issue.incident = incident;
        const bool is_wanted = kinds[i] == BRIEFING_RELEASE || level_worse(level, LEVEL_3);
        if (is_wanted && !issue_is_done(brief, &issue))
            issue_or_say(brief, &issue);
    }
}

static void assess_incidents(struct brief *brief, const struct issue *daily)
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
        const enum level level =
            briefing_incident_level_at(incidents.rows[i].value, daily->to_at);
        if (level != LEVEL_NONE)
            assess_incident(brief, daily, incidents.rows[i].name, level);
    }
}

static void issue_day(struct brief *brief, const struct org *org, int64_t midnight)
{
    const int64_t now = clock_now(brief->clock);
    const bool is_late = now - midnight > DAILY_HOUR_MS + DUE_LATE_MS;
    const struct issue issue = {
        .kind = BRIEFING_DAILY,
        .org = *org,
        .from_at = midnight - DAY_MS,
        .to_at = midnight,
        .late = is_late,
        .present = !is_late,
    };

    if (issue_is_done(brief, &issue))
        return;
    issue_or_say(brief, &issue);
    assess_incidents(brief, &issue);
}

/* The days that ended since this installation looks on. */
static void issue_days(struct brief *brief, const struct org *org, const struct told *told)
{
    const struct calendar *calendar = profile_calendar(brief->profile, org->name);
    const int64_t today =
        calendar_local(calendar, clock_now(brief->clock) - DAILY_HOUR_MS).day;
    const int64_t since = looks_since(brief, told);

    for (int64_t day = today - DUE_BACK_HOURS * HOUR_MS / DAY_MS; day <= today; day++) {
        const int64_t midnight = calendar_day_starts_at(calendar, day);
        if (midnight >= since)
            issue_day(brief, org, midnight);
    }
}

/* --- at once --- */

/* A response that starts or is raised: a flash, and the report upward, which people complete. One
 * that ends: its closing report. */
static void issue_turn(struct brief *brief, const struct orgs *orgs, const struct json *event)
{
    const struct json *data = json_find(event, "data");
    const struct org *org = orgs_find(orgs, json_string(data, "org"));
    const int64_t now = clock_now(brief->clock);
    int64_t at = 0;

    if (org == NULL || !moment_parse(json_string(event, "time"), &at) ||
        json_string(data, "incident").length == 0)
        return;
    const bool is_over = events_is_end(event);
    const enum briefing_kind kinds[] = { is_over ? BRIEFING_CLOSING : BRIEFING_FLASH,
                                         BRIEFING_UPWARD };
    const struct told told = told_hours(brief, org);
    for (size_t i = 0; i < (is_over ? 1 : sizeof kinds / sizeof kinds[0]); i++) {
        const struct issue issue = {
            .kind = kinds[i],
            .org = *org,
            .from_at = moment_floor(at, MINUTE_MS),
            .to_at = at,
            .late = now - at > DUE_LATE_MS,
            .present = now - at <= DUE_LATE_MS,
            .incident = json_string(data, "incident"),
        };
        /* What happened before this installation looked on is told by the hours. */
        if (at >= looks_since(brief, &told) - DUE_LATE_MS && !issue_is_done(brief, &issue))
            issue_or_say(brief, &issue);
    }
}

bool due_serve(struct brief *brief)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct orgs orgs = { 0 };
    struct fault fault = { 0 };
    bool more = false;

    if (orgs_read(brief->store, brief->partitions, arena, &orgs, &fault) != 0)
        return false; /* Redis is away: hours are filled in when it is back */
    for (const struct json *event = events_next_turn(brief->events); event != NULL;
         event = events_next_turn(brief->events))
        issue_turn(brief, &orgs, event);
    for (size_t i = 0; i < orgs.count; i++) {
        const struct told told = told_hours(brief, &orgs.rows[i]);
        more |= issue_hours(brief, &orgs.rows[i], &told);
        issue_days(brief, &orgs.rows[i], &told);
    }
    return more;
}
