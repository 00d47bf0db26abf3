/* Sources that are asked again and again over HTTP: JSON interfaces and feeds.
 *
 * A poll is one or several pages. What was seen last is remembered (recent.h), and the server is
 * told what we have (If-None-Match, If-Modified-Since). The cursor moves when a whole poll is safe,
 * since its newest page comes first; where pages come oldest first, with every page. */
#include "collect/sources/kinds.h"

#include "base/digest.h"
#include "base/hosts.h"
#include "collect/sources/offering.h"
#include "collect/sources/address.h"
#include "collect/sources/doorbell.h"
#include "collect/sources/conditions.h"
#include "collect/sources/headers.h"
#include "collect/sources/page.h"
#include "collect/sources/patience.h"
#include "collect/sources/recent.h"
#include "edge/http_client.h"

#include <string.h>

enum { BATCH_MOST = 1000 };

struct poll_source {
    struct listener listener;
    struct http_client *http;
    struct http_header *headers; /* with room for the conditions behind them */
    struct recent *recent;
    struct doorbell *bell;       /* NULL when it has no stream */
    bool is_rung;                /* there is something to fetch now */
    bool is_started;             /* the cursor was read */
    int64_t due_at;              /* of the next poll */
    char *since;                 /* as it was when the poll began */
    struct text next;            /* of the page before */
    int64_t page_number;
    struct page *page;           /* in hand, NULL when there is none */
    size_t item;
    bool is_ahead;               /* the item in hand has no time, or one to come */
    size_t poll_items;           /* of all its pages so far */
    bool is_too_large;           /* more than can be remembered; said once */
    struct conditions conditions;
    struct text cursor;
};

static const struct source_settings *settings_of(const struct poll_source *self)
{
    return self->listener.settings;
}

/* --- asking --- */

static void add_address(const struct poll_source *self, struct text *url)
{
    OWNED(text) struct text number = { 0 };
    const char *next = text_string(&self->next);

    if (strncmp(next, "http://", 7) == 0 || strncmp(next, "https://", 8) == 0) {
        text_add(url, next);
        return;
    }
    text_add_format(&number, "%lld", (long long)self->page_number);
    const char *since = settings_of(self)->paging == PAGING_FORWARD ? recent_since(self->recent)
                                                                    : self->since;
    if (since[0] == '\0' && settings_of(self)->start != NULL)
        since = settings_of(self)->start;
    address_add(url, settings_of(self)->url,
                &(struct address_parts){
                    .since = since, .page = text_string(&number), .next = next });
}

static int start_request(struct poll_source *self, int64_t now, int64_t *again_at,
                         struct fault *fault)
{
    OWNED(text) struct text url = { 0 };
    const struct source_settings *settings = settings_of(self);
    size_t count = settings->header_count;

    add_address(self, &url);
    struct slice address = { text_string(&url), url.length };
    if (!slice_equals(hosts_name(address), hosts_name(slice_of(settings->url))))
        return fault_set(fault, FAULT_AWAY, "the next page is on another host: '%s'",
                         text_string(&url));
    int64_t wait_ms =
        hosts_take(self->listener.around->hosts, address, settings->requests_a_minute, now);
    if (wait_ms > 0) {
        *again_at = now + wait_ms;
        return 0;
    }
    bool is_first_page = self->next.length == 0 && self->page_number == settings->first_page;
    if (is_first_page)
        count = conditions_add(&self->conditions, self->headers, count);
    *again_at = now;
    return http_client_start(self->http,
                             &(struct http_request){
                                 .url = text_string(&url),
                                 .headers = self->headers,
                                 .header_count = count,
                                 .timeout_ms = settings->timeout_ms,
                                 .limit_bytes = (size_t)settings->limit_bytes,
                                 .allow_private = settings->allow_private,
                                 .ca_file = settings->ca_file,
                             },
                             fault);
}

static void begin_poll(struct poll_source *self)
{
    const char *since = recent_since(self->recent);

    self->is_rung = false;
    self->poll_items = 0;
    memory_free(self->since);
    self->since = memory_copy(since, strlen(since));
    text_clear(&self->next);
    self->page_number = settings_of(self)->first_page;
}

static void keep_cursor(struct poll_source *self, struct intake *intake)
{
    text_clear(&self->cursor);
    recent_write(self->recent, &self->cursor);
    intake_advance(intake, &self->listener.source, text_slice(&self->cursor));
}

static void end_poll(struct poll_source *self, struct intake *intake, int64_t now)
{
    self->due_at = now + settings_of(self)->every_ms;
    text_clear(&self->next);
    memory_free(self->since);
    self->since = NULL;
    intake_through(intake, &self->listener.source, clock_now(self->listener.around->clock));
}

/* --- answers --- */

/* What goes forward by its cursor is not asked again; anything else is known by its digest. */
static void expect_items(struct poll_source *self, struct intake *intake)
{
    bool is_known = settings_of(self)->paging == PAGING_FORWARD ||
                    recent_expect(self->recent, self->poll_items);

    if (!is_known && !self->is_too_large)
        intake_note(intake, &self->listener.source,
                    "a poll has more items than can be remembered: its oldest will be sent again; "
                    "name a 'since', or fewer 'most-pages'");
    self->is_too_large = !is_known;
}

static int take_answer(struct poll_source *self, struct intake *intake,
                       const struct http_response *response, int64_t now, struct fault *fault)
{
    if (response->status == 304) {
        end_poll(self, intake, now);
        return 0;
    }
    const int64_t patience = patience_ms(response, clock_now(self->listener.around->clock));
    if (patience > 0)
        hosts_hold(self->listener.around->hosts, slice_of(settings_of(self)->url), now + patience);
    if (response->status < 200 || response->status > 299)
        return fault_set(fault, FAULT_AWAY, "the server answers %ld", response->status);
    if (page_read(settings_of(self), response->body, &self->page, fault) != 0) {
        intake_refuse(intake, &self->listener.source, slice_cut(response->body, BATCH_MOST),
                      fault->text);
        fault->kind = FAULT_AWAY; /* it may be well again the next time */
        return -1;
    }
    self->item = 0;
    self->poll_items += page_count(self->page);
    expect_items(self, intake);
    if (self->next.length == 0 && self->page_number == settings_of(self)->first_page)
        conditions_take(&self->conditions, response);
    return 0;
}

/* What a poll sees again and again is put aside once. */
static void refuse_once(struct poll_source *self, struct intake *intake, struct slice content,
                        const char *reason)
{
    const uint64_t digest = digest_fast(content);

    if (recent_has(self->recent, digest))
        return;
    intake_refuse(intake, &self->listener.source, content, reason);
    recent_add(self->recent, digest);
}

/* One item of the page; false when the intake is full. */
static bool offer_item(struct poll_source *self, struct intake *intake)
{
    struct listener *listener = &self->listener;
    struct listener_item item = { 0 };
    struct feedback feedback;
    struct fault fault = { 0 };
    const struct slice unchanged = { 0 };

    self->is_ahead = false;
    arena_clear(listener->arena);
    page_item(self->page, self->item, listener->arena, &item);
    if (listener_map(listener, &item, &feedback, &fault) != 0) {
        refuse_once(self, intake, item.content, fault.text);
        return true;
    }
    self->is_ahead = feedback.at == MOMENT_NEVER || offering_is_ahead(&feedback);
    uint64_t digest = offering_digest(&feedback);
    if (recent_has(self->recent, digest) || !listener_wants(listener, &feedback))
        return true;
    if (offering_feedback(listener, intake, &feedback, unchanged) == OFFERING_FULL)
        return false;
    recent_add(self->recent, digest);
    return true;
}

/* True when the whole page was offered. */
static bool offer_page(struct poll_source *self, struct intake *intake)
{
    size_t count = page_count(self->page);

    for (size_t i = 0; i < BATCH_MOST && self->item < count; i++) {
        if (!offer_item(self, intake))
            return false;
        if (!self->is_ahead || !page_since_is_time(settings_of(self)))
            recent_move(self->recent,
                        page_since(self->page, self->item, self->listener.arena));
        self->item++;
    }
    return self->item == count;
}

/* Did the page lead on? A server that does not know the cursor gives the same one for ever. */
static bool went_forward(struct poll_source *self)
{
    const char *since = recent_since(self->recent);
    const bool is_further = strcmp(self->since, since) != 0;

    memory_free(self->since);
    self->since = memory_copy(since, strlen(since));
    return is_further;
}

static bool has_another_page(struct poll_source *self)
{
    struct slice next = page_next(self->page);

    switch (settings_of(self)->paging) {
    case PAGING_NONE:
    case PAGING_COUNT:
        return false;
    case PAGING_NUMBER:
        return page_count(self->page) > 0;
    case PAGING_FORWARD:
        return went_forward(self) && page_count(self->page) > 0;
    case PAGING_NEXT:
        return next.length > 0 && !slice_is(next, text_string(&self->next));
    }
    return false;
}

static void end_page(struct poll_source *self, struct intake *intake, int64_t now)
{
    const struct source_settings *settings = settings_of(self);
    struct slice next = page_next(self->page);

    if (page_is_broken(self->page))
        intake_refuse(intake, &self->listener.source, (struct slice){ 0 },
                      "the feed breaks off behind the entries that were read");
    recent_move(self->recent, page_since(self->page, page_count(self->page),
                                         self->listener.arena));
    bool more = has_another_page(self);
    text_clear(&self->next);
    if (settings->paging == PAGING_NEXT)
        text_add_bytes(&self->next, next.bytes, next.length);
    page_free(self->page);
    self->page = NULL;
    self->page_number++;
    bool forward = settings->paging == PAGING_FORWARD;
    if (more && !forward && self->page_number - settings->first_page >= settings->most_pages) {
        intake_refuse(intake, &self->listener.source, (struct slice){ 0 },
                      "more pages than 'most-pages': older items were left out");
        more = false;
    }
    if (!more || forward)
        keep_cursor(self, intake);
    if (!more)
        end_poll(self, intake, now);
}

/* --- the source --- */

static int go_on(struct poll_source *self, struct intake *intake, int64_t now, int64_t *again_at,
                 struct fault *fault)
{
    const struct http_response *response = NULL;

    if (self->page != NULL) {
        if (offer_page(self, intake))
            end_page(self, intake, now);
        *again_at = now;
        return 0;
    }
    if (http_client_is_busy(self->http)) {
        if (http_client_step(self->http, now, &response, fault) != 0)
            return -1;
        *again_at = response != NULL ? now : http_client_due_at(self->http);
        return response == NULL ? 0 : take_answer(self, intake, response, now, fault);
    }
    *again_at = self->is_rung ? now : self->due_at;
    if (now < *again_at)
        return 0;
    if (self->since == NULL)
        begin_poll(self);
    return start_request(self, now, again_at, fault);
}

static void hear_bell(struct poll_source *self, struct intake *intake, int64_t now)
{
    struct fault fault = { 0 };

    if (doorbell_step(self->bell, now, &self->is_rung, &fault) != 0)
        intake_note(intake, &self->listener.source, fault.text); /* polling goes on */
}

static int poll_step(struct source *source, struct intake *intake, int64_t now, int64_t *again_at,
                     struct fault *fault)
{
    struct poll_source *self = (struct poll_source *)source;

    if (!self->is_started) {
        recent_read(self->recent, intake_cursor(intake, source));
        self->is_started = true;
    }
    if (self->bell != NULL)
        hear_bell(self, intake, now);
    if (go_on(self, intake, now, again_at, fault) == 0) {
        if (self->bell != NULL && doorbell_due_at(self->bell) < *again_at)
            *again_at = doorbell_due_at(self->bell);
        return 0;
    }
    memory_free(self->since); /* the poll begins anew */
    self->since = NULL;
    text_clear(&self->next);
    self->due_at = now;
    return -1;
}

static size_t poll_waits(struct source *source, struct pollfd *waits, size_t most)
{
    struct poll_source *self = (struct poll_source *)source;
    size_t count = http_client_waits(self->http, waits, most);

    return self->bell == NULL || count == most
               ? count
               : count + doorbell_waits(self->bell, waits + count, most - count);
}

static void poll_free(struct source *source)
{
    struct poll_source *self = (struct poll_source *)source;

    headers_free(self->headers, settings_of(self));
    doorbell_free(self->bell);
    http_client_free(self->http);
    page_free(self->page);
    recent_free(self->recent);
    memory_free(self->since);
    text_done(&self->next);
    conditions_done(&self->conditions);
    text_done(&self->cursor);
    listener_done(&self->listener);
    memory_free(self);
}

static const struct source_kind POLL = {
    .name = "poll",
    .step = poll_step,
    .waits = poll_waits,
    .free = poll_free,
};

int poll_source_open(const struct source_settings *settings, const struct surroundings *around,
                     struct source **source, struct fault *fault)
{
    struct poll_source *self = memory_new(sizeof *self);

    self->listener.settings = settings;
    self->http = http_client_new();
    self->recent = recent_new();
    if (listener_init(&self->listener, &POLL, settings, around, fault) != 0 ||
        headers_open(settings, CONDITIONS_MOST, &self->headers, fault) != 0 ||
        doorbell_open(settings, &self->bell, fault) != 0) {
        poll_free(&self->listener.source);
        return -1;
    }
    *source = &self->listener.source;
    return 0;
}
