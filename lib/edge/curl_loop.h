/* libcurl's multi interface inside our own poll: which descriptors it waits for, and when it wants
 * to be called again. For the files of this layer that use libcurl. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

struct curl_loop;

struct curl_loop *curl_loop_new(void);
void curl_loop_free(struct curl_loop *loop);

void curl_loop_add(struct curl_loop *loop, CURL *easy);
void curl_loop_remove(struct curl_loop *loop, CURL *easy);

/* Does what can be done without waiting. */
void curl_loop_step(struct curl_loop *loop, int64_t now);
/* The next handle that is done, or NULL. */
CURL *curl_loop_next(struct curl_loop *loop, CURLcode *code);
size_t curl_loop_waits(const struct curl_loop *loop, struct pollfd *waits, size_t most);
/* When curl_loop_step() must be called at the latest, on the monotonic clock; INT64_MAX: never. */
int64_t curl_loop_due_at(const struct curl_loop *loop);
