/* The headers that a source's requests carry, with their secrets read. */
#pragma once

#include "edge/http_client.h"
#include "wire/sources.h"

/* As many as the settings have, and room for `more` behind them. FAULT_SETUP when a secret is not
 * there. Yours to free also when it fails. */
MUST_CHECK int headers_open(const struct source_settings *settings, size_t more,
                            struct http_header **headers, struct fault *fault);
void headers_free(struct http_header *headers, const struct source_settings *settings);
