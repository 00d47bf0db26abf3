/* Answers in the forms the desk has: JSON with an ETag, plain text, a file, a problem. */
#pragma once

#include "desk/desk.h"

/* 200 with that JSON, or 304. */
void answer_json(struct request *request, const struct text *json);
void answer_json_as(struct request *request, int status, const struct text *json);
/* Any other content, 200 or 304; `type` with its charset. */
void answer_content(struct request *request, const char *type, struct slice content);
/* A file of the page, as it is or packed by gzip: which of them depends on what the client takes. */
void answer_file(struct request *request, const char *type, struct slice content);
void answer_packed(struct request *request, const char *type, struct slice content);
/* A document of ours that carries its own style, shut in a sandbox. */
void answer_document(struct request *request, const char *type, struct slice content);
void answer_nothing(struct request *request);

/* problem+json; the kind is the last part of its URN: "not-found". */
void answer_problem(struct request *request, int status, const char *kind, const char *detail);
void answer_not_found(struct request *request);
/* What a fault means to the client: away is 503, input 422, setup 500. */
void answer_fault(struct request *request, const struct fault *fault);
