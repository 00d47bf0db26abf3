#include "edge/http_call.h"

#include <string.h>

#include <curl/curl.h>

enum { CONNECT_MS = 3000, REASON_LIMIT_BYTES = 64 * 1024 };

struct under_way {
    const struct http_call *call;
    CURL *curl;
    struct text *answer;
    bool too_large;
    bool ended; /* the caller has had enough */
};

static size_t take(char *bytes, size_t one, size_t count, void *context)
{
    struct under_way *under_way = context;
    const struct http_call *call = under_way->call;
    const size_t length = one * count;
    long status = 0;

    (void)curl_easy_getinfo(under_way->curl, CURLINFO_RESPONSE_CODE, &status); /* 0 then */
    if (call->piece != NULL && status == 200) {
        under_way->ended = !call->piece(call->context, (struct slice){ bytes, length });
        return under_way->ended ? 0 : length;
    }
    const size_t limit = call->piece != NULL ? REASON_LIMIT_BYTES : call->limit_bytes;
    under_way->too_large = under_way->answer->length + length > limit;
    if (under_way->too_large)
        return 0;
    text_add_bytes(under_way->answer, bytes, length);
    return length;
}

/* libcurl calls this about once a second also when nothing comes. */
static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    struct under_way *under_way = context;
    const struct http_call *call = under_way->call;

    (void)total;
    (void)now;
    (void)up_total;
    (void)up_now;
    if (call->piece != NULL && !call->piece(call->context, (struct slice){ 0 }))
        under_way->ended = true;
    return under_way->ended ? 1 : 0;
}

static struct curl_slist *headers_of(const struct http_call *call)
{
    struct curl_slist *headers = NULL;
    OWNED(text) struct text line = { 0 };

    headers = curl_slist_append(headers, "Expect:");
    if (call->body.length > 0)
        headers = curl_slist_append(headers, "Content-Type: application/json");
    if (call->token != NULL) {
        text_add_format(&line, "Authorization: Bearer %s", call->token);
        headers = curl_slist_append(headers, text_string(&line));
    }
    if (call->after != NULL) {
        text_clear(&line);
        text_add_format(&line, "Last-Event-ID: %s", call->after);
        headers = curl_slist_append(headers, text_string(&line));
    }
    return headers;
}

static void set_address(CURL *curl, const struct http_call *call)
{
    OWNED(text) struct text url = { 0 };
    const bool by_path = strncmp(call->base, "unix:", strlen("unix:")) == 0;

    text_add_format(&url, "%s%s", by_path ? "http://localhost" : call->base, call->path);
    curl_easy_setopt(curl, CURLOPT_URL, text_string(&url));
    if (by_path)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, call->base + strlen("unix:"));
    if (call->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, call->ca_file);
}

static void set_options(CURL *curl, struct under_way *under_way)
{
    const struct http_call *call = under_way->call;

    set_address(curl, call);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, under_way);
    if (call->body.length > 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)call->body.length);
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, call->body.bytes);
    }
    if (call->piece == NULL) {
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
        return;
    }
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)(call->timeout_ms / 1000));
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, under_way);
}

int http_call(const struct http_call *call, long *status, struct text *answer,
              struct fault *fault)
{
    CURL *curl = curl_easy_init();
    struct under_way under_way = { .call = call, .curl = curl, .answer = answer };
    struct curl_slist *headers = headers_of(call);
    long code = 0;

    set_options(curl, &under_way);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    const CURLcode result = curl_easy_perform(curl);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code); /* 0 then */
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    if (under_way.too_large)
        return fault_set(fault, FAULT_INPUT, "the desk's answer is too large");
    if (result != CURLE_OK && !under_way.ended)
        return fault_set(fault, FAULT_AWAY, "the desk at %s: %s", call->base,
                         curl_easy_strerror(result));
    *status = code;
    return 0;
}

void http_call_add_part(struct text *path, struct slice name)
{
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char byte = (unsigned char)name.bytes[i];
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') ||
                           (byte != 0 && strchr("-._~*", byte) != NULL);
        if (plain)
            text_add_char(path, (char)byte);
        else
            text_add_format(path, "%%%02X", byte);
    }
}
