#include "collect/sources/headers.h"

#include "collect/sources/secrets.h"

int headers_open(const struct source_settings *settings, size_t more,
                 struct http_header **headers, struct fault *fault)
{
    *headers = memory_array(settings->header_count + more, sizeof **headers);
    for (size_t i = 0; i < settings->header_count; i++) {
        const struct header_setting *from = &settings->headers[i];
        OWNED(text) struct text value = { 0 };
        if (from->value != NULL)
            text_add(&value, from->value);
        else if (secrets_add(&from->secret, &value, fault) != 0)
            return -1;
        text_add(&value, ""); /* also an empty value is a string */
        (*headers)[i] = (struct http_header){ .name = from->name,
                                              .value = text_take(&value),
                                              .is_secret = from->value == NULL };
    }
    return 0;
}

void headers_free(struct http_header *headers, const struct source_settings *settings)
{
    for (size_t i = 0; headers != NULL && i < settings->header_count; i++)
        memory_free((char *)headers[i].value); /* ours: made of the secret */
    memory_free(headers);
}
