/* Secrets lie in files; sources.yaml only names them. */
#pragma once

#include "base/fault.h"
#include "wire/sources.h"

/* Reads a secret into the text (NULL secrets add nothing), without the line end behind it. */
MUST_CHECK int secrets_add(const struct secret *secret, struct text *text,
                                struct fault *fault);
