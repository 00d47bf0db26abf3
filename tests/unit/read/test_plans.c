/* The plans as they were found: traditional script with glosses inserted. They lie outside this
 * repository, in ../shared beside it; without them the test is skipped, and says so. */
#include "read/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct fold_table *table;

static int open_table(void **state)
{
    struct fault fault = {0};

    (void)state;
    if (fold_table_open(&table, &fault) != 0)
        fail_msg("%s", fault.text);
    return 0;
}

static int free_table(void **state)
{
    (void)state;
    fold_table_free(table);
    return 0;
}

/* Words quoted in PLAN.md; the documents hold them in traditional script with glosses. */
static const struct {
    const char *file;
    const char *words[8];
} documents[] = {
    {"complaint-disclosure.txt",
     {"投诉数量", "日均投诉量超日常均值300%", "短期内无法控制", "全国性媒体集中报道", "死亡或重伤",
      "核心媒体", "总值班室", "扩散风险"}},
    {"financial-services.txt",
     {"客户投诉与纠纷", "负面媒体报道", "社交媒体上的负面评论", "政策法规变化", "内部管理问题"}},
    {"negative-events.txt",
     {"7×24小时监测", "情绪倾向", "信息分级台账", "千人以上", "权威媒体", "30分钟内召开紧急会议"}},
    {"tech-petitions.txt",
     {"产品质量问题", "服务态度问题", "数据隐私问题", "社会责任问题", "信访事件"}},
};

static void test_the_four_plans_are_readable(void **state)
{
    const char *source = getenv("TOCSIN_SOURCE_ROOT");
    size_t missing = 0;

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        OWNED(folded) struct folded folded = {0};
        OWNED(text) struct text path = {0};
        OWNED(text) struct text content = {0};
        FILE *file;

        text_add_format(&path, "%s/../shared/plans/%s", source == NULL ? "." : source,
                        documents[i].file);
        file = fopen(text_string(&path), "rb");
        assert_non_null(file);
        for (;;) {
            size_t got = fread(text_reserve(&content, 65536), 1, 65536, file);

            if (got == 0)
                break;
            content.length += got;
        }
        fclose(file);
        fold_text(table, (struct slice){content.bytes, content.length}, &folded);
        for (size_t j = 0; j < 8 && documents[i].words[j] != NULL; j++) {
            if (strstr(text_string(&folded.bytes), documents[i].words[j]) == NULL) {
                print_message("%s: '%s' not found\n", documents[i].file, documents[i].words[j]);
                missing++;
            }
        }
    }
    assert_int_equal(missing, 0);
}

static bool is_there(void)
{
    OWNED(text) struct text path = { 0 };
    const char *source = getenv("TOCSIN_SOURCE_ROOT");

    text_add_format(&path, "%s/../shared/plans", source == NULL ? "." : source);
    return access(text_string(&path), R_OK) == 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_four_plans_are_readable),
    };

    if (!is_there()) {
        printf("1..0 # SKIP there are no plans in ../shared\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, open_table, free_table);
}
