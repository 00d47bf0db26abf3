#include "collect/sources/hide.h"

#include "base/digest.h"
#include "collect/sources/listener.h"
#include "read/redact.h"
#include "wire/refusal.h"

enum { MARK_BYTES = 6 }; /* 48 bits tell apart whom one text mentions */

bool hide_is_private(enum channel channel)
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

struct slice hide_whole(const struct surroundings *around, struct slice value, struct arena *arena)
{
    OWNED(text) struct text hidden = { 0 };

    if (value.length == 0)
        return value;
    struct key digest = digest_of(around->personal_key, value);
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

struct slice hide_inside(const struct surroundings *around, struct slice text, struct arena *arena)
{
    OWNED(text) struct text hidden = { 0 };
    struct redact_hit hit;
    size_t from = 0;

    while (redact_find(text, from, &hit)) {
        struct slice found = { text.bytes + hit.begin, hit.end - hit.begin };
        struct key digest = digest_of(around->personal_key, found);
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

bool hide_is_personal(const struct surroundings *around, struct slice name)
{
    const struct forms *forms = around->forms;

    for (size_t i = 0; i < forms->personal_count; i++)
        if (slice_equals(forms->personal[i], name))
            return true;
    return false;
}

void hide_persons(const struct surroundings *around, struct feedback *feedback,
                  struct arena *arena)
{
    if (hide_is_private(feedback->channel))
        feedback->author_id = hide_whole(around, feedback->author_id, arena);
    feedback->author_name = hide_inside(around, feedback->author_name, arena);
    feedback->title = hide_inside(around, feedback->title, arena);
    feedback->text = hide_inside(around, feedback->text, arena);
    if (feedback->field_count == 0)
        return;
    struct field *fields = arena_take(arena, feedback->field_count * sizeof *fields);
    for (size_t i = 0; i < feedback->field_count; i++) {
        fields[i] = feedback->fields[i];
        fields[i].value = hide_is_personal(around, fields[i].name)
                              ? hide_whole(around, fields[i].value, arena)
                              : hide_inside(around, fields[i].value, arena);
    }
    feedback->fields = fields;
}

struct slice hide_excerpt(struct slice personal_key, struct slice content, struct arena *arena)
{
    const struct surroundings around = { .personal_key = personal_key };

    return hide_inside(&around, slice_cut(content, REFUSAL_EXCERPT_BYTES), arena);
}
