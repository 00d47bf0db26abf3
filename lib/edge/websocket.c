#include "edge/websocket.h"

#include "base/digest.h"
#include "base/hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/evp.h>
#include <wslay/wslay.h>

enum {
    NONCE_BYTES = 16,
    NONCE_TEXT_BYTES = 25,  /* 16 bytes in base64, and the end */
    ACCEPT_TEXT_BYTES = 29, /* 20 bytes in base64, and the end */
    SHA1_BYTES = 20,
    HEAD_LIMIT_BYTES = 16 * 1024,
    STEP_BYTES = 256 * 1024,
};

struct message {
    struct message *next;
    struct slice content;
};

struct websocket {
    struct stream *stream;
    wslay_event_context_ptr wslay; /* NULL until the handshake is done */
    struct text path;
    struct text host;
    struct text bearer;
    char nonce[NONCE_TEXT_BYTES];
    bool is_asked;
    struct text received;
    size_t used; /* of it */
    struct message *first;
    struct message *last;
};

struct websocket *websocket_new(void)
{
    struct websocket *websocket = memory_new(sizeof *websocket);

    websocket->stream = stream_new();
    return websocket;
}

void websocket_close(struct websocket *websocket)
{
    stream_close(websocket->stream);
    if (websocket->wslay != NULL)
        wslay_event_context_free(websocket->wslay);
    websocket->wslay = NULL;
    websocket->is_asked = false;
    text_clear(&websocket->received);
    websocket->used = 0;
}

void websocket_free(struct websocket *websocket)
{
    if (websocket == NULL)
        return;
    websocket_close(websocket);
    while (websocket->first != NULL)
        websocket_drop(websocket);
    stream_free(websocket->stream);
    text_done(&websocket->path);
    text_done(&websocket->host);
    text_done(&websocket->bearer);
    text_done(&websocket->received);
    memory_free(websocket);
}

bool websocket_is_open(const struct websocket *websocket)
{
    return websocket->wslay != NULL;
}

int websocket_connect(struct websocket *websocket, const struct stream_options *options,
                      struct fault *fault)
{
    OWNED(text) struct text url = { 0 };
    bool is_secure = strncasecmp(options->url, "wss:", 4) == 0;
    struct slice host = hosts_name(slice_of(options->url));
    unsigned char random[NONCE_BYTES];

    websocket_close(websocket);
    if (host.length == 0)
        return fault_set(fault, FAULT_SETUP, "'%s' is no address", options->url);
    text_clear(&websocket->host);
    text_add_bytes(&websocket->host, host.bytes, host.length);
    text_clear(&websocket->path);
    const char *path = host.bytes + host.length;
    text_add_format(&websocket->path, "%s%s", path[0] == '/' ? "" : "/", path);
    text_add_format(&url, "%s://%s/", is_secure ? "https" : "http",
                    text_string(&websocket->host));
    digest_random(random, sizeof random);
    (void)EVP_EncodeBlock((unsigned char *)websocket->nonce, random, sizeof random);
    struct stream_options connecting = *options;
    connecting.url = text_string(&url);
    connecting.bearer = NULL; /* it goes into the handshake */
    text_clear(&websocket->bearer);
    if (options->bearer != NULL)
        text_add_format(&websocket->bearer, "Authorization: Bearer %s\r\n", options->bearer);
    return stream_connect(websocket->stream, &connecting, fault);
}

/* --- the handshake --- */

static void ask(struct websocket *websocket)
{
    OWNED(text) struct text request = { 0 };

    text_add_format(&request,
                    "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n"
                    "User-Agent: tocsin-collect\r\n%s\r\n",
                    text_string(&websocket->path), text_string(&websocket->host),
                    websocket->nonce, text_string(&websocket->bearer));
    stream_send(websocket->stream, (struct slice){ request.bytes, request.length });
    websocket->is_asked = true;
}

static void add_accept(const char *nonce, struct text *accept)
{
    OWNED(text) struct text both = { 0 };
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned char coded[ACCEPT_TEXT_BYTES];

    text_add_format(&both, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", nonce);
    if (EVP_Digest(both.bytes, both.length, hash, NULL, EVP_sha1(), NULL) != 1)
        abort(); /* a machine without SHA-1 has no WebSocket */
    (void)EVP_EncodeBlock(coded, hash, SHA1_BYTES);
    text_add(accept, (const char *)coded);
}

static ssize_t on_receive(wslay_event_context_ptr wslay, uint8_t *room, size_t most, int flags,
                          void *context)
{
    struct websocket *websocket = context;
    size_t left = websocket->received.length - websocket->used;
    size_t count = left < most ? left : most;

    (void)flags; /* none is defined */
    if (count == 0) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(room, websocket->received.bytes + websocket->used, count);
    websocket->used += count;
    return (ssize_t)count;
}

static ssize_t on_send(wslay_event_context_ptr wslay, const uint8_t *bytes, size_t count, int flags,
                       void *context)
{
    struct websocket *websocket = context;

    (void)wslay; /* the stream takes everything */
    (void)flags;
    stream_send(websocket->stream, (struct slice){ (const char *)bytes, count });
    return (ssize_t)count;
}

static int on_mask(wslay_event_context_ptr wslay, uint8_t *mask, size_t count, void *context)
{
    (void)wslay; /* any bytes will do */
    (void)context;
    digest_random(mask, count);
    return 0;
}

static void on_message(wslay_event_context_ptr wslay,
                       const struct wslay_event_on_msg_recv_arg *argument, void *context)
{
    struct websocket *websocket = context;

    (void)wslay; /* only the message matters */
    if (argument->opcode != WSLAY_TEXT_FRAME)
        return;
    struct message *message = memory_new(sizeof *message);
    message->content = (struct slice){ memory_copy(argument->msg, argument->msg_length),
                                       argument->msg_length };
    if (websocket->last != NULL)
        websocket->last->next = message;
    else
        websocket->first = message;
    websocket->last = message;
}

static void begin_frames(struct websocket *websocket)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_receive,
        .send_callback = on_send,
        .genmask_callback = on_mask,
        .on_msg_recv_callback = on_message,
    };

    if (wslay_event_context_client_init(&websocket->wslay, &callbacks, websocket) != 0)
        abort(); /* out of memory */
    wslay_event_config_set_max_recv_msg_length(websocket->wslay, WEBSOCKET_MESSAGE_LIMIT_BYTES);
}

static int shake_hands(struct websocket *websocket, struct fault *fault)
{
    OWNED(text) struct text accept = { 0 };
    const char *head = text_string(&websocket->received);
    const char *end = strstr(head, "\r\n\r\n");

    if (end == NULL)
        return websocket->received.length > HEAD_LIMIT_BYTES
                   ? fault_set(fault, FAULT_AWAY, "the server's greeting has no end")
                   : 0;
    if (strncmp(head, "HTTP/1.1 101", 12) != 0)
        return fault_set(fault, FAULT_AWAY, "the server answers '%.*s'",
                         (int)strcspn(head, "\r\n"), head);
    add_accept(websocket->nonce, &accept);
    if (memmem(head, (size_t)(end - head), accept.bytes, accept.length) == NULL)
        return fault_set(fault, FAULT_AWAY, "the server does not speak WebSocket");
    websocket->used = (size_t)(end - head) + 4;
    begin_frames(websocket);
    return 0;
}

/* --- going on --- */

static int take_frames(struct websocket *websocket, struct fault *fault)
{
    int result = wslay_event_recv(websocket->wslay);

    if (result == 0)
        result = wslay_event_send(websocket->wslay);
    text_clear(&websocket->received);
    websocket->used = 0;
    if (result != 0)
        return fault_set(fault, FAULT_AWAY, "the server breaks the protocol (%d)", result);
    if (wslay_event_get_close_received(websocket->wslay) != 0)
        return fault_set(fault, FAULT_AWAY, "the server closed the connection (%d)",
                         (int)wslay_event_get_status_code_received(websocket->wslay));
    if (wslay_event_get_close_sent(websocket->wslay) != 0) /* by the library, for a reason */
        return fault_set(fault, FAULT_AWAY, "a message of the server is too large, or is none");
    return 0;
}

static int go_on(struct websocket *websocket, bool *alive, struct fault *fault)
{
    size_t before = websocket->received.length;

    if (stream_step(websocket->stream, STEP_BYTES, &websocket->received, fault) != 0)
        return -1;
    if (!websocket->is_asked && stream_state(websocket->stream) == STREAM_OPEN) {
        ask(websocket);
        /* The answer may be here already: then nothing wakes us for it later. */
        if (stream_step(websocket->stream, STEP_BYTES, &websocket->received, fault) != 0)
            return -1;
    }
    *alive = websocket->received.length != before;
    if (websocket->wslay == NULL && websocket->is_asked && shake_hands(websocket, fault) != 0)
        return -1;
    if (websocket->wslay != NULL && *alive)
        return take_frames(websocket, fault);
    return 0;
}

int websocket_step(struct websocket *websocket, bool *alive, struct fault *fault)
{
    *alive = false;
    if (go_on(websocket, alive, fault) == 0)
        return 0;
    websocket_close(websocket); /* messages that came before can still be taken */
    return -1;
}

bool websocket_peek(const struct websocket *websocket, struct slice *message)
{
    if (websocket->first == NULL)
        return false;
    *message = websocket->first->content;
    return true;
}

void websocket_drop(struct websocket *websocket)
{
    OWNED(memory) void *message = websocket->first;

    memory_free((char *)websocket->first->content.bytes); /* ours: copied when it came */
    websocket->first = websocket->first->next;
    if (websocket->first == NULL)
        websocket->last = NULL;
}

size_t websocket_waits(const struct websocket *websocket, struct pollfd *waits, size_t most)
{
    return stream_waits(websocket->stream, waits, most);
}

int64_t websocket_due_at(const struct websocket *websocket)
{
    return stream_due_at(websocket->stream);
}
