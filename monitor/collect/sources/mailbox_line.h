/* The connection to a mail server: who we are there, and how it is told. */
#pragma once

#include "edge/stream.h"
#include "wire/sources.h"

struct mailbox_line;

/* FAULT_SETUP when a secret is not there. The settings are borrowed. */
MUST_CHECK int mailbox_line_open(const struct source_settings *settings, struct mailbox_line **line,
                                 struct fault *fault);
void mailbox_line_free(struct mailbox_line *line);
struct stream *mailbox_line_stream(struct mailbox_line *line);
/* Begins to connect and to log in. */
MUST_CHECK int mailbox_line_connect(struct mailbox_line *line, struct fault *fault);
