/* Feedback by signed webhook: POST /v1/intake/{source}. */
#pragma once

#include "desk/desk.h"

/* A webhook of the sources with a good signature needs nothing else: taken, and true. */
bool intake_takes_signed(struct request *request);
void intake_post(struct request *request);
/* Kafka has the record, or has not; false when it was none of the intake's. */
void intake_delivered(struct desk *desk, const struct kafka_delivery *delivery);
/* The exchange is over. */
void intake_forget(struct http_exchange *exchange);
