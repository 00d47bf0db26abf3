#include "base/options.h"

#include "base/moment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool options_length(const char *string, int64_t *length_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {
        { "ms", 1 }, { "s", SECOND_MS }, { "m", MINUTE_MS }, { "h", HOUR_MS }, { "d", DAY_MS },
    };
    char *end = NULL;

    if (string[0] < '0' || string[0] > '9')
        return false;
    errno = 0;
    long long count = strtoll(string, &end, 10);
    if (errno != 0)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(end, units[i].unit) == 0 && count <= INT64_MAX / units[i].ms) {
            *length_ms = count * units[i].ms;
            return true;
        }
    }
    return false;
}

/* The place of `value` among "a|b|c", or -1. */
static int word_place(const char *words, const char *value)
{
    size_t length = strlen(value);
    int place = 0;

    for (const char *word = words; word != NULL; place++) {
        const char *bar = strchr(word, '|');
        size_t word_length = bar != NULL ? (size_t)(bar - word) : strlen(word);
        if (word_length == length && memcmp(word, value, length) == 0)
            return place;
        word = bar != NULL ? bar + 1 : NULL;
    }
    return -1;
}

static int check_limits(const struct option *row, const char *value, int64_t number,
                        struct fault *fault)
{
    bool limited = row->least != 0 || row->most != 0;

    if (limited && (number < row->least || number > row->most))
        return fault_set(fault, FAULT_SETUP, "--%s is '%s', which is outside its limits", row->name,
                         value);
    return 0;
}

static int read_number(const struct option *row, const char *value, int64_t *number,
                       struct fault *fault)
{
    char *end = NULL;

    if (row->words != NULL && word_place(row->words, value) >= 0) {
        *number = 0;
        return 0;
    }
    errno = 0;
    long long given = strtoll(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0')
        return fault_set(fault, FAULT_SETUP, "--%s wants a whole number%s%s, not '%s'", row->name,
                         row->words != NULL ? " or " : "", row->words != NULL ? row->words : "",
                         value);
    if (check_limits(row, value, given, fault) != 0)
        return -1;
    *number = given;
    return 0;
}

static int read_length(const struct option *row, const char *value, int64_t *length_ms,
                       struct fault *fault)
{
    int64_t given = 0;

    if (!options_length(value, &given))
        return fault_set(fault, FAULT_SETUP, "--%s wants a length such as 14d, 72h, 15m or 30s, "
                         "not '%s'", row->name, value);
    if (check_limits(row, value, given, fault) != 0)
        return -1;
    *length_ms = given;
    return 0;
}

/* Writes one value to its place in the settings. */
static int take_value(const struct option *row, const char *value, void *place, struct fault *fault)
{
    switch (row->type) {
    case OPTION_TEXT:
        *(const char **)place = value;
        return 0;
    case OPTION_FLAG:
        *(bool *)place = true;
        return 0;
    case OPTION_NUMBER:
        return read_number(row, value, place, fault);
    case OPTION_LENGTH:
        return read_length(row, value, place, fault);
    case OPTION_MOMENT:
        if (!moment_parse(slice_of(value), place))
            return fault_set(fault, FAULT_SETUP, "--%s wants a moment such as "
                             "2026-11-21T03:04:05Z, not '%s'", row->name, value);
        return 0;
    case OPTION_CHOICE: {
        int choice = word_place(row->words, value);
        if (choice < 0)
            return fault_set(fault, FAULT_SETUP, "--%s wants one of %s, not '%s'", row->name,
                             row->words, value);
        *(int *)place = choice;
        return 0;
    }
    }
    return 0;
}

static void *settings_place(const struct option *row, void *settings)
{
    return (char *)settings + row->place;
}

static int set_standards(const struct options *options, void *settings, struct fault *fault)
{
    for (size_t i = 0; i < options->count; i++) {
        const struct option *row = &options->rows[i];
        void *place = settings_place(row, settings);
        if (row->standard != NULL && take_value(row, row->standard, place, fault) != 0)
            return fault_during(fault, "the default of %s", options->program);
        if (row->standard == NULL && row->type == OPTION_MOMENT)
            *(int64_t *)place = MOMENT_NEVER;
    }
    return 0;
}

/* The row whose name is the first `length` bytes, or NULL. */
static const struct option *row_find(const struct options *options, const char *name, size_t length)
{
    for (size_t i = 0; i < options->count; i++) {
        const struct option *row = &options->rows[i];
        if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
            return row;
    }
    return NULL;
}

/* Reads the option at argv[*at] and moves on to its value when that stands apart. */
static int read_option(const struct options *options, char **argv, size_t *at, bool *seen,
                       void *settings, struct fault *fault)
{
    const char *name = argv[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct option *row = row_find(options, name, length);

    if (row == NULL)
        return fault_set(fault, FAULT_SETUP, "there is no option '--%.*s'", (int)length, name);
    if (seen[row - options->rows])
        return fault_set(fault, FAULT_SETUP, "--%s is given twice", row->name);
    seen[row - options->rows] = true;

    const char *value = equals != NULL ? equals + 1 : NULL;
    if (row->type == OPTION_FLAG && value != NULL)
        return fault_set(fault, FAULT_SETUP, "--%s takes no value", row->name);
    if (row->type != OPTION_FLAG && value == NULL) {
        value = argv[*at + 1];
        if (value == NULL)
            return fault_set(fault, FAULT_SETUP, "--%s wants a value: %s", row->name, row->value);
        (*at)++;
    }
    return take_value(row, value, settings_place(row, settings), fault);
}

static bool read_wish(const char *argument, enum options_wish *wish)
{
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        *wish = OPTIONS_HELP;
    else if (strcmp(argument, "--manual") == 0)
        *wish = OPTIONS_MANUAL;
    else if (strcmp(argument, "--completion") == 0)
        *wish = OPTIONS_COMPLETION;
    else
        return false;
    return true;
}

static int check_arguments(const struct options *options, size_t count, struct fault *fault)
{
    if (count < options->least_arguments)
        return fault_set(fault, FAULT_SETUP, "%s wants %s", options->program, options->arguments);
    if (count > options->most_arguments)
        return fault_set(fault, FAULT_SETUP, "%s takes no more than %zu arguments",
                         options->program, options->most_arguments);
    return 0;
}

int options_read(const struct options *options, char **argv, void *settings,
                 struct options_given *given, struct fault *fault)
{
    size_t words = 0;
    while (argv[words] != NULL)
        words++;
    OWNED(memory) void *seen = memory_array(options->count + 1, sizeof(bool));
    OWNED(memory) void *list = memory_array(words + 1, sizeof(char *));
    const char **arguments = list;
    size_t count = 0;
    enum options_wish wish = OPTIONS_RUN;
    bool only_arguments = false;

    if (set_standards(options, settings, fault) != 0)
        return -1;
    for (size_t at = 1; at < words && wish == OPTIONS_RUN; at++) {
        if (only_arguments || argv[at][0] != '-' || strcmp(argv[at], "-") == 0)
            arguments[count++] = argv[at];
        else if (strcmp(argv[at], "--") == 0)
            only_arguments = true;
        else if (read_wish(argv[at], &wish))
            continue;
        else if (argv[at][1] != '-')
            return fault_set(fault, FAULT_SETUP, "there is no option '%s'", argv[at]);
        else if (read_option(options, argv, &at, seen, settings, fault) != 0)
            return -1;
    }
    if (wish == OPTIONS_RUN && check_arguments(options, count, fault) != 0)
        return -1;
    *given = (struct options_given){ .wish = wish, .arguments = TAKE(list), .count = count };
    return 0;
}
