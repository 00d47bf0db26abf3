#include "edge/lines.h"
#include "edge/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <lzma.h>
#include <zstd.h>

enum { LINE_COUNT = 50000 };

struct folder {
    char path[32];
};

static int make_folder(void **state)
{
    struct folder *folder = memory_new(sizeof *folder);

    (void)strcat(folder->path, "/tmp/tocsin-lines-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;
    int result = rmdir(folder->path);

    memory_free(folder);
    return result;
}

static char *put(void **state, struct slice content)
{
    struct folder *folder = *state;
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/file", folder->path);
    assert_int_equal(files_write(text_string(&path), content, 0600, NULL), 0);
    return text_take(&path);
}

static void make_content(struct text *content)
{
    for (int i = 0; i < LINE_COUNT; i++)
        text_add_format(content, "{\"line\":%d}\n", i);
    text_add_bytes(content, "with\0nul", 8);
}

/* Reads it all and checks every line. */
static void check_content(const char *path)
{
    OWNED(lines) struct lines *lines = NULL;
    struct slice line;
    bool more = true;

    assert_int_equal(lines_open(path, &lines, NULL), 0);
    for (int i = 0; i < LINE_COUNT; i++) {
        OWNED(text) struct text expected = { 0 };
        text_add_format(&expected, "{\"line\":%d}", i);
        assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
        assert_true(more && slice_is(line, text_string(&expected)));
    }
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_true(more && slice_equals(line, (struct slice){ "with\0nul", 8 }));
    assert_int_equal(lines_number(lines), LINE_COUNT + 1);
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_false(more);
}

static void test_plain_lines_come_whole(void **state)
{
    OWNED(text) struct text content = { 0 };
    make_content(&content);
    OWNED(string) char *path = put(state, (struct slice){ content.bytes, content.length });

    check_content(path);
    assert_int_equal(files_remove(path, NULL), 0);
}

static void test_two_xz_streams_are_one_file(void **state)
{
    OWNED(text) struct text content = { 0 };
    make_content(&content);
    size_t bound = lzma_stream_buffer_bound(content.length) * 2;
    OWNED(memory) void *packed = memory_new(bound);
    size_t length = 0;
    size_t half = content.length / 2;

    assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL,
                                             (const uint8_t *)content.bytes, half, packed, &length,
                                             bound), LZMA_OK);
    assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL,
                                             (const uint8_t *)content.bytes + half,
                                             content.length - half, packed, &length, bound),
                     LZMA_OK);
    OWNED(string) char *path = put(state, (struct slice){ packed, length });
    check_content(path);
    assert_int_equal(files_remove(path, NULL), 0);
}

static void test_zstd_is_unpacked_and_a_torn_one_is_told(void **state)
{
    OWNED(text) struct text content = { 0 };
    make_content(&content);
    size_t bound = ZSTD_compressBound(content.length);
    OWNED(memory) void *packed = memory_new(bound);
    size_t length = ZSTD_compress(packed, bound, content.bytes, content.length, 1);

    OWNED(string) char *path = put(state, (struct slice){ packed, length });
    check_content(path);

    OWNED(string) char *torn = put(state, (struct slice){ packed, length - 20 });
    OWNED(lines) struct lines *lines = NULL;
    struct slice line;
    struct fault fault = { 0 };
    bool more = true;
    assert_int_equal(lines_open(torn, &lines, NULL), 0);
    int result = 0;
    while (result == 0 && more)
        result = lines_next(lines, &line, &more, &fault);
    assert_int_equal(result, -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_int_equal(files_remove(path, NULL), 0);
}

static void test_an_endless_line_is_cut_and_the_next_one_is_whole(void **state)
{
    OWNED(text) struct text content = { 0 };
    size_t length = LINES_LIMIT_BYTES + 1000000;
    memset(text_reserve(&content, length), 'x', length);
    content.length = length;
    text_add(&content, "\nnext\n\n");
    OWNED(string) char *path = put(state, (struct slice){ content.bytes, content.length });
    OWNED(lines) struct lines *lines = NULL;
    struct slice line;
    bool more = false;

    assert_int_equal(lines_open(path, &lines, NULL), 0);
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_true(more && lines_was_cut(lines) && line.length == LINES_LIMIT_BYTES);
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_true(more && !lines_was_cut(lines) && slice_is(line, "next"));
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_true(more && line.length == 0);
    assert_int_equal(lines_next(lines, &line, &more, NULL), 0);
    assert_false(more);
    assert_int_equal(files_remove(path, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain_lines_come_whole, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_two_xz_streams_are_one_file, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_zstd_is_unpacked_and_a_torn_one_is_told, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_an_endless_line_is_cut_and_the_next_one_is_whole,
                                        make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
