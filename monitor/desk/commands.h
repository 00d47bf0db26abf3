/* People's decisions: checked, signed, put into the log, and what came of them.
 *
 * The desk checks who may knock and that the command is whole; whether the plan allows it is decided
 * where the log is folded, and comes back as command.done or command.refused. */
#pragma once

#include "desk/desk.h"

enum { COMMANDS_REMEMBERED = 10000 };

MUST_CHECK int commands_open(struct desk *desk, struct fault *fault);
void commands_free(struct commands *commands);

/* POST /v1/commands, GET /v1/commands/{id} */
void commands_post(struct request *request);
void commands_show(struct request *request);

/* An event of the trigger topic; those that answer a command are remembered and told. */
void commands_outcome(struct commands *commands, const struct json *event, struct slice bytes);
/* Kafka has the record, or has not. */
void commands_delivered(void *context, const struct kafka_delivery *delivery);
/* Answers those who have waited long enough. */
void commands_serve(struct commands *commands, int64_t now_monotonic);
/* The exchange is over; nobody waits there any more. */
void commands_forget(struct commands *commands, struct http_exchange *exchange);
/* Decisions under way. */
size_t commands_waiting(const struct commands *commands);
