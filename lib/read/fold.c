#include "read/fold.h"

#include "base/utf8.h"
#include "read/gloss.h"
#include "read/processor.h"

#include <string.h>

/* Where the folding stands. */
struct folding_run {
    const struct fold_table *table;
    const struct folding *plane;
    const uint16_t *plain;
    struct slice text;
    struct folded *folded;
    char *to; /* the next byte of folded->bytes */
};

void folded_done(struct folded *folded)
{
    text_done(&folded->bytes);
    memory_free(folded->codes);
    memory_free(folded->places);
    memory_free(folded->origins);
    *folded = (struct folded){0};
}

static void grow(struct folded *folded, size_t count)
{
    if (count < folded->capacity)
        return;
    folded->capacity = count + count / 2 + 64;
    folded->codes = memory_resize(folded->codes, folded->capacity, sizeof *folded->codes);
    folded->places = memory_resize(folded->places, folded->capacity, sizeof *folded->places);
    folded->origins = memory_resize(folded->origins, folded->capacity, sizeof *folded->origins);
}

/* Does a space say anything behind what is there? */
static bool takes_space(const struct folded *folded)
{
    uint32_t last = folded->count == 0 ? ' ' : folded->codes[folded->count - 1];

    return last != ' ' && last != '\n';
}

/* Appends one folded character made from the original bytes begin…end. */
static void put(struct folding_run *run, uint32_t code, size_t begin, size_t end)
{
    struct folded *folded = run->folded;
    size_t count = folded->count;

    if (code == ' ' && !takes_space(folded))
        return;
    if (code == '\n' && count > 0 && folded->codes[count - 1] == '\n')
        return;
    folded->codes[count] = code;
    folded->places[count] = (uint32_t)(run->to - folded->bytes.bytes);
    folded->origins[count] = (struct fold_origin){(uint32_t)begin, (uint32_t)end};
    run->to += utf8_write(code, run->to);
    folded->count = count + 1;
}

static void put_many(struct folding_run *run, struct slice bytes, size_t begin, size_t end)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    const unsigned char *stop = at + bytes.length;
    size_t used = (size_t)(run->to - run->folded->bytes.bytes);

    /* Room was made for one character; a ligature may need forty-eight bytes. */
    run->folded->bytes.length = used;
    text_reserve(&run->folded->bytes, bytes.length + (run->text.length - begin) * 3 + 16);
    run->to = run->folded->bytes.bytes + used;
    grow(run->folded, run->folded->count + bytes.length + (run->text.length - begin) + 2);
    while (at < stop) {
        uint32_t code = 0xFFFD;

        at += utf8_read(at, stop, &code);
        put(run, code, begin, end);
    }
}

static bool starts_with(struct slice text, size_t at, const char *prefix)
{
    size_t length = strlen(prefix);

    if (text.length - at < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if ((text.bytes[at + i] | 0x20) != prefix[i])
            return false;
    return true;
}

/* The length of the URL that starts there, or 0. It ends before a space, a quote or anything
 * that is not ASCII: Chinese goes on without a space. */
static size_t url_length(const struct folding_run *run, size_t at)
{
    size_t count = run->folded->count;
    size_t end = at;
    size_t scheme;

    if (starts_with(run->text, at, "https://"))
        scheme = 8;
    else if (starts_with(run->text, at, "http://"))
        scheme = 7;
    else if (starts_with(run->text, at, "www."))
        scheme = 4;
    else
        return 0;
    if (count > 0 && run->folded->codes[count - 1] < 0x80 &&
        fold_is_word(run->folded->codes[count - 1]))
        return 0;
    while (end < run->text.length && run->text.bytes[end] > ' ' && run->text.bytes[end] < 0x7F &&
           strchr("<>\"'`{}|\\^", run->text.bytes[end]) == NULL)
        end++;
    while (end > at && strchr(".,;:!?)", run->text.bytes[end - 1]) != NULL)
        end--;
    return end - at > scheme ? end - at : 0;
}

/* The few entities that feeds leave in plain text. */
static size_t entity(const struct folding_run *run, size_t at, uint32_t *code)
{
    static const struct {
        const char *name;
        uint32_t code;
    } entities[] = {{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
                    {"&quot;", '"'}, {"&#39;", '\''}, {"&nbsp;", ' '}};

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t length = strlen(entities[i].name);

        if (run->text.length - at >= length &&
            memcmp(run->text.bytes + at, entities[i].name, length) == 0) {
            *code = entities[i].code;
            return length;
        }
    }
    return 0;
}

static size_t special_length(struct folding_run *run, size_t at, uint32_t code)
{
    size_t length = 0;
    uint32_t made = FOLD_URL;

    if (code == 'h' || code == 'H' || code == 'w' || code == 'W')
        length = url_length(run, at);
    else if (code == '&')
        length = entity(run, at, &made);
    else if ((code == '(' || code == 0xFF08 || code == '[') && run->folded->count > 0 &&
             fold_is_han(run->folded->codes[run->folded->count - 1]))
        return gloss_length(run->text, at);
    if (length > 0)
        put(run, made, at, at + length);
    return length;
}

static size_t fold_next(struct folding_run *run, size_t at)
{
    const unsigned char *start = (const unsigned char *)run->text.bytes;
    uint32_t code;
    unsigned length = utf8_read(start + at, start + run->text.length, &code);
    size_t special;

    if (length == 0) {
        put(run, 0xFFFD, at, at + 1);
        return at + 1;
    }
    if (code < 0x80 || code == 0xFF08) {
        special = special_length(run, at, code);
        if (special > 0)
            return at + special;
    }
    if (code < 0x10000 && run->plane[code].length <= 3) {
        const struct folding *folding = &run->plane[code];
        uint32_t to;

        if (folding->length > 0 &&
            utf8_read(folding->bytes, folding->bytes + folding->length, &to) == folding->length)
            put(run, to, at, at + length);
        else if (folding->length > 0)
            put_many(run, (struct slice){(const char *)folding->bytes, folding->length}, at,
                     at + length);
        return at + length;
    }
    struct slice many = fold_table_long(run->table, code);
    if (many.bytes != NULL)
        put_many(run, many, at, at + length);
    else
        put(run, code, at, at + length);
    return at + length;
}

/* h and w begin an URL only before t and w. */
static inline bool may_be_url(uint32_t four)
{
    uint32_t two = (four | 0x2020) & 0xFFFF;

    return two == ('h' | 't' << 8) || two == ('w' | 'w' << 8);
}

/* The valid character of one or three bytes with which four begin; 0 for any other. */
static inline unsigned read_common(uint32_t four, uint32_t *code)
{
    if ((four & 0x80) == 0) {
        *code = four & 0x7F;
        return may_be_url(four) ? 0 : 1;
    }
    *code = (four & 0x0F) << 12 | (four >> 2 & 0xFC0) | (four >> 16 & 0x3F);
    return (four & 0xC0C0F0) == 0x8080E0 && *code >= 0x800 ? 3 : 0;
}

/* Writes a character of one or three bytes; four are written. */
static inline unsigned write_common(uint32_t code, char *to)
{
    uint32_t three = 0x8080E0 | code >> 12 | (code & 0xFC0) << 2 | (code & 0x3F) << 16;

    three = code < 0x80 ? code : three;
    memcpy(to, &three, sizeof three);
    return code < 0x80 ? 1 : 3;
}

enum { LATIN_BYTES = 16 };

typedef unsigned char latin __attribute__((vector_size(LATIN_BYTES)));

static inline bool has_any(latin bytes)
{
    uint64_t halves[2];

    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Are these bytes letters, digits, single spaces and signs of which nothing else is to say? `behind` are
 * the same, one byte on. */
static inline bool is_plain_latin(latin bytes, latin behind)
{
    latin lower = bytes | 0x20;
    latin lower_behind = behind | 0x20;

    return !has_any((latin)(bytes < ' ') | (latin)(bytes > '~') | (latin)(bytes == '&') |
                    (latin)(bytes == '(') | (latin)(bytes == '[') | (latin)(bytes == '`') |
                    ((latin)(bytes == ' ') & (latin)(behind == ' ')) |
                    ((latin)(lower == 'h') & (latin)(lower_behind == 't')) |
                    ((latin)(lower == 'w') & (latin)(lower_behind == 'w')));
}

/* Folds Latin text, sixteen bytes at a time, as long as fold_plain() would find nothing else to do with
 * it than to make its letters small. */
WITH_CALLER size_t fold_latin(struct folding_run *run, size_t at)
{
    struct folded *folded = run->folded;

    while (at + LATIN_BYTES < run->text.length &&
           folded->count + LATIN_BYTES <= FOLD_CHARACTERS_MOST) {
        uint32_t place = (uint32_t)(run->to - folded->bytes.bytes);
        unsigned char small[LATIN_BYTES];
        latin bytes;
        latin behind;

        memcpy(&bytes, run->text.bytes + at, sizeof bytes);
        memcpy(&behind, run->text.bytes + at + 1, sizeof behind);
        if (!is_plain_latin(bytes, behind) || (bytes[0] == ' ' && !takes_space(folded)))
            break;
        bytes |= (latin)(bytes >= 'A') & (latin)(bytes <= 'Z') & 0x20;
        memcpy(small, &bytes, sizeof small);
        memcpy(run->to, small, sizeof small);
        for (uint32_t i = 0; i < LATIN_BYTES; i++) {
            folded->codes[folded->count + i] = small[i];
            folded->places[folded->count + i] = place + i;
            folded->origins[folded->count + i] =
                (struct fold_origin){(uint32_t)at + i, (uint32_t)at + i + 1};
        }
        run->to += LATIN_BYTES;
        folded->count += LATIN_BYTES;
        at += LATIN_BYTES;
    }
    return at;
}

/* Folds characters of which there is nothing to say but what they become, nearly all of any text,
 * and stops before the first other one, or where fold_latin() may do it faster. Surrogates are no such
 * characters: they fold to nothing. */
WITH_CALLER size_t fold_plain(struct folding_run *run, size_t at)
{
    /* What is written could be any of these, as far as the compiler knows. */
    const char *bytes = run->text.bytes;
    const size_t length = run->text.length;
    const uint16_t *plain_of = run->plain;
    struct folded *folded = run->folded;
    const struct folded room = *folded;
    size_t count = folded->count;
    uint32_t previous = takes_space(folded) ? '.' : ' ';
    size_t begin = at;
    char *to = run->to;

    while (at + 4 <= length && count < FOLD_CHARACTERS_MOST) {
        uint32_t four;
        uint32_t code;
        uint32_t plain;
        unsigned taken;
        bool is_kept;

        memcpy(&four, bytes + at, sizeof four);
        taken = read_common(four, &code);
        plain = taken == 0 ? 0 : plain_of[code];
        if (plain == 0 || plain - 0x80 < 0x800 - 0x80 || (code < 0x80 && at - begin >= LATIN_BYTES))
            break;
        /* Without a branch: a space more is written, but not counted. */
        is_kept = plain != ' ' || previous != ' ';
        room.codes[count] = plain;
        room.places[count] = (uint32_t)(to - room.bytes.bytes);
        room.origins[count] = (struct fold_origin){(uint32_t)at, (uint32_t)at + taken};
        to += is_kept ? write_common(plain, to) : 0;
        count += is_kept;
        previous = plain;
        at += taken;
    }
    run->to = to;
    folded->count = count;
    return at;
}

FOR_EACH_PROCESSOR void fold_text(const struct fold_table *table, struct slice text,
                                  struct folded *folded)
{
    struct folding_run run = {
        .table = table,
        .plane = fold_table_plane(table),
        .plain = fold_table_plain(table),
        .text = text,
        .folded = folded,
    };
    size_t at = 0;

    text_clear(&folded->bytes);
    folded->count = 0;
    /* A broken byte becomes three, every other character at most as long as it was. */
    if (run.text.length > FOLD_CHARACTERS_MOST * UTF8_CHARACTER_BYTES)
        run.text.length = FOLD_CHARACTERS_MOST * UTF8_CHARACTER_BYTES;
    run.to = text_reserve(&folded->bytes, run.text.length * 3 + 16);
    grow(folded, run.text.length + 2);
    while (at < run.text.length && folded->count < FOLD_CHARACTERS_MOST) {
        size_t before = at;

        at = fold_plain(&run, fold_latin(&run, at));
        if (at == before)
            at = fold_next(&run, at);
    }
    folded->bytes.length = (size_t)(run.to - folded->bytes.bytes);
    memset(run.to, 0, FOLD_BYTES_BEHIND);
    folded->places[folded->count] = (uint32_t)folded->bytes.length;
    folded->origins[folded->count] = (struct fold_origin){(uint32_t)at, (uint32_t)at};
}

void fold_expression(const struct fold_table *table, struct slice expression, struct text *to)
{
    OWNED(folded) struct folded one = {0};
    const unsigned char *start = (const unsigned char *)expression.bytes;
    size_t at = 0;

    while (at < expression.length) {
        uint32_t code = 0;
        unsigned length = utf8_read(start + at, start + expression.length, &code);

        if (length == 0)
            length = 1;
        if (code == '\\' && at + 1 < expression.length) {
            text_add_bytes(to, expression.bytes + at, 2);
            at += 2;
            continue;
        }
        if (code < 0x80 && !(code >= 'A' && code <= 'Z')) {
            text_add_bytes(to, expression.bytes + at, length);
        } else {
            fold_text(table, (struct slice){expression.bytes + at, length}, &one);
            text_add_bytes(to, text_string(&one.bytes), one.bytes.length);
        }
        at += length;
    }
}

size_t folded_index(const struct folded *folded, size_t byte)
{
    size_t low = 0;
    size_t high = folded->count;

    while (low < high) {
        size_t middle = (low + high + 1) / 2;

        if (folded->places[middle] <= byte)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}
