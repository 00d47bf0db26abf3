#include "read/reader.h"

/* One failed line of the rules, as a sentence. */
struct check {
    struct reader *reader;
    struct arena *arena;
    reader_report *report;
    void *context;
    size_t failed;
};

static void complain(struct check *check, const struct rule_test *test, const char *what)
{
    OWNED(text) struct text sentence = {0};

    text_add_format(&sentence, "%.*s:%u: '%.*s' %s", (int)test->file.length, test->file.bytes,
                    test->line, (int)test->text.length, test->text.bytes, what);
    check->report(check->context, text_string(&sentence));
    check->failed++;
}

static void ask(struct check *check, const struct rule_test *test, struct answer *answer)
{
    struct feedback feedback = {.channel = CHANNEL_SOCIAL, .text = test->text};

    arena_clear(check->arena);
    reader_ask(check->reader, &(struct question){.feedback = &feedback, .about_org = true},
               check->arena, answer);
}

static void check_marker(struct check *check, enum marker marker, const struct rule_test *test)
{
    struct answer answer;
    bool hits = false;
    bool own = false;

    ask(check, test, &answer);
    for (size_t i = 0; i < answer.reading.marker_count; i++) {
        if (answer.reading.markers[i].marker != marker)
            continue;
        hits = true;
        own = own || answer.reading.markers[i].own;
    }
    if (hits != test->hits) {
        OWNED(text) struct text what = {0};

        text_add_format(&what, "%s '%s'", hits ? "must not hit" : "must hit", marker_name(marker));
        complain(check, test, text_string(&what));
    } else if (hits && own == test->reported) {
        complain(check, test, own ? "is only reported, not own" : "must be own");
    }
}

static void check_category(struct check *check, struct slice name, const struct rule_test *test)
{
    struct answer answer;
    bool hits = false;

    ask(check, test, &answer);
    for (size_t i = 0; i < answer.reading.category_count; i++)
        hits = hits || slice_equals(answer.reading.categories[i].name, name);
    if (hits != test->hits) {
        OWNED(text) struct text what = {0};

        text_add_format(&what, "%s '%.*s'", hits ? "must not be of" : "must be of",
                        (int)name.length, name.bytes);
        complain(check, test, text_string(&what));
    }
}

static void check_filter(struct check *check, const struct rule_test *test)
{
    struct answer answer;

    ask(check, test, &answer);
    if (answer.reading.is_filtered != test->hits)
        complain(check, test, test->hits ? "must be left out" : "must not be left out");
}

size_t reader_check(struct reader *reader, reader_report *report, void *context)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct check check = {
        .reader = reader,
        .arena = arena,
        .report = report,
        .context = context,
    };
    const struct text_rules *rules = reader_rules(reader);

    for (size_t i = 0; i < rules->marker_count; i++)
        for (size_t j = 0; j < rules->markers[i].test_count; j++)
            check_marker(&check, rules->markers[i].marker, &rules->markers[i].tests[j]);
    for (size_t i = 0; i < rules->category_count; i++)
        for (size_t j = 0; j < rules->categories[i].test_count; j++)
            check_category(&check, rules->categories[i].name, &rules->categories[i].tests[j]);
    for (size_t i = 0; i < rules->filter_count; i++)
        for (size_t j = 0; j < rules->filters[i].test_count; j++)
            check_filter(&check, &rules->filters[i].tests[j]);
    return check.failed;
}
