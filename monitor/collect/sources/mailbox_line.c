#include "collect/sources/mailbox_line.h"

#include "collect/sources/secrets.h"

struct mailbox_line {
    const struct source_settings *settings;
    struct stream *stream;
    struct text password;
    struct text bearer;
};

int mailbox_line_open(const struct source_settings *settings, struct mailbox_line **result,
                      struct fault *fault)
{
    struct mailbox_line *line = memory_new(sizeof *line);

    line->settings = settings;
    line->stream = stream_new();
    if (secrets_add(&settings->password, &line->password, fault) != 0 ||
        secrets_add(&settings->token, &line->bearer, fault) != 0) {
        mailbox_line_free(line);
        return -1;
    }
    *result = line;
    return 0;
}

void mailbox_line_free(struct mailbox_line *line)
{
    if (line == NULL)
        return;
    stream_free(line->stream);
    text_done(&line->password);
    text_done(&line->bearer);
    memory_free(line);
}

struct stream *mailbox_line_stream(struct mailbox_line *line)
{
    return line->stream;
}

int mailbox_line_connect(struct mailbox_line *line, struct fault *fault)
{
    const struct source_settings *settings = line->settings;

    return stream_connect(line->stream,
                          &(struct stream_options){
                              .url = settings->url,
                              .user = settings->user,
                              .password =
                                  line->password.length > 0 ? line->password.bytes : NULL,
                              .bearer = line->bearer.length > 0 ? line->bearer.bytes : NULL,
                              .allow_private = settings->allow_private,
                              .ca_file = settings->ca_file,
                              .timeout_ms = settings->timeout_ms,
                          },
                          fault);
}
