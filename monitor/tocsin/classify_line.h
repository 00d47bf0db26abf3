/* One line of a file of texts: a record, or a text about the organisation. */
#pragma once

#include "base/fault.h"
#include "read/reader.h"

struct classify_line {
    struct feedback feedback;
    bool about_org; /* the line does not say whose it is: it is about ours */
};

/* A JSON object with a `text` is a record, of which every other member is optional; everything else
 * is a text. FAULT_INPUT when it is no UTF-8, or its `text` is no string. Everything lives as long
 * as the arena and the line. */
MUST_CHECK int classify_line_read(struct slice line, struct arena *arena,
                                  struct classify_line *read, struct fault *fault);

/* Adds the answer as one object. */
void classify_line_write(const struct answer *answer, bool why, struct text *to);
/* Adds the object of a line that cannot be read. */
void classify_line_write_fault(const struct fault *fault, bool why, struct text *to);
