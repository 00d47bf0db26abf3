#include "collect/sources/hide.h"

#include "base/digest.h"
#include "collect/sources/listener.h"
#include "read/redact.h"

enum { MARK_BYTES = 6 }; /* 48 bits tell apart whom one text mentions */

static bool is_private(enum channel channel)
{
    switch (channel) {
    case CHANNEL_SOCIAL:
    case CHANNEL_NEWS:
    case CHANNEL_FORUM:
    case CHANNEL_OWN_PLATFORM:
    case CHANNEL_COUNT:
        return false;
    case CHANNEL_HOTLINE:
    case CHANNEL_EMAIL:
    case CHANNEL_ONLINE_CHAT:
    case CHANNEL_ECOMMERCE:
    case CHANNEL_STORE:
    case CHANNEL_PETITION:
    case CHANNEL_REGULATOR_LETTER:
    case CHANNEL_TICKET:
        return true;
    }
    return true;
}

/* The same person however the number is written: "138-1234 5678" and "13812345678". */
static struct key digest_of(struct slice key, struct slice value)
{
    OWNED(text) struct text plain = { 0 };

    for (size_t i = 0; i < value.length; i++) {
        char byte = value.bytes[i];
        if (byte == ' ' || byte == '-')
            continue;
        text_add_char(&plain, byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte);
    }
    return digest_hmac_key(key, (struct slice){ text_string(&plain), plain.length });
}

static struct slice whole(struct slice key, struct slice value, struct arena *arena)
{
    OWNED(text) struct text hidden = { 0 };

    if (value.length == 0)
        return value;
    struct key digest = digest_of(key, value);
    text_add_hex(&hidden, digest.bytes, sizeof digest.bytes);
    return (struct slice){ arena_copy(arena, text_string(&hidden), hidden.length), hidden.length };
}

static const char *kind_name(enum redact_kind kind)
{
    switch (kind) {
    case REDACT_PHONE:
        return "phone";
    case REDACT_EMAIL:
        return "email";
    case REDACT_IDENTITY:
        return "identity";
    case REDACT_CARD:
        return "card";
    }
    return "person";
}

static struct slice inside(struct slice key, struct slice text, struct arena *arena)
{
    OWNED(text) struct text hidden = { 0 };
    struct redact_hit hit;
    size_t from = 0;

    while (redact_find(text, from, &hit)) {
        struct slice found = { text.bytes + hit.begin, hit.end - hit.begin };
        struct key digest = digest_of(key, found);
        text_add_bytes(&hidden, text.bytes + from, hit.begin - from);
        text_add_format(&hidden, "[%s:", kind_name(hit.kind));
        text_add_hex(&hidden, digest.bytes, MARK_BYTES);
        text_add_char(&hidden, ']');
        from = hit.end;
    }
    if (from == 0)
        return text;
    text_add_bytes(&hidden, text.bytes + from, text.length - from);
    return (struct slice){ arena_copy(arena, text_string(&hidden), hidden.length), hidden.length };
}

static bool is_personal(const struct forms *forms, struct slice name)
{
    for (size_t i = 0; i < forms->personal_count; i++)
        if (slice_equals(forms->personal[i], name))
            return true;
    return false;
}

void hide_persons(const struct surroundings *around, struct feedback *feedback,
                  struct arena *arena)
{
    struct slice key = around->personal_key;

    if (is_private(feedback->channel))
        feedback->author_id = whole(key, feedback->author_id, arena);
    feedback->author_name = inside(key, feedback->author_name, arena);
    feedback->title = inside(key, feedback->title, arena);
    feedback->text = inside(key, feedback->text, arena);
    if (feedback->field_count == 0)
        return;
    struct field *fields = arena_take(arena, feedback->field_count * sizeof *fields);
    for (size_t i = 0; i < feedback->field_count; i++) {
        fields[i] = feedback->fields[i];
        fields[i].value = is_personal(around->forms, fields[i].name)
                              ? whole(key, fields[i].value, arena)
                              : inside(key, fields[i].value, arena);
    }
    feedback->fields = fields;
}
