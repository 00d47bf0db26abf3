#include "wire/refusal.h"

#include "base/digest.h"
#include "wire/writer.h"

void refusal_write(struct text *text, const struct refusal *refusal)
{
    struct writer writer = writer_on(text);
    OWNED(text) struct text hash = { 0 };

    text_add_format(&hash, "%016llx", (unsigned long long)digest_fast(refusal->content));
    writer_object(&writer);
    writer_member_slice(&writer, "reason", refusal->reason);
    writer_member_slice(&writer, "source", refusal->source);
    if (refusal->line != 0)
        writer_member_integer(&writer, "line", (int64_t)refusal->line);
    writer_member(&writer, "hash", text_string(&hash));
    writer_member_slice(&writer, "excerpt", slice_cut(refusal->excerpt, REFUSAL_EXCERPT_BYTES));
    writer_object_end(&writer);
}
