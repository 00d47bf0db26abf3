#include "base/hosts.h"

#include "base/moment.h"
#include "base/table.h"

#include <string.h>

enum { BURST_MOST = 10 };

struct host {
    int64_t a_minute;
    int64_t tokens_ms; /* a request costs a minute divided by the rate */
    int64_t filled_at;
    int64_t held_until;
};

struct hosts {
    struct table *table;
};

struct hosts *hosts_new(void)
{
    struct hosts *hosts = memory_new(sizeof *hosts);

    hosts->table = table_new();
    return hosts;
}

void hosts_free(struct hosts *hosts)
{
    struct table_cursor cursor = { 0 };

    if (hosts == NULL)
        return;
    while (table_next(hosts->table, &cursor))
        memory_free(cursor.value);
    table_free(hosts->table);
    memory_free(hosts);
}

struct slice hosts_name(struct slice url)
{
    const char *at = memmem(url.bytes, url.length, "://", 3);
    const char *end = url.bytes + url.length;

    if (at == NULL)
        return (struct slice){ 0 };
    at += 3;
    const char *stop = at;
    while (stop < end && strchr("/?#", *stop) == NULL)
        stop++;
    for (const char *one = at; one < stop; one++)
        if (*one == '@')
            at = one + 1;
    return (struct slice){ at, (size_t)(stop - at) };
}

static struct host *find(struct hosts *hosts, struct slice url)
{
    OWNED(text) struct text name = { 0 };
    struct slice given = hosts_name(url);

    for (size_t i = 0; i < given.length; i++) {
        char byte = given.bytes[i];
        text_add_char(&name, byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte);
    }
    struct slice key = { text_string(&name), name.length };
    struct host *host = table_find(hosts->table, key);
    if (host == NULL) {
        host = memory_new(sizeof *host);
        host->held_until = MOMENT_NEVER;
        table_set(hosts->table, key, host);
    }
    return host;
}

int64_t hosts_take(struct hosts *hosts, struct slice url, int64_t a_minute, int64_t now)
{
    struct host *host = find(hosts, url);

    if (host->a_minute == 0 || a_minute < host->a_minute) {
        bool is_new = host->a_minute == 0;
        host->a_minute = a_minute;
        if (is_new) {
            host->filled_at = now;
            host->tokens_ms = MINUTE_MS;
        }
    }
    int64_t price_ms = (MINUTE_MS + host->a_minute - 1) / host->a_minute;
    int64_t most_ms = price_ms * BURST_MOST;
    host->tokens_ms += now - host->filled_at;
    host->filled_at = now;
    if (host->tokens_ms > most_ms)
        host->tokens_ms = most_ms;
    if (now < host->held_until)
        return host->held_until - now;
    if (host->tokens_ms < price_ms)
        return price_ms - host->tokens_ms;
    host->tokens_ms -= price_ms;
    return 0;
}

void hosts_hold(struct hosts *hosts, struct slice url, int64_t until)
{
    struct host *host = find(hosts, url);

    if (until > host->held_until)
        host->held_until = until;
}
