/* Unpacking a stream: bytes in, bytes out, by xz (unpack_xz.c) or zstd (unpack_zstd.c). */
#pragma once

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

/* Takes from `in` and fills `out`; both move on. */
struct unpack_step {
    const unsigned char *in;
    size_t in_bytes;
    unsigned char *out;
    size_t out_bytes;
    bool in_ended; /* nothing comes after `in` */
    bool finished; /* set when the last stream is complete */
};

/* One way of packing. */
struct unpack {
    void *(*open)(void);
    int (*step)(void *own, struct unpack_step *step, struct fault *fault);
    void (*free)(void *own);
};

extern const struct unpack unpack_xz;
extern const struct unpack unpack_zstd;
