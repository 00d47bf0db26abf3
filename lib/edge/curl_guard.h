/* What every connection of ours through libcurl keeps to: no address that leads inside, unless the
 * source's settings say so; certificates checked; no proxy taken from the environment. For the files
 * of this layer that use libcurl. */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <sys/socket.h>

#include <curl/curl.h>

struct curl_guard {
    bool allow_private;
    char refused[64]; /* the address that was refused last, as text: INET6_ADDRSTRLEN and more */
};

/* Loopback, private, link-local, shared, multicast, unspecified, and what maps or tunnels to them. */
bool curl_guard_is_private(const struct sockaddr *address);

/* Sets the options; the guard must stay where it is as long as the handle. */
void curl_guard_apply(CURL *easy, struct curl_guard *guard, const char *ca_file);

/* FAULT_AWAY (FAULT_SETUP for an address that is none) with what libcurl or the guard says. */
int curl_guard_fault(const struct curl_guard *guard, CURLcode code, const char *detail,
                     struct fault *fault);
