/* What a WebSocket server says may be anything. The connection below the protocol is the input: it
 * comes in pieces whose sizes the first byte picks; where the second is even, the handshake is right. */
#include "edge/websocket.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct stream {
    struct slice rest;
    size_t piece;
    bool greets;
    struct text greeting;
};

static struct stream *made; /* the one that the websocket has */

struct stream *stream_new(void)
{
    made = memory_new(sizeof *made);
    return made;
}

void stream_free(struct stream *stream)
{
    text_done(&stream->greeting);
    memory_free(stream);
}

int stream_connect(struct stream *stream, const struct stream_options *options,
                   struct fault *fault)
{
    (void)stream;
    (void)options;
    (void)fault; /* nothing fails before the first byte */
    return 0;
}

void stream_close(struct stream *stream)
{
    (void)stream;
}

enum stream_state stream_state(const struct stream *stream)
{
    (void)stream;
    return STREAM_OPEN;
}

void stream_send(struct stream *stream, struct slice bytes)
{
    const char *key = memmem(bytes.bytes, bytes.length, "Sec-WebSocket-Key: ", 19);
    OWNED(text) struct text both = { 0 };
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned char coded[64]; /* 20 bytes in base64 */

    if (key == NULL || !stream->greets)
        return;
    text_add_bytes(&both, key + 19, 24);
    text_add(&both, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    assert(EVP_Digest(both.bytes, both.length, hash, NULL, EVP_sha1(), NULL) == 1);
    (void)EVP_EncodeBlock(coded, hash, 20);
    text_add_format(&stream->greeting,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", coded);
}

int stream_step(struct stream *stream, size_t limit_bytes, struct text *received,
                struct fault *fault)
{
    size_t count = stream->rest.length < stream->piece ? stream->rest.length : stream->piece;

    text_add_bytes(received, stream->greeting.bytes, stream->greeting.length);
    text_clear(&stream->greeting);
    if (count == 0)
        return fault_set(fault, FAULT_AWAY, "the other side closed");
    count = count < limit_bytes ? count : limit_bytes;
    text_add_bytes(received, stream->rest.bytes, count);
    stream->rest.bytes += count;
    stream->rest.length -= count;
    return 0;
}

size_t stream_waits(const struct stream *stream, struct pollfd *waits, size_t most)
{
    (void)stream;
    (void)waits;
    (void)most;
    return 0;
}

int64_t stream_due_at(const struct stream *stream)
{
    (void)stream;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(websocket) struct websocket *websocket = websocket_new();
    const struct stream_options options = { .url = "ws://h.example/s" };
    struct fault fault = { 0 };
    struct slice message;
    bool alive = false;

    if (size < 2)
        return 0;
    made->rest = (struct slice){ (const char *)data + 2, size - 2 };
    made->piece = (size_t)data[0] + 1;
    made->greets = data[1] % 2 == 0;
    assert(websocket_connect(websocket, &options, &fault) == 0);
    while (websocket_step(websocket, &alive, &fault) == 0) {
        while (websocket_peek(websocket, &message)) {
            assert(message.length <= WEBSOCKET_MESSAGE_LIMIT_BYTES);
            websocket_drop(websocket);
        }
    }
    websocket_close(websocket);
    return 0;
}
