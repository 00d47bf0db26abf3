#include "edge/unpack.h"

#include <zstd.h>

struct unzstd {
    ZSTD_DStream *stream;
    size_t wanted; /* 0 between frames: the file may end here */
};

static void *open_zstd(void)
{
    struct unzstd *own = memory_new(sizeof *own);

    own->stream = ZSTD_createDStream();
    if (own->stream == NULL) {
        memory_free(own);
        return NULL;
    }
    return own;
}

static int step_zstd(void *own, struct unpack_step *step, struct fault *fault)
{
    struct unzstd *unzstd = own;
    ZSTD_inBuffer in = { .src = step->in, .size = step->in_bytes };
    ZSTD_outBuffer out = { .dst = step->out, .size = step->out_bytes };

    if (in.size > 0 || unzstd->wanted != 0) {
        size_t wanted = ZSTD_decompressStream(unzstd->stream, &out, &in);
        if (ZSTD_isError(wanted))
            return fault_set(fault, FAULT_INPUT, "the zstd stream is damaged: %s",
                             ZSTD_getErrorName(wanted));
        unzstd->wanted = wanted;
    }
    step->in += in.pos;
    step->in_bytes -= in.pos;
    step->out += out.pos;
    step->out_bytes -= out.pos;
    if (step->in_ended && step->in_bytes == 0 && out.pos == 0) {
        if (unzstd->wanted != 0)
            return fault_set(fault, FAULT_INPUT, "the zstd stream ends too early");
        step->finished = true;
    }
    return 0;
}

static void free_zstd(void *own)
{
    struct unzstd *unzstd = own;

    if (unzstd == NULL)
        return;
    ZSTD_freeDStream(unzstd->stream);
    memory_free(unzstd);
}

const struct unpack unpack_zstd = { .open = open_zstd, .step = step_zstd, .free = free_zstd };
