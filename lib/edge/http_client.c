#include "edge/http_client.h"

#include "base/hosts.h"
#include "edge/curl_guard.h"
#include "edge/curl_loop.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { REDIRECTS_MOST = 5, HEADER_LIMIT_BYTES = 64 * 1024, CONNECT_LIMIT_MS = 15000 };

struct http_client {
    struct curl_loop *loop;
    CURL *easy;
    struct curl_guard guard;
    char detail[CURL_ERROR_SIZE];
    struct curl_slist *list; /* headers as libcurl wants them */
    /* the request, copied */
    char *url;
    char *first_url; /* before any redirect */
    char *ca_file;
    struct curl_slist *open_headers;
    struct curl_slist *secret_headers;
    struct http_request request; /* its numbers and functions */
    int redirects;
    bool is_busy;
    /* the answer */
    struct http_response response;
    struct text body;
    struct text etag;
    struct text limit_reset;
    struct text last_modified;
    struct text content_type;
    size_t header_bytes;
    bool too_large;
};

struct http_client *http_client_new(void)
{
    struct http_client *client = memory_new(sizeof *client);

    client->loop = curl_loop_new();
    client->easy = curl_easy_init();
    if (client->easy == NULL)
        abort(); /* out of memory */
    return client;
}

static void forget_request(struct http_client *client)
{
    curl_slist_free_all(client->list);
    curl_slist_free_all(client->open_headers);
    curl_slist_free_all(client->secret_headers);
    client->list = client->open_headers = client->secret_headers = NULL;
    memory_free(client->url);
    memory_free(client->first_url);
    memory_free(client->ca_file);
    client->url = client->first_url = client->ca_file = NULL;
}

void http_client_stop(struct http_client *client)
{
    if (client->is_busy)
        curl_loop_remove(client->loop, client->easy);
    client->is_busy = false;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    http_client_stop(client);
    curl_easy_cleanup(client->easy);
    curl_loop_free(client->loop);
    forget_request(client);
    text_done(&client->body);
    text_done(&client->etag);
    text_done(&client->limit_reset);
    text_done(&client->last_modified);
    text_done(&client->content_type);
    memory_free(client);
}

bool http_client_is_busy(const struct http_client *client)
{
    return client->is_busy;
}

/* --- what libcurl calls --- */

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    size_t length = size * count;

    if (client->request.piece != NULL && client->response.status == 0) {
        long status = 0;
        (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
        client->response.status = status;
    }
    if (client->request.piece != NULL && client->response.status == 200)
        return client->request.piece(client->request.context, (struct slice){ bytes, length })
                   ? length
                   : CURL_WRITEFUNC_ERROR;
    if (client->body.length + length > client->request.limit_bytes) {
        client->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    text_add_bytes(&client->body, bytes, length);
    return length;
}

static void take_header(struct slice line, const char *name, struct text *value)
{
    size_t length = strlen(name);

    if (line.length <= length || strncasecmp(line.bytes, name, length) != 0 ||
        line.bytes[length] != ':')
        return;
    size_t begin = length + 1;
    size_t end = line.length;
    while (begin < end && (unsigned char)line.bytes[begin] <= ' ')
        begin++;
    while (end > begin && (unsigned char)line.bytes[end - 1] <= ' ')
        end--;
    text_clear(value);
    text_add_bytes(value, line.bytes + begin, end - begin);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    struct slice line = { bytes, size * count };

    client->header_bytes += line.length;
    if (client->header_bytes > HEADER_LIMIT_BYTES) {
        client->too_large = true;
        return 0;
    }
    take_header(line, "etag", &client->etag);
    take_header(line, "x-ratelimit-reset", &client->limit_reset);
    take_header(line, "ratelimit-reset", &client->limit_reset);
    take_header(line, "last-modified", &client->last_modified);
    take_header(line, "content-type", &client->content_type);
    return line.length;
}

/* --- the request --- */

static void add_headers(struct http_client *client, const struct curl_slist *from)
{
    for (; from != NULL; from = from->next)
        client->list = curl_slist_append(client->list, from->data);
}

/* Without its port: one machine may serve on several. */
static struct slice machine_of(const char *url)
{
    struct slice host = hosts_name(slice_of(url));
    const char *bracket = memchr(host.bytes, ']', host.length); /* [::1]:8443 */
    const char *from = bracket == NULL ? host.bytes : bracket;
    const char *colon = memchr(from, ':', host.length - (size_t)(from - host.bytes));

    return colon == NULL ? host : (struct slice){ host.bytes, (size_t)(colon - host.bytes) };
}

/* A source inside may be asked for; where its answers lead may not be. */
static bool may_be_private(const struct http_client *client)
{
    return client->request.allow_private &&
           slice_equals(machine_of(client->url), machine_of(client->first_url));
}

static void begin(struct http_client *client)
{
    CURL *easy = client->easy;

    text_clear(&client->body);
    text_clear(&client->etag);
    text_clear(&client->limit_reset);
    text_clear(&client->last_modified);
    text_clear(&client->content_type);
    client->header_bytes = 0;
    client->too_large = false;
    client->response = (struct http_response){ 0 };
    client->detail[0] = '\0';
    curl_easy_reset(easy);
    curl_slist_free_all(client->list);
    client->list = NULL;
    add_headers(client, client->open_headers);
    add_headers(client, client->secret_headers);
    client->guard.allow_private = may_be_private(client);
    curl_guard_apply(easy, &client->guard, client->ca_file);
    (void)curl_easy_setopt(easy, CURLOPT_URL, client->url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->detail);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, client->list);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "tocsin-collect");
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_LIMIT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, client);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, client);
    if (client->request.piece == NULL) {
        (void)curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
        (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)client->request.timeout_ms);
    } else {
        (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                               (long)(client->request.timeout_ms / 1000 + 1));
    }
    curl_loop_add(client->loop, easy);
    client->is_busy = true;
}

static void copy_headers(struct http_client *client, const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        OWNED(text) struct text line = { 0 };
        text_add_format(&line, "%s: %s", header->name, header->value);
        struct curl_slist **list =
            header->is_secret ? &client->secret_headers : &client->open_headers;
        *list = curl_slist_append(*list, text_string(&line));
    }
}

int http_client_start(struct http_client *client, const struct http_request *request,
                      struct fault *fault)
{
    http_client_stop(client);
    if (hosts_name(slice_of(request->url)).length == 0)
        return fault_set(fault, FAULT_SETUP, "'%s' is no address", request->url);
    forget_request(client);
    client->request = *request;
    client->url = memory_copy(request->url, strlen(request->url));
    client->first_url = memory_copy(request->url, strlen(request->url));
    if (request->ca_file != NULL)
        client->ca_file = memory_copy(request->ca_file, strlen(request->ca_file));
    copy_headers(client, request);
    client->redirects = 0;
    begin(client);
    return 0;
}

/* Follows the redirect, if it is one. *followed: another request is under way. */
static int follow(struct http_client *client, bool *followed, struct fault *fault)
{
    char *to = NULL;

    *followed = false;
    (void)curl_easy_getinfo(client->easy, CURLINFO_REDIRECT_URL, &to);
    if (to == NULL || client->response.status == 304)
        return 0;
    if (++client->redirects > REDIRECTS_MOST)
        return fault_set(fault, FAULT_AWAY, "more than %d redirects", (int)REDIRECTS_MOST);
    if (strncasecmp(client->url, "https:", 6) == 0 && strncasecmp(to, "https:", 6) != 0)
        return fault_set(fault, FAULT_AWAY, "a redirect from https to '%s' is not followed", to);
    if (strncasecmp(to, "http:", 5) != 0 && strncasecmp(to, "https:", 6) != 0)
        return fault_set(fault, FAULT_AWAY, "a redirect to '%s' is not followed", to);
    bool same_host = slice_equals(hosts_name(slice_of(client->url)), hosts_name(slice_of(to)));
    char *copy = memory_copy(to, strlen(to));
    memory_free(client->url);
    client->url = copy;
    if (!same_host) { /* nor on the way back */
        curl_slist_free_all(client->secret_headers);
        client->secret_headers = NULL;
    }
    begin(client);
    *followed = true;
    return 0;
}

static int finish(struct http_client *client, CURLcode code, bool *followed, struct fault *fault)
{
    curl_off_t retry_after = 0;

    *followed = false;
    if (client->too_large)
        return fault_set(fault, FAULT_AWAY, "the answer has more than %zu bytes",
                         client->request.limit_bytes);
    if (code != CURLE_OK)
        return curl_guard_fault(&client->guard, code, client->detail, fault);
    (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &client->response.status);
    (void)curl_easy_getinfo(client->easy, CURLINFO_RETRY_AFTER, &retry_after);
    client->response.retry_after_ms = (int64_t)retry_after * 1000;
    client->response.body = (struct slice){ text_string(&client->body), client->body.length };
    client->response.etag = text_string(&client->etag);
    client->response.limit_reset = text_string(&client->limit_reset);
    client->response.last_modified = text_string(&client->last_modified);
    client->response.content_type = text_string(&client->content_type);
    client->response.url = client->url;
    return follow(client, followed, fault);
}

int http_client_step(struct http_client *client, int64_t now,
                     const struct http_response **response, struct fault *fault)
{
    CURLcode code = CURLE_OK;
    bool followed = false;

    *response = NULL;
    if (!client->is_busy)
        return 0;
    curl_loop_step(client->loop, now);
    if (curl_loop_next(client->loop, &code) == NULL)
        return 0;
    http_client_stop(client);
    if (finish(client, code, &followed, fault) != 0)
        return -1;
    if (!followed)
        *response = &client->response;
    return 0;
}

size_t http_client_waits(const struct http_client *client, struct pollfd *waits, size_t most)
{
    return curl_loop_waits(client->loop, waits, most);
}

int64_t http_client_due_at(const struct http_client *client)
{
    return curl_loop_due_at(client->loop);
}
