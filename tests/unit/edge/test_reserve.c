#include "edge/reserve.h"
#include "edge/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { FILE_BYTES = 200, LIMIT_BYTES = 2000 };

struct found {
    struct text all;
    size_t count;
};

static void take_found(void *context, struct slice entry)
{
    struct found *found = context;

    text_add_bytes(&found->all, entry.bytes, entry.length);
    text_add_char(&found->all, ' ');
    found->count++;
}

static int make_folder(void **state)
{
    char path[] = "/tmp/tocsin-reserve-XXXXXX";

    *state = mkdtemp(path) == NULL ? NULL : memory_copy(path, strlen(path));
    return *state == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    OWNED(string) char *path = *state;
    int result = rmdir(path); /* every file in it was used up */

    return result;
}

static struct reserve *open_in(void **state, struct found *found)
{
    struct reserve *reserve = NULL;
    struct fault fault = { 0 };
    const struct reserve_options options = { .folder = *state,
                                             .limit_bytes = LIMIT_BYTES,
                                             .file_bytes = FILE_BYTES,
                                             .found = take_found,
                                             .context = found };

    if (reserve_open(&options, &reserve, &fault) != 0)
        fail_msg("%s", fault.text);
    return reserve;
}

static uint64_t add(struct reserve *reserve, const char *entry)
{
    struct fault fault = { 0 };
    uint64_t file = 0;

    if (reserve_add(reserve, slice_of(entry), &file, &fault) != 0)
        fail_msg("%s", fault.text);
    return file;
}

static void expect_front(struct reserve *reserve, const char *expected, uint64_t *file)
{
    struct fault fault = { 0 };
    struct slice entry;

    assert_int_equal(reserve_front(reserve, &entry, file, &fault), 0);
    assert_int_equal(entry.length, strlen(expected));
    if (entry.length > 0)
        assert_memory_equal(entry.bytes, expected, entry.length);
}

static void use_up(struct reserve *reserve, size_t count)
{
    struct fault fault = { 0 };
    struct slice entry;
    uint64_t file = 0;

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(reserve_front(reserve, &entry, &file, &fault), 0);
        assert_true(entry.length > 0);
        reserve_pass(reserve);
        reserve_release_entry(reserve, file);
    }
    expect_front(reserve, "", &file);
    assert_int_equal(reserve_bytes(reserve), 0);
}

static void test_entries_come_back_in_order_also_while_others_are_added(void **state)
{
    struct found found = { 0 };
    OWNED(reserve) struct reserve *reserve = open_in(state, &found);
    uint64_t file = 0;

    (void)add(reserve, "one");
    expect_front(reserve, "one", &file);
    (void)add(reserve, "two");
    expect_front(reserve, "one", &file);
    reserve_pass(reserve);
    reserve_release_entry(reserve, file);
    expect_front(reserve, "two", &file);
    (void)add(reserve, "three");
    use_up(reserve, 2);
    assert_int_equal(found.count, 0);
}

static void test_what_was_not_released_is_there_at_the_next_start(void **state)
{
    struct found found = { 0 };
    OWNED(reserve) struct reserve *first = open_in(state, &found);

    for (int i = 0; i < 40; i++) {
        char entry[24]; /* a word and a number */
        snprintf(entry, sizeof entry, "entry-%02d", i);
        (void)add(first, entry);
    }
    reserve_free(TAKE(first));
    OWNED(reserve) struct reserve *second = open_in(state, &found);
    assert_int_equal(found.count, 40);
    assert_memory_equal(found.all.bytes, "entry-00 entry-01 ", 18);
    assert_int_equal(reserve_left_out(second), 0);
    use_up(second, 40);
    text_done(&found.all);
}

static void test_a_full_reserve_takes_nothing_until_something_left(void **state)
{
    struct found found = { 0 };
    OWNED(reserve) struct reserve *reserve = open_in(state, &found);
    struct fault fault = { 0 };
    char entry[100] = { 0 };
    uint64_t file = 0;
    size_t count = 0;

    memset(entry, 'x', sizeof entry - 1);
    while (reserve_add(reserve, slice_of(entry), &file, &fault) == 0)
        count++;
    assert_int_equal(fault.kind, FAULT_AWAY);
    assert_true(count > 10 && reserve_bytes(reserve) <= LIMIT_BYTES);
    expect_front(reserve, entry, &file);
    reserve_pass(reserve);
    reserve_release_entry(reserve, file);
    expect_front(reserve, entry, &file);
    reserve_pass(reserve);
    reserve_release_entry(reserve, file); /* with it the first file */
    (void)add(reserve, entry);
    use_up(reserve, count - 2 + 1);
}

static void test_what_was_sent_otherwise_is_kept_and_not_read(void **state)
{
    struct found found = { 0 };
    OWNED(reserve) struct reserve *reserve = open_in(state, &found);
    uint64_t sent = add(reserve, "on its way");
    uint64_t file = 0;

    reserve_pass_all(reserve);
    (void)add(reserve, "later");
    expect_front(reserve, "later", &file);
    reserve_pass(reserve);
    reserve_release_entry(reserve, file);
    assert_true(reserve_bytes(reserve) > 0);
    reserve_release_entry(reserve, sent);
    assert_int_equal(reserve_bytes(reserve), 0);
}

/* Cuts the first file to so many bytes, or changes its byte there. */
static void damage(void **state, off_t at, bool cut)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%020d", (const char *)*state, 1);
    if (cut) {
        assert_int_equal(truncate(text_string(&path), at), 0);
        return;
    }
    FILE *file = fopen(text_string(&path), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc('!', file), '!');
    assert_int_equal(fclose(file), 0);
}

static void test_half_written_files_end_where_their_last_whole_entry_does(void **state)
{
    const struct { off_t at; bool cut; size_t whole; } rows[] = {
        { 25, true, 1 }, { 39, true, 1 }, { 19, true, 0 }, { 1, true, 0 },
        { 37, false, 1 }, { 18, false, 0 }, { 3, false, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct found found = { 0 };
        OWNED(reserve) struct reserve *first = open_in(state, &found);
        for (int j = 0; j < 40; j++)
            (void)add(first, "four"); /* 20 bytes each, 10 a file */
        reserve_free(TAKE(first));
        damage(state, rows[i].at, rows[i].cut);
        OWNED(reserve) struct reserve *second = open_in(state, &found);
        assert_int_equal(found.count, rows[i].whole);
        assert_true(reserve_left_out(second) >= 600); /* what lies behind the hole */
        (void)add(second, "next");
        use_up(second, rows[i].whole + 1);
        text_done(&found.all);
        reserve_free(TAKE(second));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_entries_come_back_in_order_also_while_others_are_added, make_folder,
            remove_folder),
        cmocka_unit_test_setup_teardown(test_what_was_not_released_is_there_at_the_next_start,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_full_reserve_takes_nothing_until_something_left,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_what_was_sent_otherwise_is_kept_and_not_read,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(
            test_half_written_files_end_where_their_last_whole_entry_does, make_folder,
            remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
