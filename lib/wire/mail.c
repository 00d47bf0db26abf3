#include "wire/mail.h"

#include "base/moment.h"
#include "wire/charset.h"
#include "wire/clean.h"
#include "wire/flowed.h"
#include "wire/html_text.h"
#include "wire/times.h"
#include "wire/unquoted.h"

#include <string.h>
#include <strings.h>

#include <gmime/gmime.h>

enum { BOUNDARIES_MOST = 400, NAME_LIMIT_BYTES = 200, TEXT_LIMIT_BYTES = 1024 * 1024 };

/* While the parts are walked. */
struct walk {
    struct mail *mail;
    struct text html;
    GMimeObject *inner; /* the first mail inside this one; borrowed */
    size_t parts;
    size_t decoded_bytes;
};

void mail_done(struct mail *mail)
{
    text_done(&mail->message_id);
    text_done(&mail->in_reply_to);
    text_done(&mail->from);
    text_done(&mail->name);
    text_done(&mail->subject);
    text_done(&mail->text);
    text_done(&mail->attachments);
}

/* The parser goes as deep as a message says: one that says it too often is not given to it. */
static bool is_bomb(struct slice bytes)
{
    size_t count = 0;

    for (size_t at = 0; at + 9 < bytes.length && count <= BOUNDARIES_MOST;) {
        const char *found = memchr(bytes.bytes + at, '=', bytes.length - at);
        if (found == NULL)
            break;
        at = (size_t)(found - bytes.bytes) + 1;
        if (at >= 9 && strncasecmp(found - 8, "boundary", 8) == 0)
            count++;
    }
    for (const char *at = bytes.bytes; count <= BOUNDARIES_MOST;) {
        at = memmem(at, (size_t)(bytes.bytes + bytes.length - at), "/rfc822", 7);
        if (at == NULL)
            break;
        at += 7;
        count++;
    }
    return count > BOUNDARIES_MOST;
}

/* --- parts --- */

static void add_decoded(struct walk *walk, GMimePart *part, struct text *to)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);

    if (content == NULL)
        return;
    GByteArray *array = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
    (void)g_mime_data_wrapper_write_to_stream(content, stream); /* what came is what there is */
    walk->decoded_bytes += array->len;
    if (walk->decoded_bytes > MAIL_DECODED_LIMIT_BYTES)
        walk->mail->is_cut = true;
    else
        text_add_bytes(to, array->data, array->len);
    g_object_unref(stream);
}

static const char *parameter(GMimePart *part, const char *name)
{
    const char *value = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name);

    return value == NULL ? "" : value;
}

/* What the page says of itself, where the part says nothing: <meta charset=big5>. */
static void find_charset(struct slice html, struct text *charset)
{
    enum { LOOK_BYTES = 2048, CHARSET_BYTES = 40 };
    static const char word[] = "charset=";
    struct slice start = slice_cut(html, LOOK_BYTES);

    for (size_t i = 0; i + sizeof word < start.length; i++) {
        if (strncasecmp(start.bytes + i, word, sizeof word - 1) != 0)
            continue;
        for (i += sizeof word - 1; i < start.length && charset->length < CHARSET_BYTES; i++) {
            if (strchr("\"'", start.bytes[i]) != NULL)
                continue;
            if (strchr("-_", start.bytes[i]) == NULL && !g_ascii_isalnum(start.bytes[i]))
                return;
            text_add_char(charset, start.bytes[i]);
        }
    }
}

static void take_text(struct walk *walk, GMimePart *part, bool is_html)
{
    OWNED(text) struct text raw = { 0 };
    OWNED(text) struct text charset = { 0 };
    OWNED(text) struct text plain = { 0 };
    struct text *to = is_html ? &walk->html : &walk->mail->text;

    if (to->length > TEXT_LIMIT_BYTES) {
        walk->mail->is_cut = true;
        return;
    }
    add_decoded(walk, part, &raw);
    text_add(&charset, parameter(part, "charset"));
    if (is_html && charset.length == 0)
        find_charset(text_slice(&raw), &charset);
    if (to->length > 0)
        text_add_char(to, '\n');
    bool is_flowed = !is_html && strcasecmp(parameter(part, "format"), "flowed") == 0;
    /* An unknown name is no reason to lose the text. */
    (void)clean_add_charset(is_flowed ? &plain : to, text_string(&charset), text_slice(&raw));
    if (is_flowed)
        flowed_add(to, text_slice(&plain), strcasecmp(parameter(part, "delsp"), "yes") == 0);
}

static void take_attachment(struct walk *walk, GMimePart *part)
{
    const char *name = g_mime_part_get_filename(part);
    struct text *names = &walk->mail->attachments;

    if (names->length > NAME_LIMIT_BYTES * 4)
        return;
    if (names->length > 0)
        text_add(names, ", ");
    clean_add_line(names, slice_of(name == NULL || name[0] == '\0' ? "(no name)" : name),
                   NAME_LIMIT_BYTES);
}

/* It is named as what hangs on the mail. */
static void take_inner(struct walk *walk, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);

    if (walk->mail->attachments.length > 0)
        text_add(&walk->mail->attachments, ", ");
    text_add(&walk->mail->attachments, "(a message)");
    if (message != NULL && walk->inner == NULL)
        walk->inner = g_mime_message_get_mime_part(message);
}

static void walk_part(struct walk *walk, GMimeObject *object, int depth)
{
    if (++walk->parts > MAIL_PARTS_MOST || depth > MAIL_DEPTH_MOST) {
        walk->mail->is_cut = true;
        return;
    }
    if (GMIME_IS_MULTIPART(object)) {
        GMimeMultipart *multipart = GMIME_MULTIPART(object);
        int count = g_mime_multipart_get_count(multipart);
        for (int i = 0; i < count && walk->parts <= MAIL_PARTS_MOST; i++)
            walk_part(walk, g_mime_multipart_get_part(multipart, i), depth + 1);
        return;
    }
    if (GMIME_IS_MESSAGE_PART(object)) {
        take_inner(walk, GMIME_MESSAGE_PART(object));
        return;
    }
    if (!GMIME_IS_PART(object))
        return; /* an empty part */
    GMimeContentType *type = g_mime_object_get_content_type(object);
    GMimePart *part = GMIME_PART(object);
    bool is_attachment = g_mime_part_is_attachment(part) || g_mime_part_get_filename(part) != NULL;
    if (!is_attachment && g_mime_content_type_is_type(type, "text", "html"))
        take_text(walk, part, true);
    else if (!is_attachment && g_mime_content_type_is_type(type, "text", "plain"))
        take_text(walk, part, false);
    else
        take_attachment(walk, part);
}

/* --- headers --- */

static bool starts(const char *value, const char *word)
{
    return strncasecmp(value, word, strlen(word)) == 0;
}

static const char *header(GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);

    return value == NULL ? "" : value;
}

/* The header as it came, with encoded words in GB18030 named so: GMime knows but a part of it under
 * the names that mails give it. */
static void add_raw(GMimeMessage *message, const char *name, struct text *to)
{
    static const char *const names[] = { "=?gb2312?", "=?gbk?", "=?x-gbk?", NULL };
    GMimeHeader *one =
        g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name);
    const char *raw = one == NULL ? NULL : g_mime_header_get_raw_value(one);

    for (const char *at = raw == NULL ? "" : raw; *at != '\0';) {
        size_t length = 0;
        for (size_t i = 0; *at == '=' && length == 0 && names[i] != NULL; i++)
            length = starts(at, names[i]) ? strlen(names[i]) : 0;
        if (length > 0)
            text_add(to, "=?gb18030?");
        else
            text_add_char(to, *at);
        at += length > 0 ? length : 1;
    }
}

static void take_subject(GMimeMessage *message, GMimeParserOptions *options, struct mail *mail)
{
    OWNED(text) struct text raw = { 0 };

    add_raw(message, "Subject", &raw);
    char *unfolded = g_mime_utils_header_unfold(text_string(&raw));
    char *subject = g_mime_utils_header_decode_text(options, unfolded);
    clean_add_line(&mail->subject, slice_of(subject), TEXT_LIMIT_BYTES);
    g_free(subject);
    g_free(unfolded);
}

/* The first "<…>" of a header, else its first word. */
static void take_id(const char *value, struct text *id)
{
    const char *begin = strchr(value, '<');
    size_t length;

    if (begin != NULL) {
        begin++;
        length = strcspn(begin, ">");
    } else {
        begin = value + strspn(value, " \t");
        length = strcspn(begin, " \t\r\n");
    }
    clean_add_line(id, (struct slice){ begin, length }, NAME_LIMIT_BYTES * 2);
}

static void take_sender(GMimeMessage *message, GMimeParserOptions *options, struct mail *mail)
{
    OWNED(text) struct text raw = { 0 };

    add_raw(message, "From", &raw);
    InternetAddressList *list = internet_address_list_parse(options, text_string(&raw));
    InternetAddress *first = list == NULL || internet_address_list_length(list) == 0
                                 ? NULL
                                 : internet_address_list_get_address(list, 0);
    const char *name = first == NULL ? NULL : internet_address_get_name(first);
    const char *address =
        first != NULL && INTERNET_ADDRESS_IS_MAILBOX(first)
            ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
            : NULL;
    if (name != NULL)
        clean_add_line(&mail->name, slice_of(name), NAME_LIMIT_BYTES);
    if (address != NULL)
        clean_add_line(&mail->from, slice_of(address), NAME_LIMIT_BYTES);
    if (list != NULL)
        g_object_unref(list);
}

static enum mail_kind kind_of(GMimeMessage *message, const struct mail *mail)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(message));
    GMimeObject *body = g_mime_message_get_mime_part(message);
    const char *submitted = header(message, "Auto-Submitted");

    if (body != NULL)
        type = g_mime_object_get_content_type(body);
    if (g_mime_content_type_is_type(type, "multipart", "report") ||
        starts(header(message, "Return-Path"), "<>") ||
        starts(text_string(&mail->from), "mailer-daemon@"))
        return MAIL_BOUNCE;
    if ((submitted[0] != '\0' && !starts(submitted, "no")) ||
        header(message, "X-Autoreply")[0] != '\0' || header(message, "X-Autorespond")[0] != '\0' ||
        starts(header(message, "Precedence"), "auto_reply"))
        return MAIL_AUTOMATIC;
    return MAIL_PERSONAL;
}

static bool has_words(const struct text *text)
{
    for (size_t i = 0; i < text->length; i++)
        if ((unsigned char)text->bytes[i] > ' ')
            return true;
    return false;
}

static void take_message(GMimeMessage *message, GMimeParserOptions *options, struct mail *mail)
{
    struct walk walk = { .mail = mail };
    GMimeObject *body = g_mime_message_get_mime_part(message);

    take_id(header(message, "Message-ID"), &mail->message_id);
    take_id(header(message, "In-Reply-To"), &mail->in_reply_to);
    take_sender(message, options, mail);
    take_subject(message, options, mail);
    if (!times_parse(slice_of(header(message, "Date")), NULL, &mail->at))
        mail->at = MOMENT_NEVER;
    mail->kind = kind_of(message, mail);
    if (body != NULL)
        walk_part(&walk, body, 0);
    /* Somebody who passes a complaint on often writes nothing himself, nor did who passed it to him. */
    for (int depth = 0; !has_words(&mail->text) && !has_words(&walk.html) && walk.inner != NULL;) {
        GMimeObject *inner = walk.inner;
        walk.inner = NULL;
        walk_part(&walk, inner, depth++);
    }
    OWNED(text) struct text plain = { 0 };
    if (!has_words(&mail->text) && walk.html.length > 0) {
        text_clear(&mail->text);
        html_text_add_quoting(&mail->text, text_slice(&walk.html));
    }
    unquoted_add(&plain, text_slice(&mail->text));
    text_clear(&mail->text);
    text_add_bytes(&mail->text, text_string(&plain), plain.length);
    text_done(&walk.html);
}

/* Headers with bytes of their own: which charset is tried first after UTF-8? */
static struct slice headers_of(struct slice bytes)
{
    const char *end = memmem(bytes.bytes, bytes.length, "\n\r\n", 3);
    const char *other = memmem(bytes.bytes, bytes.length, "\n\n", 2);

    if (end == NULL || (other != NULL && other < end))
        end = other;
    return end == NULL ? bytes : (struct slice){ bytes.bytes, (size_t)(end - bytes.bytes) };
}

int mail_read(struct slice bytes, struct mail *mail, struct fault *fault)
{
    const char *charsets[] = { "utf-8", charset_guess(headers_of(bytes)), "gb18030", "big5-hkscs",
                               "iso-8859-1", NULL };

    if (bytes.length > MAIL_LIMIT_BYTES)
        return fault_set(fault, FAULT_INPUT, "the mail has more than %d bytes",
                         (int)MAIL_LIMIT_BYTES);
    if (is_bomb(bytes))
        return fault_set(fault, FAULT_INPUT, "the mail has more than %d parts inside each other",
                         (int)BOUNDARIES_MOST);
    g_mime_init(); /* only the first call does something */
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.bytes, bytes.length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    if (message != NULL) {
        *mail = (struct mail){ .at = MOMENT_NEVER };
        take_message(message, options, mail);
        mail->is_cut = mail->is_cut || bytes.length == MAIL_LIMIT_BYTES; /* no more was asked for */
        g_object_unref(message);
    }
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    g_object_unref(stream);
    if (message == NULL)
        return fault_set(fault, FAULT_INPUT, "the mail has no headers");
    return 0;
}
