#include "wire/metrics.h"

void metrics_family(struct text *text, const char *name, const char *type, const char *help)
{
    text_add_format(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_sample(struct text *text, const char *name, int64_t number)
{
    text_add_format(text, "%s %lld\n", name, (long long)number);
}

void metrics_labelled(struct text *text, const char *name, struct metrics_label label,
                      int64_t number)
{
    text_add_format(text, "%s{%s=\"", name, label.name);
    for (size_t i = 0; i < label.value.length; i++) {
        const char byte = label.value.bytes[i];
        if (byte == '\\' || byte == '"')
            text_add_char(text, '\\');
        if (byte == '\n')
            text_add(text, "\\n");
        else
            text_add_char(text, byte);
    }
    text_add_format(text, "\"} %lld\n", (long long)number);
}
