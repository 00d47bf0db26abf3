#include "edge/process.h"
#include "edge/files.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Waits for the end itself, without taking it from process_ended(). */
static struct process_end wait_for(struct process *process)
{
    siginfo_t what;
    struct process_end end = { 0 };

    assert_int_equal(waitid(P_PID, (id_t)process->id, &what, WEXITED | WNOWAIT), 0);
    assert_true(process_ended(process, &end));
    assert_int_equal(process->id, 0);
    return end;
}

static void test_a_child_tells_how_it_ended(void **state)
{
    (void)state;
    struct process process = { 0 };
    const char *const arguments[] = { "sh", "-c", "exit 3", NULL };

    assert_int_equal(process_start(&process,
                                   &(struct process_start){ .path = "/bin/sh",
                                                            .arguments = arguments },
                                   NULL), 0);
    struct process_end end = wait_for(&process);
    assert_false(end.by_signal);
    assert_int_equal(end.number, 3);
}

static void test_a_signal_reaches_the_whole_group(void **state)
{
    (void)state;
    struct process process = { 0 };
    const char *const arguments[] = { "sh", "-c", "tail -f /dev/null & wait", NULL };

    assert_int_equal(process_start(&process,
                                   &(struct process_start){ .path = "/bin/sh",
                                                            .arguments = arguments },
                                   NULL), 0);
    assert_int_equal(getpgid(process.id), process.id);
    process_signal_group(&process, SIGTERM);
    struct process_end end = wait_for(&process);
    assert_true(end.by_signal);
    assert_int_equal(end.number, SIGTERM);
}

static void test_a_program_that_is_not_there_is_told_at_once(void **state)
{
    (void)state;
    struct process process = { 0 };
    struct fault fault = { 0 };
    const char *const arguments[] = { "none", NULL };

    assert_int_equal(process_start(&process,
                                   &(struct process_start){ .path = "/nowhere/none",
                                                            .arguments = arguments },
                                   &fault), -1);
    assert_int_equal(fault.kind, FAULT_SETUP);
    assert_non_null(strstr(fault.text, "/nowhere/none"));
    assert_int_equal(process.id, 0);
}

static void test_a_file_is_replaced_whole(void **state)
{
    (void)state;
    char folder[] = "/tmp/tocsin-files-XXXXXX";
    assert_non_null(mkdtemp(folder));
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };
    struct fault fault = { 0 };

    text_add_format(&path, "%s/deep/er", folder);
    assert_int_equal(files_make_folder(text_string(&path), NULL), 0);
    assert_int_equal(files_make_folder(text_string(&path), NULL), 0);
    text_add(&path, "/file");
    assert_int_equal(files_write(text_string(&path), SLICE("one"), 0600, NULL), 0);
    assert_int_equal(files_write(text_string(&path), SLICE("two\0!"), 0600, NULL), 0);
    assert_int_equal(files_read(text_string(&path), 100, &content, NULL), 0);
    assert_true(slice_equals((struct slice){ content.bytes, content.length }, SLICE("two\0!")));
    assert_int_equal(files_read(text_string(&path), 4, &content, &fault), -1);
    assert_int_equal(fault.kind, FAULT_INPUT);
    assert_int_equal(content.length, 5);
    assert_int_equal(files_remove(text_string(&path), NULL), 0);
    assert_int_equal(files_remove(text_string(&path), NULL), 0);
    assert_int_equal(files_read(text_string(&path), 4, &content, &fault), -1);
    assert_int_equal(fault.kind, FAULT_SETUP);
    text_clear(&path);
    text_add_format(&path, "%s/deep/er", folder);
    assert_int_equal(rmdir(text_string(&path)), 0);
    text_clear(&path);
    text_add_format(&path, "%s/deep", folder);
    assert_int_equal(rmdir(text_string(&path)), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_child_tells_how_it_ended),
        cmocka_unit_test(test_a_signal_reaches_the_whole_group),
        cmocka_unit_test(test_a_program_that_is_not_there_is_told_at_once),
        cmocka_unit_test(test_a_file_is_replaced_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
