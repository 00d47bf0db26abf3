/* Mustache templates over a JSON tree: a thin shim before a C++ library.
 *
 * `{{name}}` is escaped for the form that is written, `{{{name}}}` goes in as it is; `{{#list}}`,
 * `{{^none}}` and `{{.}}` are as everybody knows them. Numbers print as JSON has them, null counts
 * as false. Nothing of a template is run. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#include "base/fault.h"
#include "base/text.h"
#include "wire/json.h"

enum template_form {
    TEMPLATE_MARKDOWN, /* everything that Markdown or HTML could take for markup is escaped */
    TEMPLATE_HTML,
};

/* Adds the template filled in. FAULT_SETUP when the template is no template. */
int template_fill(struct text *text, struct slice template_text, enum template_form form,
                  const struct json *values, struct fault *fault) MUST_CHECK;

#ifdef __cplusplus
}
#endif
