/* Who asks: bearer tokens, and the cookie that a browser has for one.
 *
 * Tokens lie as hashes in DIR/tokens.json, which `tocsin token` writes; the file is read again when
 * it changes. DIR/desk.token holds the secret of this machine's own administrator, readable by the
 * owner of the state folder alone: the terminal uses it. A cookie is signed with the
 * installation's key and names its token, so it survives a restart and dies with the token. */
#pragma once

#include "desk/desk.h"

enum { SESSION_MS = 12 * 60 * 60 * 1000 };

MUST_CHECK int session_open(struct desk *desk, struct fault *fault);
void session_free(struct session *session);

/* Finds out who asks. False: the request was answered, because its token is no good. */
bool session_identify(struct request *request);
/* A request that changes something and comes by cookie must carry the cookie's CSRF word. False:
 * it was answered. */
bool session_check_csrf(struct request *request);

/* /v1/session */
void session_show(struct request *request);
void session_login(struct request *request);
void session_logout(struct request *request);
