#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name;
    const char *bytes;
    size_t valid;
    size_t length;
} texts[] = {
    {"empty", "", 0, 0},
    {"plain letters", "complaint about it", 18, 18},
    {"chinese", "投诉", 6, 6},
    {"emoji", "\xF0\x9F\x98\x82!", 5, 5},
    {"a NUL is a character", "a\0b", 3, 3},
    {"overlong slash", "a\xC0\xAF", 1, 3},
    {"overlong in three bytes", "\xE0\x80\xAF", 0, 3},
    {"overlong in four bytes", "\xF0\x80\x80\xAF", 0, 4},
    {"surrogate", "ab\xED\xA0\x80", 2, 5},
    {"last character", "\xF4\x8F\xBF\xBF", 4, 4},
    {"above the last character", "\xF4\x90\x80\x80", 0, 4},
    {"cut off after two of three", "abcdefgh\xE6\x8A", 8, 10},
    {"lone continuation", "\x80", 0, 1},
    {"five-byte form", "\xF8\x88\x80\x80\x80", 0, 5},
};

static void test_only_strict_utf8_is_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct slice text = {texts[i].bytes, texts[i].length};

        if (utf8_valid_length(text) != texts[i].valid)
            fail_msg("%s: %zu bytes valid", texts[i].name, utf8_valid_length(text));
        if (utf8_is_valid(text) != (texts[i].valid == texts[i].length))
            fail_msg("%s: utf8_is_valid", texts[i].name);
    }
}

static void test_every_character_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x110000; code++) {
        char bytes[UTF8_CHARACTER_BYTES];
        unsigned length = utf8_write(code, bytes);
        uint32_t read = 0;
        unsigned got = utf8_read((unsigned char *)bytes, (unsigned char *)bytes + length, &read);

        if (code >= 0xD800 && code <= 0xDFFF)
            assert_int_equal(got, 0);
        else if (got != length || read != code)
            fail_msg("U+%04X came back as U+%04X", code, read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_strict_utf8_is_valid),
        cmocka_unit_test(test_every_character_survives_writing_and_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
