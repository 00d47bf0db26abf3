#include "desk/answer.h"

#include "base/digest.h"

#include <string.h>

/* Nothing from elsewhere, nothing inline, nobody frames us. */
#define CONTENT_POLICY                                                                             \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "                   \
    "frame-ancestors 'none'"

/* A briefing carries its style in itself and runs nothing. */
#define DOCUMENT_POLICY                                                                            \
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "              \
    "form-action 'none'; frame-ancestors 'self'; sandbox"

struct form {
    int status;
    const char *type;
    struct slice content;
    const char *etag; /* NULL: none */
    const char *policy;
    bool is_file;   /* one that may also lie there packed */
    bool is_packed; /* by gzip */
};

static void send_form(struct request *request, const struct form *form)
{
    struct http_answer answer = {
        .status = form->status,
        .type = form->type,
        .body = form->content,
        .headers = {
            { "Content-Security-Policy", form->policy },
            { "X-Content-Type-Options", "nosniff" },
            { "Referrer-Policy", "no-referrer" },
            { "Cache-Control", form->etag == NULL ? "no-store" : "no-cache" },
            { form->etag == NULL ? NULL : "ETag", form->etag },
            { form->is_file ? "Vary" : NULL, "Accept-Encoding" },
            { form->is_packed ? "Content-Encoding" : NULL, "gzip" },
        },
    };
    http_exchange_answer(request->exchange, &answer);
}

static void add_etag(struct text *etag, struct slice content)
{
    const uint64_t digest = digest_fast(content);

    text_add_char(etag, '"');
    text_add_hex(etag, &digest, sizeof digest);
    text_add_char(etag, '"');
}

/* Does If-None-Match (a list, weak marks allowed) name this tag? */
static bool is_known(const struct request *request, const struct text *etag)
{
    const char *known = http_exchange_header(request->exchange, "If-None-Match");

    return known != NULL &&
           (strcmp(known, "*") == 0 || strstr(known, text_string(etag)) != NULL);
}

static void answer_with(struct request *request, const struct form *given)
{
    struct form form = *given;
    OWNED(text) struct text etag = { 0 };

    add_etag(&etag, form.content);
    form.etag = text_string(&etag);
    form.status = 200;
    if (is_known(request, &etag)) {
        form.status = 304;
        form.type = NULL;
        form.content = (struct slice){ 0 };
        form.is_packed = false;
    }
    send_form(request, &form);
}

void answer_content(struct request *request, const char *type, struct slice content)
{
    answer_with(request, &(struct form){ .type = type, .content = content,
                                         .policy = CONTENT_POLICY });
}

void answer_file(struct request *request, const char *type, struct slice content)
{
    answer_with(request, &(struct form){ .type = type, .content = content,
                                         .policy = CONTENT_POLICY, .is_file = true });
}

void answer_packed(struct request *request, const char *type, struct slice content)
{
    answer_with(request, &(struct form){ .type = type, .content = content,
                                         .policy = CONTENT_POLICY, .is_file = true,
                                         .is_packed = true });
}

void answer_document(struct request *request, const char *type, struct slice content)
{
    answer_with(request, &(struct form){ .type = type, .content = content,
                                         .policy = DOCUMENT_POLICY });
}

void answer_json(struct request *request, const struct text *json)
{
    answer_content(request, "application/json",
                   (struct slice){ text_string(json), json->length });
}

void answer_json_as(struct request *request, int status, const struct text *json)
{
    send_form(request, &(struct form){ status, "application/json",
                                       { text_string(json), json->length }, NULL,
                                       CONTENT_POLICY });
}

void answer_nothing(struct request *request)
{
    send_form(request, &(struct form){ .status = 204, .policy = CONTENT_POLICY });
}

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return "The request cannot be read";
    case 401:
        return "A token is needed";
    case 403:
        return "This token may not do that";
    case 404:
        return "There is no such thing";
    case 405:
        return "Not with this method";
    case 409:
        return "The present state does not allow it";
    case 415:
        return "Not in this form";
    case 422:
        return "The content cannot be accepted";
    case 429:
        return "Too many requests";
    case 503:
        return "A part of the installation does not answer";
    default:
        return "Something went wrong here";
    }
}

void answer_problem(struct request *request, int status, const char *kind, const char *detail)
{
    OWNED(text) struct text type = { 0 };
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    text_add_format(&type, "urn:tocsin:problem:%s", kind);
    writer_object(&writer);
    writer_member(&writer, "type", text_string(&type));
    writer_member(&writer, "title", title_of(status));
    writer_member_integer(&writer, "status", status);
    if (detail != NULL)
        writer_member(&writer, "detail", detail);
    writer_object_end(&writer);
    send_form(request, &(struct form){ status, "application/problem+json",
                                       { text_string(&json), json.length }, NULL,
                                       CONTENT_POLICY });
}

void answer_not_found(struct request *request)
{
    answer_problem(request, 404, "not-found", NULL);
}

void answer_fault(struct request *request, const struct fault *fault)
{
    switch (fault->kind) {
    case FAULT_AWAY:
        answer_problem(request, 503, "away", fault->text);
        return;
    case FAULT_INPUT:
        answer_problem(request, 422, "content", fault->text);
        return;
    case FAULT_SETUP:
    case FAULT_NONE:
        answer_problem(request, 500, "fault", fault->text);
        return;
    }
}
