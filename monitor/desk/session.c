#include "desk/session.h"

#include "base/digest.h"
#include "desk/answer.h"
#include "desk/choice.h"
#include "edge/files.h"
#include "program/state.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
    LOGIN_LIMIT_BYTES = 4096,
    FAILURE_LIMIT = 20, /* wrong secrets a minute, all peers together */
};

struct session {
    struct desk *desk;
    char *path;
    struct arena *arena; /* of `tokens` */
    struct tokens tokens;
    struct stat read_as; /* the file they were read from */
    struct text local; /* the secret in desk.token */
    int64_t minute;
    int failures;
};

/* --- the file of tokens --- */

static bool is_same_file(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_size == other->st_size &&
           one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

/* Asked at every request: a token is good as soon as it is added, and gone as soon as it is revoked. */
static void read_tokens(struct session *session)
{
    struct stat now;
    struct fault fault = { 0 };
    OWNED(text) struct text content = { 0 };
    OWNED(arena) struct arena *arena = arena_new();
    struct tokens tokens = { 0 };

    if (stat(session->path, &now) != 0) {
        session->tokens = (struct tokens){ 0 };
        session->read_as = (struct stat){ 0 };
        return;
    }
    if (is_same_file(&now, &session->read_as))
        return;
    session->read_as = now;
    if (files_read(session->path, TOKENS_LIMIT_BYTES, &content, &fault) != 0 ||
        tokens_read((struct slice){ arena_copy(arena, text_string(&content), content.length),
                                    content.length },
                    arena, &tokens, &fault) != 0) {
        log_error(&session->desk->log, "tokens-unreadable", "%s; the ones before stay in force",
                  fault.text);
        return;
    }
    arena_free(session->arena);
    session->arena = TAKE(arena);
    session->tokens = tokens;
}

static int read_local(struct session *session, const char *path, struct fault *fault)
{
    if (files_exist(path)) {
        if (files_read(path, LOGIN_LIMIT_BYTES, &session->local, fault) != 0)
            return -1;
        while (session->local.length > 0 &&
               session->local.bytes[session->local.length - 1] == '\n')
            session->local.bytes[--session->local.length] = '\0';
        return 0;
    }
    tokens_add_secret(&session->local);
    return files_write(path,
                       (struct slice){ text_string(&session->local), session->local.length },
                       0600, fault);
}

int session_open(struct desk *desk, struct fault *fault)
{
    OWNED(string) char *local = state_path(desk->settings.state, "desk.token");
    struct session *session = memory_new(sizeof *session);

    desk->session = session;
    session->desk = desk;
    session->arena = arena_new();
    session->path = state_path(desk->settings.state, "tokens.json");
    return read_local(session, local, fault);
}

void session_free(struct session *session)
{
    if (session == NULL)
        return;
    memory_free(session->path);
    arena_free(session->arena);
    text_done(&session->local);
    memory_free(session);
}

/* --- cookies --- */

static void add_hmac(struct text *text, const struct desk *desk, const char *what,
                     struct slice content)
{
    unsigned char result[HMAC_BYTES];
    OWNED(text) struct text signed_text = { 0 };
    text_add(&signed_text, what);
    text_add_bytes(&signed_text, content.bytes, content.length);
    digest_hmac((struct slice){ text_string(&desk->install_key), desk->install_key.length },
                (struct slice){ text_string(&signed_text), signed_text.length }, result);
    text_add_hex(text, result, sizeof result);
}

static void add_cookie(struct text *cookie, const struct desk *desk, struct slice token_id)
{
    text_add_bytes(cookie, token_id.bytes, token_id.length);
    text_add_format(cookie, ".%lld", (long long)(clock_wall() + SESSION_MS));
    const struct slice content = { text_string(cookie), cookie->length };
    OWNED(text) struct text sum = { 0 };
    add_hmac(&sum, desk, "cookie:", content);
    text_add_format(cookie, ".%s", text_string(&sum));
}

/* The value of our cookie, or an empty slice. */
static struct slice given_cookie(const struct request *request)
{
    static const char name[] = "tocsin=";
    const char *header = http_exchange_header(request->exchange, "Cookie");

    while (header != NULL && *header != '\0') {
        header += strspn(header, "; ");
        const size_t length = strcspn(header, ";");
        if (length >= sizeof name && strncmp(header, name, sizeof name - 1) == 0)
            return (struct slice){ header + sizeof name - 1, length - (sizeof name - 1) };
        header += length;
    }
    return (struct slice){ 0 };
}

/* The id of the token that the cookie is for; empty when it is forged or too old. */
static struct slice cookie_token(const struct desk *desk, struct slice cookie)
{
    OWNED(text) struct text sum = { 0 };
    const char *last = cookie.length > 0 ? memrchr(cookie.bytes, '.', cookie.length) : NULL;

    if (last == NULL)
        return (struct slice){ 0 };
    const struct slice content = { cookie.bytes, (size_t)(last - cookie.bytes) };
    const char *middle = content.length > 0 ? memrchr(content.bytes, '.', content.length) : NULL;
    add_hmac(&sum, desk, "cookie:", content);
    if (middle == NULL ||
        !digest_secret_equals((struct slice){ text_string(&sum), sum.length },
                              (struct slice){ last + 1, cookie.length - content.length - 1 }) ||
        strtoll(middle + 1, NULL, 10) < clock_wall())
        return (struct slice){ 0 };
    return (struct slice){ content.bytes, (size_t)(middle - content.bytes) };
}

/* --- who asks --- */

static struct caller caller_of(const struct token *token)
{
    return (struct caller){ .access = token->access,
                            .actor = token->actor,
                            .has_role = token->has_role,
                            .role = token->role,
                            .org = token->org,
                            .token_id = token->id };
}

static const struct caller administrator = {
    .access = ACCESS_ADMIN,
    .actor = { "local", 5 },
    .token_id = { "local", 5 },
};

static bool find_secret(struct session *session, struct slice secret, struct caller *caller)
{
    if (digest_secret_equals(secret, (struct slice){ text_string(&session->local),
                                                     session->local.length })) {
        *caller = administrator;
        return true;
    }
    read_tokens(session);
    const struct token *token = tokens_find(&session->tokens, secret, clock_wall());
    if (token != NULL)
        *caller = caller_of(token);
    return token != NULL;
}

static bool find_id(struct session *session, struct slice id, struct caller *caller)
{
    if (slice_equals(id, administrator.token_id)) {
        *caller = administrator;
        return true;
    }
    read_tokens(session);
    const struct token *token = tokens_find_id(&session->tokens, id, clock_wall());
    if (token != NULL)
        *caller = caller_of(token);
    return token != NULL;
}

/* Guessing is made slow for everybody at once: a secret has 256 bits, so this is for the log. */
static bool too_many_failures(struct session *session)
{
    const int64_t minute = clock_monotonic() / MINUTE_MS;

    if (session->minute != minute) {
        session->minute = minute;
        session->failures = 0;
    }
    return session->failures >= FAILURE_LIMIT;
}

static bool refuse_secret(struct request *request)
{
    struct session *session = request->desk->session;

    if (too_many_failures(session)) {
        answer_problem(request, 429, "too-many-failures", "too many wrong tokens; wait a minute");
        return false;
    }
    session->failures++;
    log_warning(&request->desk->log, "token-refused", "a wrong token from %s",
                http_exchange_peer(request->exchange));
    answer_problem(request, 401, "unauthorized", "this token is unknown, expired or revoked");
    return false;
}

/* A page elsewhere may have its own name point at this machine; our names are few. */
static bool host_is_local(const struct request *request)
{
    const char *host = http_exchange_header(request->exchange, "Host");

    if (host == NULL || strcmp(http_exchange_peer(request->exchange), "unix") == 0)
        return true;
    const size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    return (length == 9 && strncasecmp(host, "localhost", 9) == 0) ||
           (length == 5 && strncmp(host, "[::1]", 5) == 0) || strncmp(host, "127.", 4) == 0;
}

bool session_identify(struct request *request)
{
    struct desk *desk = request->desk;
    const char *bearer = http_exchange_header(request->exchange, "Authorization");
    const struct slice cookie = given_cookie(request);
    const bool local = http_server_is_local(desk->server) && !desk->settings.behind_proxy;

    request->caller = (struct caller){ .access = ACCESS_NONE };
    if (bearer != NULL) {
        static const char scheme[] = "Bearer ";
        if (strncasecmp(bearer, scheme, sizeof scheme - 1) != 0 ||
            !find_secret(desk->session, slice_of(bearer + sizeof scheme - 1), &request->caller))
            return refuse_secret(request);
        return true;
    }
    if (local && !host_is_local(request)) {
        answer_problem(request, 403, "host", "the desk does not go by this name");
        return false;
    }
    if (cookie.length > 0 &&
        find_id(desk->session, cookie_token(desk, cookie), &request->caller)) {
        request->caller.by_cookie = true;
        return true;
    }
    if (local && !desk->settings.login)
        request->caller.access = ACCESS_VIEWER;
    return true;
}

static void add_csrf(struct text *text, const struct request *request)
{
    add_hmac(text, request->desk, "csrf:", given_cookie(request));
}

bool session_check_csrf(struct request *request)
{
    OWNED(text) struct text word = { 0 };
    const char *given = http_exchange_header(request->exchange, "X-Tocsin-CSRF");

    if (!request->caller.by_cookie)
        return true;
    add_csrf(&word, request);
    if (given != NULL &&
        digest_secret_equals(slice_of(given), (struct slice){ text_string(&word), word.length }))
        return true;
    answer_problem(request, 403, "csrf", "the header X-Tocsin-CSRF is missing or wrong");
    return false;
}

/* --- /v1/session --- */

static void write_orgs(struct writer *writer, const struct request *request)
{
    const struct orgs *orgs = &request->desk->orgs;

    writer_name(writer, "orgs");
    writer_array(writer);
    if (access_may_look(request->caller.access)) {
        for (size_t i = 0; i < orgs->count; i++) {
            if (request->caller.org.length == 0 ||
                slice_equals(request->caller.org, orgs->rows[i].name))
                writer_slice(writer, orgs->rows[i].name);
        }
    }
    writer_array_end(writer);
}

static void write_session(struct text *json, const struct request *request, const char *csrf)
{
    const struct caller *caller = &request->caller;
    struct writer writer = writer_on(json);

    choice_read_orgs(request->desk);
    writer_object(&writer);
    if (caller->actor.length > 0)
        writer_member_slice(&writer, "actor", caller->actor);
    if (caller->has_role)
        writer_member(&writer, "role", role_name(caller->role));
    writer_member(&writer, "access", access_name(caller->access));
    writer_member_bool(&writer, "may_look", access_may_look(caller->access));
    writer_member_bool(&writer, "may_decide", access_may_decide(caller->access));
    write_orgs(&writer, request);
    if (csrf != NULL)
        writer_member(&writer, "csrf", csrf);
    writer_member_moment(&writer, "now", clock_now(request->desk->clock));
    writer_member_bool(&writer, "feed", clock_is_feed(request->desk->clock));
    writer_member(&writer, "version", "0.1.0");
    writer_object_end(&writer);
}

void session_show(struct request *request)
{
    OWNED(text) struct text json = { 0 };
    OWNED(text) struct text csrf = { 0 };

    if (request->caller.by_cookie)
        add_csrf(&csrf, request);
    write_session(&json, request, request->caller.by_cookie ? text_string(&csrf) : NULL);
    answer_json(request, &json);
}

static void send_cookie(struct request *request, const char *value, int64_t seconds,
                        const struct text *json)
{
    OWNED(text) struct text cookie = { 0 };
    const bool secure =
        request->desk->settings.certificate != NULL || request->desk->settings.behind_proxy;

    text_add_format(&cookie, "tocsin=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", value,
                    (long long)seconds, secure ? "; Secure" : "");
    http_exchange_answer(request->exchange,
                         &(struct http_answer){
                             .status = json == NULL ? 204 : 200,
                             .type = json == NULL ? NULL : "application/json",
                             .body = json == NULL ? (struct slice){ 0 }
                                                  : (struct slice){ text_string(json),
                                                                    json->length },
                             .headers = { { "Set-Cookie", text_string(&cookie) },
                                          { "Cache-Control", "no-store" } },
                         });
}

void session_login(struct request *request)
{
    const struct json *document = NULL;
    struct fault fault = { 0 };
    OWNED(text) struct text cookie = { 0 };
    OWNED(text) struct text csrf = { 0 };
    OWNED(text) struct text json = { 0 };

    if (json_parse(http_exchange_body(request->exchange), LOGIN_LIMIT_BYTES, request->desk->arena,
                   &document, &fault) != 0) {
        answer_problem(request, 400, "json", fault.text);
        return;
    }
    if (!find_secret(request->desk->session, json_string(document, "token"), &request->caller)) {
        (void)refuse_secret(request); /* it has answered */
        return;
    }
    add_cookie(&cookie, request->desk, request->caller.token_id);
    add_hmac(&csrf, request->desk, "csrf:", (struct slice){ text_string(&cookie), cookie.length });
    write_session(&json, request, text_string(&csrf));
    log_notice(&request->desk->log, "logged-in", QUOTED " from %s",
               LOG_QUOTE(request->caller.actor), http_exchange_peer(request->exchange));
    send_cookie(request, text_string(&cookie), SESSION_MS / 1000, &json);
}

void session_logout(struct request *request)
{
    send_cookie(request, "", 0, NULL);
}
