#include "core/outlet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct outlet_row ROWS[] = {
    { "新华社", "新华社", OUTLET_AUTHORITATIVE },
    { "Xinhua", "新华社", OUTLET_AUTHORITATIVE },
    { "news.cn", "新华社", OUTLET_AUTHORITATIVE },
    { "sina.com.cn", "新浪", OUTLET_LOCAL },
    { "news.sina.com.cn", "新浪新闻", OUTLET_NATIONAL },
};

static void test_an_outlet_is_found_by_its_names_and_its_sites(void **state)
{
    static const struct {
        const char *name;
        const char *url;
        enum channel channel;
        const char *outlet; /* NULL: none */
    } rows[] = {
        { "新华社", "", CHANNEL_NEWS, "新华社" },
        { " XINHUA ", "", CHANNEL_NEWS, "新华社" },
        { "新华社", "", CHANNEL_SOCIAL, "新华社" },
        { "时政频道", "http://www.news.cn/politics/1.html", CHANNEL_NEWS, "新华社" },
        { "", "https://NEWS.CN:443/a", CHANNEL_NEWS, "新华社" },
        { "www.news.cn", "", CHANNEL_NEWS, "新华社" },
        { "", "https://fakenews.cn/a", CHANNEL_NEWS, NULL },
        { "", "https://news.cn.evil.example/a", CHANNEL_NEWS, NULL },
        { "", "https://news.cn@evil.example/a", CHANNEL_NEWS, NULL },
        { "", "https://evil.example/news.cn", CHANNEL_NEWS, NULL },
        { "", "https://news.sina.com.cn/c/1", CHANNEL_NEWS, "新浪新闻" },
        { "", "https://blog.sina.com.cn/c/1", CHANNEL_NEWS, "新浪" },
        { "", "https://www.news.cn/a", CHANNEL_SOCIAL, NULL }, /* a post that quotes it */
        { "Another", "", CHANNEL_NEWS, NULL },
        { "", "", CHANNEL_NEWS, NULL },
    };
    const struct outlets outlets = { ROWS, sizeof ROWS / sizeof ROWS[0] };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct feedback feedback = { .channel = rows[i].channel,
                                           .outlet_name = slice_of(rows[i].name),
                                           .url = slice_of(rows[i].url) };
        const struct outlet_row *row = outlet_find(&outlets, &feedback);
        const char *outlet = row == NULL ? "-" : row->outlet;
        if (strcmp(outlet, rows[i].outlet == NULL ? "-" : rows[i].outlet) != 0)
            fail_msg("'%s' at '%s': %s", rows[i].name, rows[i].url, outlet);
    }
}

static void test_an_item_without_name_and_address_is_no_outlet(void **state)
{
    const struct outlets outlets = { ROWS, sizeof ROWS / sizeof ROWS[0] };
    const struct feedback feedback = { .channel = CHANNEL_NEWS };

    (void)state;
    assert_null(outlet_find(&outlets, &feedback));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_outlet_is_found_by_its_names_and_its_sites),
        cmocka_unit_test(test_an_item_without_name_and_address_is_no_outlet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
