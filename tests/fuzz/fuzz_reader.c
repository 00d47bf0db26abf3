/* The whole reader with the shipped rules (TOCSIN_SOURCE_ROOT) and the shipped model. */
#include "base/utf8.h"
#include "read/reader.h"
#include "texts/texts.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void open_texts(struct texts *texts)
{
    OWNED(text) struct text folder = { 0 };
    const char *source = getenv("TOCSIN_SOURCE_ROOT");
    struct fault fault = { 0 };

    text_add_format(&folder, "%s/rules", source == NULL ? "." : source);
    if (texts_open(text_string(&folder), texts, &fault) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct texts texts;
    static struct arena *arena;
    struct feedback feedback = { .text = { (const char *)data, size }, .org = SLICE("fuzz") };
    struct answer answer;

    if (texts.reader == NULL) {
        open_texts(&texts);
        arena = arena_new();
    }
    arena_clear(arena);
    reader_ask(texts.reader,
               &(struct question){
                   .feedback = &feedback, .about_org = true, .why = true, .language = true },
               arena, &answer);
    assert(answer.reading.complaint >= 0 && answer.reading.complaint <= 1);
    for (size_t i = 0; i < answer.reading.marker_count; i++)
        assert(answer.reading.markers[i].begin < answer.reading.markers[i].end &&
               answer.reading.markers[i].end <= size);
    return 0;
}
