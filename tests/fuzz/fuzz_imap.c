/* What an IMAP server says may be anything, cut anywhere. */
#include "wire/imap_reply.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LITERAL_LIMIT_BYTES = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(text) struct text mailbox = { 0 };
    struct slice rest = { (const char *)data, size };
    uint32_t number = 0;
    uint32_t *numbers = NULL;

    for (;;) {
        struct imap_reply reply = { 0 };
        struct fault fault = { 0 };
        const struct imap_received received = { rest, LITERAL_LIMIT_BYTES, arena };
        if (imap_reply_read(&received, &reply, &fault) != 0 || reply.length == 0)
            break;
        assert(reply.length <= rest.length && reply.literal_count <= IMAP_LITERALS_MOST);
        for (size_t i = 0; i < reply.literal_count; i++)
            assert(reply.literals[i].bytes + reply.literals[i].length <=
                   rest.bytes + reply.length);
        (void)imap_reply_number(&reply, "UID", &number);
        (void)imap_reply_counts(&reply, "FETCH");
        (void)imap_reply_search(&reply, arena, &numbers);
        rest.bytes += reply.length;
        rest.length -= reply.length;
    }
    imap_add_mailbox(&mailbox, (struct slice){ (const char *)data, size });
    return 0;
}
