#include "wire/quarantine.h"

#include "wire/writer.h"

void quarantine_write(struct text *text, const struct place *place, const char *reason,
                      struct slice record)
{
    struct writer writer = writer_on(text);
    unsigned char hash[8];
    uint64_t number = digest_fast(record);

    for (int i = 0; i < 8; i++)
        hash[i] = (unsigned char)(number >> (56 - 8 * i));
    writer_object(&writer);
    writer_member(&writer, "reason", reason);
    writer_member(&writer, "cluster", place->cluster);
    writer_member(&writer, "topic", place->topic);
    writer_member_integer(&writer, "partition", place->partition);
    writer_member_integer(&writer, "offset", place->offset);
    writer_member_moment(&writer, "at", place->at);
    writer_name(&writer, "hash");
    writer_hex(&writer, hash, sizeof hash);
    writer_member_integer(&writer, "bytes", (int64_t)record.length);
    writer_member_slice(&writer, "excerpt", slice_cut(record, QUARANTINE_EXCERPT_BYTES));
    writer_object_end(&writer);
}
