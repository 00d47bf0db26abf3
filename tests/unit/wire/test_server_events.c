#include "wire/server_events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_events_come_out_however_the_bytes_are_cut(void **state)
{
    (void)state;
    static const char stream[] = "retry: 3000\n\n:\n\nevent: trigger\nid: c-1\ndata: {\"a\":1}\n\n"
                                 "data: one\r\ndata: two\r\n\r\nid: c-2\n\nevent:gap\ndata:x\n\n";

    for (size_t piece = 1; piece < sizeof stream; piece++) {
        OWNED(server_events) struct server_events *events = server_events_new();
        OWNED(text) struct text seen = { 0 };
        struct server_event event;
        for (size_t at = 0; at < sizeof stream - 1; at += piece) {
            const size_t left = sizeof stream - 1 - at;
            server_events_add(events,
                              (struct slice){ stream + at, piece < left ? piece : left });
            while (server_events_next(events, &event))
                text_add_format(&seen, "[%.*s|%.*s|%.*s]", (int)event.type.length,
                                event.type.bytes, (int)event.id.length, event.id.bytes,
                                (int)event.data.length, event.data.bytes);
        }
        assert_string_equal(text_string(&seen),
                            "[trigger|c-1|{\"a\":1}][message|c-1|one\ntwo][gap|c-2|x]");
    }
}

static void test_an_event_without_end_is_left_out(void **state)
{
    (void)state;
    OWNED(server_events) struct server_events *events = server_events_new();
    OWNED(text) struct text line = { 0 };
    struct server_event event;

    text_add(&line, "data: ");
    for (int i = 0; i < 1000; i++)
        text_add(&line, "0123456789");
    text_add(&line, "\n");
    for (int i = 0; i < 200; i++)
        server_events_add(events, (struct slice){ line.bytes, line.length });
    server_events_add(events, SLICE("\ndata: next\n\n"));
    assert_true(server_events_next(events, &event));
    assert_true(slice_is(event.data, "next"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_come_out_however_the_bytes_are_cut),
        cmocka_unit_test(test_an_event_without_end_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
