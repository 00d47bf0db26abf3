#include "wire/keys.h"

#include "base/moment.h"

static bool needs_encoding(unsigned char byte)
{
    return byte <= ' ' || byte == '%' || byte == ':' || byte == 0x7F;
}

void keys_add_name(struct text *text, struct slice name)
{
    for (size_t i = 0; i < name.length; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        if (needs_encoding(byte))
            text_add_format(text, "%%%02X", byte);
        else
            text_add_char(text, (char)byte);
    }
}

static int digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

void keys_add_decoded(struct text *text, struct slice encoded)
{
    for (size_t i = 0; i < encoded.length; i++) {
        bool is_encoded = encoded.bytes[i] == '%' && i + 2 < encoded.length;
        int high = is_encoded ? digit_of(encoded.bytes[i + 1]) : -1;
        int low = is_encoded ? digit_of(encoded.bytes[i + 2]) : -1;
        if (high < 0 || low < 0) {
            text_add_char(text, encoded.bytes[i]);
            continue;
        }
        text_add_char(text, (char)(high * 16 + low));
        i += 2;
    }
}

void keys_add_day(struct text *text, int64_t at)
{
    struct civil civil = civil_from_moment(at);

    text_add_format(text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

void keys_add_hour(struct text *text, int64_t at)
{
    keys_add_day(text, at);
    text_add_format(text, "T%02d", civil_from_moment(at).hour);
}

void keys_add_org(struct text *text, const char *kind, struct slice org)
{
    text_add(text, kind);
    text_add_char(text, ':');
    keys_add_name(text, org);
}

void keys_add(struct text *text, const char *kind, struct slice org, struct slice name)
{
    keys_add_org(text, kind, org);
    text_add_char(text, ':');
    keys_add_name(text, name);
}

void keys_add_kind_hour(struct text *text, const char *kind, int64_t at)
{
    text_add(text, kind);
    text_add_char(text, ':');
    keys_add_hour(text, at);
}
