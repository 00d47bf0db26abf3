#include "wire/plot_svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_a_picture_shows_every_curve_and_escapes_names(void **state)
{
    (void)state;
    static const float observed[4] = { 1, 2, 9, 3 };
    static const float expected[4] = { 1, 1, 1.5f, 1 };
    OWNED(text) struct text picture = { 0 };

    plot_svg_write(&picture, &(struct plot){
                                 .title = SLICE("subject/<a&b>"),
                                 .axis = "complaints in 15 min",
                                 .step_ms = 900000,
                                 .observed = observed,
                                 .expected = expected,
                                 .count = 4,
                                 .ratios = { 3, 4, 6 },
                             });
    int curves = 0;
    for (const char *at = text_string(&picture); (at = strstr(at, "<polyline")) != NULL; at++)
        curves++;
    assert_int_equal(curves, 5);
    assert_non_null(strstr(text_string(&picture), "subject/&lt;a&amp;b>"));
    assert_null(strstr(text_string(&picture), "nan"));
    assert_non_null(strstr(text_string(&picture), "</svg>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_picture_shows_every_curve_and_escapes_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
