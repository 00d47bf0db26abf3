#include "edge/http_internal.h"

#include <assert.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* --- answering --- */

static void add_headers(struct MHD_Response *response, const struct http_header *headers)
{
    for (size_t i = 0; i < HTTP_HEADER_LIMIT && headers[i].name != NULL; i++)
        (void)MHD_add_response_header(response, headers[i].name, headers[i].value);
}

/* Hands the response over now, or when the connection that waits runs on. */
static void finish(struct http_exchange *exchange, struct MHD_Response *response, unsigned status)
{
    assert(!exchange->handled && exchange->response == NULL);
    exchange->response = response;
    exchange->status = status;
    if (exchange->kept) {
        exchange->kept = false;
        MHD_resume_connection(exchange->connection);
    }
}

void http_exchange_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.length, (void *)answer->body.bytes, MHD_RESPMEM_MUST_COPY);

    assert(response != NULL);
    if (answer->type != NULL)
        (void)MHD_add_response_header(response, "Content-Type", answer->type);
    add_headers(response, answer->headers);
    finish(exchange, response, (unsigned)answer->status);
}

void http_exchange_finish(struct http_exchange *exchange, struct MHD_Response *response,
                          const struct http_header *headers)
{
    add_headers(response, headers);
    finish(exchange, response, MHD_HTTP_OK);
}

void http_exchange_keep(struct http_exchange *exchange)
{
    exchange->kept = true;
}

static enum MHD_Result queue(struct http_exchange *exchange)
{
    const enum MHD_Result result =
        MHD_queue_response(exchange->connection, exchange->status, exchange->response);

    MHD_destroy_response(exchange->response);
    exchange->response = NULL;
    exchange->handled = true;
    return result;
}

static enum MHD_Result refuse(struct http_exchange *exchange, unsigned status)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

    exchange->server->counts.refused++;
    (void)MHD_add_response_header(response, "Connection", "close");
    finish(exchange, response, status);
    return queue(exchange);
}

/* --- requests --- */

static void set_peer(struct http_exchange *exchange)
{
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *peer = address == NULL ? NULL : address->client_addr;
    const socklen_t length = peer != NULL && peer->sa_family == AF_INET6
                                 ? sizeof(struct sockaddr_in6)
                                 : sizeof(struct sockaddr_in);

    if (peer == NULL || (peer->sa_family != AF_INET && peer->sa_family != AF_INET6) ||
        getnameinfo(peer, length, exchange->peer, PEER_BYTES, NULL, 0, NI_NUMERICHOST) != 0)
        (void)memcpy(exchange->peer, "unix", sizeof "unix");
}

static struct http_exchange *begin(struct http_server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *context =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_exchange *exchange = memory_new(sizeof *exchange);

    exchange->server = server;
    exchange->connection = connection;
    exchange->visitor = context == NULL ? NULL : context->socket_context;
    if (exchange->visitor != NULL)
        exchange->visitor->exchange = exchange;
    set_peer(exchange);
    server->counts.requests++;
    return exchange;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_length, void **state)
{
    struct http_server *server = context;
    struct http_exchange *exchange = *state;

    if (exchange == NULL) {
        exchange = begin(server, connection);
        exchange->is_chunked =
            server->options.certificate == NULL && strcmp(version, "HTTP/1.1") == 0;
        exchange->path = memory_copy(path, strlen(path));
        exchange->method = memory_copy(method, strlen(method));
        *state = exchange;
        const char *length = http_exchange_header(exchange, "Content-Length");
        if (length != NULL && strtoull(length, NULL, 10) > server->options.body_limit)
            return refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
        return MHD_YES;
    }
    if (exchange->handled)
        return MHD_YES;
    if (*upload_length > 0) {
        const size_t more = *upload_length;
        *upload_length = 0;
        if (exchange->body.length + more > 2 * server->options.body_limit)
            return MHD_NO; /* it does not stop: hang up */
        exchange->too_large |= exchange->body.length + more > server->options.body_limit;
        text_add_bytes(&exchange->body, upload, more);
        return MHD_YES;
    }
    if (exchange->too_large)
        return refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
    if (exchange->response != NULL)
        return queue(exchange);

    if (exchange->visitor != NULL)
        exchange->visitor->idle_since = -1;
    server->options.handler(server->options.context, exchange);
    if (exchange->response != NULL)
        return queue(exchange);
    assert(exchange->kept);
    MHD_suspend_connection(connection);
    return MHD_YES;
}

const MHD_AccessHandlerCallback http_on_request = on_request;

/* --- what was asked --- */

struct slice http_exchange_method(const struct http_exchange *exchange)
{
    return slice_of(exchange->method);
}

struct slice http_exchange_path(const struct http_exchange *exchange)
{
    return slice_of(exchange->path);
}

struct slice http_exchange_body(const struct http_exchange *exchange)
{
    return (struct slice){ .bytes = text_string(&exchange->body),
                           .length = exchange->body.length };
}

const char *http_exchange_header(const struct http_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *http_exchange_argument(const struct http_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_exchange_peer(const struct http_exchange *exchange)
{
    return exchange->peer;
}

void http_exchange_set_data(struct http_exchange *exchange, void *data)
{
    exchange->data = data;
}

void *http_exchange_data(const struct http_exchange *exchange)
{
    return exchange->data;
}
