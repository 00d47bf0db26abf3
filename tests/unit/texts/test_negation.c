/* Negation, as the shipped model reads it: one short sentence each, so that nothing else can tell. */
#include "read/reader.h"
#include "texts/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
    bool is_praise;
    const char *text;
} sentences[] = {
    {false, "不是很好"},
    {true, "一点都不差"},
    {true, "not bad at all"},
    {false, "not good"},
    {true, "没有不好的地方"},
    {false, "不怎么好吃"},
    {true, "这家店的菜不贵也不难吃"},
    {false, "服务并不周到"},
    {false, "味道不太好"},
    {true, "质量一点也不差"},
    {true, "房间不吵"},
    {false, "房间不干净"},
    {false, "不值得买"},
    {true, "没有任何问题"},
    {false, "一点都不新鲜"},
    {true, "用起来不卡"},
    {false, "没有一点好"},
    {true, "好得不能再好"},
    {false, "不能再差了"},
    {true, "不会失望"},
    {false, "不会再来了"},
    {true, "couldn't be happier"},
    {false, "couldn't be worse"},
    {false, "never again"},
    {true, "can't fault the service"},
    {false, "the room was not clean"},
    {false, "it wasn't great"},
    {false, "nothing good about it"},
    {false, "didn't enjoy the food"},
    {false, "餐點不好吃"},
    {true, "不會太甜"},
};

static void test_what_is_denied_turns_around(void **state)
{
    OWNED(text) struct text folder = {0};
    OWNED(arena) struct arena *arena = arena_new();
    struct texts texts;
    struct fault fault = {0};
    const char *source = getenv("TOCSIN_SOURCE_ROOT");

    (void)state; /* nothing is set up */
    text_add_format(&folder, "%s/rules", source == NULL ? "." : source);
    if (texts_open(text_string(&folder), &texts, &fault) != 0)
        fail_msg("%s", fault.text);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        struct feedback feedback = {.org = SLICE("acme"), .text = slice_of(sentences[i].text)};
        struct reading reading;

        reader_read(texts.reader, &feedback, arena, &reading);
        if (sentences[i].is_praise !=
            (reading.sentiment[SENTIMENT_POSITIVE] > reading.sentiment[SENTIMENT_NEGATIVE]))
            fail_msg("'%s' is read as its opposite", sentences[i].text);
    }
    texts_done(&texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_denied_turns_around),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
