#include "wire/mail.h"

#include "base/moment.h"
#include "wire/clean.h"
#include "wire/html_text.h"
#include "wire/times.h"

#include <string.h>
#include <strings.h>

#include <gmime/gmime.h>

enum { BOUNDARIES_MOST = 400, NAME_LIMIT_BYTES = 200, TEXT_LIMIT_BYTES = 1024 * 1024 };

/* While the parts are walked. */
struct walk {
    struct mail *mail;
    struct text html;
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

static void take_text(struct walk *walk, GMimePart *part, bool is_html)
{
    OWNED(text) struct text raw = { 0 };
    const char *charset =
        g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    struct text *to = is_html ? &walk->html : &walk->mail->text;

    if (to->length > TEXT_LIMIT_BYTES) {
        walk->mail->is_cut = true;
        return;
    }
    add_decoded(walk, part, &raw);
    if (to->length > 0)
        text_add_char(to, '\n');
    /* An unknown name is no reason to lose the text. */
    (void)clean_add_charset(to, charset == NULL ? "auto" : charset,
                            (struct slice){ text_string(&raw), raw.length });
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
    if (!GMIME_IS_PART(object)) {
        if (walk->mail->attachments.length > 0)
            text_add(&walk->mail->attachments, ", ");
        text_add(&walk->mail->attachments, "(a message)");
        return;
    }
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

static const char *header(GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);

    return value == NULL ? "" : value;
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

static void take_sender(GMimeMessage *message, struct mail *mail)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    InternetAddress *first = list == NULL || internet_address_list_length(list) == 0
                                 ? NULL
                                 : internet_address_list_get_address(list, 0);

    if (first == NULL)
        return;
    const char *name = internet_address_get_name(first);
    if (name != NULL)
        clean_add_line(&mail->name, slice_of(name), NAME_LIMIT_BYTES);
    if (!INTERNET_ADDRESS_IS_MAILBOX(first))
        return;
    const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    if (address != NULL)
        clean_add_line(&mail->from, slice_of(address), NAME_LIMIT_BYTES);
}

static bool starts(const char *value, const char *word)
{
    return strncasecmp(value, word, strlen(word)) == 0;
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

static void take_message(GMimeMessage *message, struct mail *mail)
{
    struct walk walk = { .mail = mail };
    const char *subject = g_mime_message_get_subject(message);
    GMimeObject *body = g_mime_message_get_mime_part(message);

    take_id(header(message, "Message-ID"), &mail->message_id);
    take_id(header(message, "In-Reply-To"), &mail->in_reply_to);
    take_sender(message, mail);
    if (subject != NULL)
        clean_add_line(&mail->subject, slice_of(subject), TEXT_LIMIT_BYTES);
    if (!times_parse(slice_of(header(message, "Date")), NULL, &mail->at))
        mail->at = MOMENT_NEVER;
    mail->kind = kind_of(message, mail);
    if (body != NULL)
        walk_part(&walk, body, 0);
    OWNED(text) struct text plain = { 0 };
    if (mail->text.length == 0 && walk.html.length > 0)
        html_text_add(&mail->text, (struct slice){ walk.html.bytes, walk.html.length });
    mail_add_unquoted(&plain, (struct slice){ text_string(&mail->text), mail->text.length });
    text_clear(&mail->text);
    text_add_bytes(&mail->text, text_string(&plain), plain.length);
    text_done(&walk.html);
}

int mail_read(struct slice bytes, struct mail *mail, struct fault *fault)
{
    static const char *charsets[] = { "utf-8", "gb18030", "big5", "iso-8859-1", NULL };

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
        take_message(message, mail);
        g_object_unref(message);
    }
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    g_object_unref(stream);
    if (message == NULL)
        return fault_set(fault, FAULT_INPUT, "the mail has no headers");
    return 0;
}

/* --- quotes --- */

static bool ends_with(struct slice line, const char *end)
{
    size_t length = strlen(end);

    return line.length >= length &&
           strncasecmp(line.bytes + line.length - length, end, length) == 0;
}

/* From here on everything is what somebody else wrote before. */
static bool is_divider(struct slice line)
{
    static const char *const starts_of[] = {
        "-----Original Message", "----- Original Message", "------------------ 原始邮件",
        "------------------ Original", "-----原始邮件", "----- 原始邮件", "-----邮件原件",
        "________________________________", "-------- Forwarded Message", NULL
    };
    static const char *const ends_of[] = { "wrote:", "写道：", "写道:", "寫道：", "寫道:", NULL };

    for (size_t i = 0; starts_of[i] != NULL; i++)
        if (line.length >= strlen(starts_of[i]) &&
            strncasecmp(line.bytes, starts_of[i], strlen(starts_of[i])) == 0)
            return true;
    for (size_t i = 0; ends_of[i] != NULL; i++)
        if (ends_with(line, ends_of[i]))
            return true;
    return false;
}

void mail_add_unquoted(struct text *to, struct slice text)
{
    size_t begin = to->length;
    bool has_words = false;
    struct slice rest = text;

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        size_t length = end == NULL ? rest.length : (size_t)(end - rest.bytes);
        struct slice line = { rest.bytes, length };
        size_t used = length + (end != NULL);
        rest.bytes += used;
        rest.length -= used;
        while (line.length > 0 && (unsigned char)line.bytes[line.length - 1] <= ' ')
            line.length--;
        if (is_divider(line) && has_words)
            break;
        if (line.length > 0 && line.bytes[0] == '>')
            continue;
        has_words = has_words || line.length > 0;
        text_add_bytes(to, line.bytes, line.length);
        text_add_char(to, '\n');
    }
    if (has_words)
        return;
    to->length = begin;
    text_add_bytes(to, text.bytes, text.length);
}
