#include "edge/unpack.h"

#include <lzma.h>

enum { MEMORY_LIMIT_BYTES = 512 * 1024 * 1024 };

static void *open_xz(void)
{
    lzma_stream *stream = memory_new(sizeof *stream);

    *stream = (lzma_stream)LZMA_STREAM_INIT;
    if (lzma_stream_decoder(stream, MEMORY_LIMIT_BYTES, LZMA_CONCATENATED) != LZMA_OK) {
        memory_free(stream);
        return NULL;
    }
    return stream;
}

static int step_xz(void *own, struct unpack_step *step, struct fault *fault)
{
    lzma_stream *stream = own;

    stream->next_in = step->in;
    stream->avail_in = step->in_bytes;
    stream->next_out = step->out;
    stream->avail_out = step->out_bytes;
    lzma_ret result = lzma_code(stream, step->in_ended ? LZMA_FINISH : LZMA_RUN);
    step->in = stream->next_in;
    step->in_bytes = stream->avail_in;
    step->out = stream->next_out;
    step->out_bytes = stream->avail_out;
    step->finished = result == LZMA_STREAM_END;
    if (result == LZMA_BUF_ERROR && step->in_ended)
        return fault_set(fault, FAULT_INPUT, "the xz stream ends too early");
    if (result != LZMA_OK && result != LZMA_STREAM_END && result != LZMA_BUF_ERROR)
        return fault_set(fault, FAULT_INPUT, "the xz stream is damaged (liblzma says %d)",
                         (int)result);
    return 0;
}

static void free_xz(void *own)
{
    if (own == NULL)
        return;
    lzma_end(own);
    memory_free(own);
}

const struct unpack unpack_xz = { .open = open_xz, .step = step_xz, .free = free_xz };
