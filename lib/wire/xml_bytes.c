#include "wire/xml_bytes.h"

#include "base/utf8.h"
#include "wire/clean.h"

#include <string.h>

#include <libxml/HTMLparser.h>

enum { DECLARATION_BYTES = 256, NAME_BYTES = 40 };

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

/* encoding="…" of the declaration; empty when there is none. */
static void find_encoding(struct slice document, struct text *name)
{
    static const char word[] = "encoding=";
    struct slice start = slice_cut(document, DECLARATION_BYTES);
    const char *end = memmem(start.bytes, start.length, "?>", 2);

    if (end == NULL)
        return;
    start.length = (size_t)(end - start.bytes);
    const char *at = memmem(start.bytes, start.length, word, sizeof word - 1);
    if (at == NULL)
        return;
    for (at += sizeof word; at < end && is_name_byte(*at) && name->length < NAME_BYTES; at++)
        text_add_char(name, *at);
}

static bool is_wide(struct slice document)
{
    return document.length >= 2 && (memcmp(document.bytes, "\xfe\xff", 2) == 0 ||
                                    memcmp(document.bytes, "\xff\xfe", 2) == 0 ||
                                    document.bytes[0] == '\0' || document.bytes[1] == '\0');
}

/* "&nbsp;", "&#8230;", or an '&' that is none; how many bytes were used. */
static size_t add_entity(struct text *to, struct slice rest)
{
    static const char *const own[] = {"amp", "lt", "gt", "quot", "apos", NULL};
    char name[NAME_BYTES] = {0};
    size_t length = 0;

    while (length + 2 < rest.length && length + 1 < sizeof name &&
           is_name_byte(rest.bytes[length + 1])) {
        name[length] = rest.bytes[length + 1];
        length++;
    }
    bool is_number = rest.length > 1 && rest.bytes[1] == '#';
    if (!is_number && (length == 0 || rest.bytes[length + 1] != ';')) {
        text_add(to, "&amp;");
        return 1;
    }
    const htmlEntityDesc *known = is_number ? NULL : htmlEntityLookup((const xmlChar *)name);
    for (size_t i = 0; own[i] != NULL; i++)
        if (strcmp(own[i], name) == 0)
            known = NULL;
    if (known == NULL) {
        text_add_char(to, '&');
        return 1;
    }
    text_add_format(to, "&#%u;", known->value);
    return length + 2;
}

static bool is_possible(uint32_t code)
{
    return (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') && code != 0xfffe &&
           code != 0xffff;
}

/* One character, as it may stand there. */
static size_t add_character(struct text *to, struct slice rest)
{
    const unsigned char *at = (const unsigned char *)rest.bytes;
    uint32_t code = 0;
    unsigned length = utf8_read(at, at + rest.length, &code);

    if (length == 0)
        text_add(to, "\xef\xbf\xbd");
    else if (is_possible(code))
        text_add_bytes(to, rest.bytes, length);
    else
        text_add_char(to, ' ');
    return length == 0 ? 1 : length;
}

static bool begins(struct slice rest, const char *word)
{
    size_t length = strlen(word);

    return rest.length >= length && memcmp(rest.bytes, word, length) == 0;
}

bool xml_bytes_add(struct text *to, struct slice document)
{
    OWNED(text) struct text encoding = {0};
    OWNED(text) struct text utf8 = {0};
    bool is_data = false; /* inside <![CDATA[ … ]]>, where nothing is an entity */

    if (is_wide(document))
        return false;
    find_encoding(document, &encoding);
    /* An unknown name is no reason to lose the text. */
    (void)clean_add_charset(&utf8, text_string(&encoding), document);
    struct slice rest = text_slice(&utf8);
    while (rest.length > 0 && (unsigned char)rest.bytes[0] <= ' ') {
        rest.bytes++;
        rest.length--;
    }
    while (rest.length > 0) {
        if (begins(rest, is_data ? "]]>" : "<![CDATA["))
            is_data = !is_data;
        size_t used =
            rest.bytes[0] == '&' && !is_data ? add_entity(to, rest) : add_character(to, rest);
        rest.bytes += used;
        rest.length -= used;
    }
    return true;
}
