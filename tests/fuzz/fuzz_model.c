/* A model file that was cut or altered is refused; one that was altered by somebody who could make
 * the checksum right again is refused or gives numbers. The input says what is done to a whole
 * model: a byte of flags, then edits of four bytes of place and one of value. */
#include "base/digest.h"
#include "read/model.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    FLAG_SIGN = 1, /* make the checksum right */
    FLAG_CUT = 2,  /* cut the file at the first place instead of editing there */
    EDIT_BYTES = 5,
    EDITS_MOST = 64,
};

static size_t place_of(const uint8_t *edit, size_t length)
{
    uint32_t place;

    memcpy(&place, edit, sizeof place);
    return place % length;
}

static void sign(struct text *model)
{
    size_t signed_length = model->length - sizeof(uint64_t);
    uint64_t checksum = digest_fast((struct slice){ model->bytes, signed_length });

    memcpy(model->bytes + signed_length, &checksum, sizeof checksum);
}

static void try_model(struct slice bytes, bool may_open)
{
    static struct ngram items[] = { { 0, 0, 1 }, { 0x12345678, 0, 1 }, { 0xFFFFFFFF, 0, 1 } };
    struct ngrams ngrams = { .items = items, .count = 3 };
    struct fault fault = { 0 };
    struct model *model = NULL;
    double scores[HEAD_COUNT];

    if (model_open(&model, bytes, &fault) != 0) {
        assert(model == NULL && fault.kind == FAULT_SETUP);
        return;
    }
    assert(may_open);
    model_score(model, &ngrams, scores);
    for (int head = 0; head < HEAD_COUNT; head++)
        assert(isfinite(scores[head]));
    model_free(model);
}

/* Does the edits; true when a byte differs afterwards. */
static bool edit(struct text *model, const struct text *whole, const uint8_t *edits, size_t count)
{
    bool differs = false;

    for (size_t i = 0; i < count; i++)
        model->bytes[place_of(edits + i * EDIT_BYTES, model->length)] =
            (char)edits[i * EDIT_BYTES + EDIT_BYTES - 1];
    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(edits + i * EDIT_BYTES, model->length);

        differs = differs || model->bytes[place] != whole->bytes[place];
    }
    return differs;
}

static void undo(struct text *model, const struct text *whole, const uint8_t *edits, size_t count)
{
    size_t signed_length = model->length - sizeof(uint64_t);

    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(edits + i * EDIT_BYTES, model->length);

        model->bytes[place] = whole->bytes[place];
    }
    memcpy(model->bytes + signed_length, whole->bytes + signed_length, sizeof(uint64_t));
}

static void make(struct text *model)
{
    struct model_line *lines = memory_array(MODEL_LINES, sizeof *lines);

    model_write(model, lines, &(struct model_numbers){ .scales = { 1, 1, 1, 1 } });
    memory_free(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct text whole;
    static struct text model;
    uint8_t flags = size > 0 ? data[0] : 0;
    size_t count = size > 0 ? (size - 1) / EDIT_BYTES : 0;
    bool differs;

    if (model.length == 0) {
        make(&whole);
        make(&model);
    }
    if (count > 0 && (flags & FLAG_CUT) != 0) {
        try_model((struct slice){ model.bytes, place_of(data + 1, model.length) }, false);
        return 0;
    }
    count = count < EDITS_MOST ? count : EDITS_MOST;
    differs = edit(&model, &whole, data + 1, count);
    if ((flags & FLAG_SIGN) != 0)
        sign(&model);
    try_model((struct slice){ model.bytes, model.length }, !differs || (flags & FLAG_SIGN) != 0);
    undo(&model, &whole, data + 1, count);
    return 0;
}
