/* The options of a program: one table, of which every row is one option.
 *
 * Parser, --help, the manual page and shell completion all come from the table (options_page.h),
 * so they cannot disagree. Unknown and repeated options are refused. Each row says where in the program's struct
 * of settings its value goes; what a row does not name does not exist. Nothing is printed here. */
#pragma once

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
    OPTION_TEXT,   /* const char *, borrowed from argv; NULL when absent and without default */
    OPTION_FLAG,   /* bool, takes no value */
    OPTION_NUMBER, /* int64_t within least … most, or the row's word, which reads as 0 */
    OPTION_LENGTH, /* int64_t milliseconds: "250ms", "30s", "15m", "72h", "14d" */
    OPTION_MOMENT, /* int64_t; RFC 3339; MOMENT_NEVER when absent */
    OPTION_CHOICE, /* int, the place of the value among `words` */
};

struct option {
    const char *name; /* without the two dashes */
    enum option_type type;
    const char *value;    /* what --help calls it: "FILE"; NULL for flags */
    int64_t least;        /* limits of numbers and lengths; both zero means none */
    int64_t most;
    const char *words;    /* choices, or the word of a number: "events|levels|table" */
    const char *standard; /* the default, written as on the command line; NULL for none */
    const char *sentence;
    size_t place;         /* offsetof(struct settings, member) */
};

struct options {
    const char *program;   /* "tocsin up" */
    const char *sentence;  /* what it is for */
    const char *arguments; /* "FILE…" as the usage shows them, NULL when there are none */
    size_t least_arguments;
    size_t most_arguments;
    const struct option *rows;
    size_t count;
    const char *more; /* paragraphs for --help and the manual, NULL for none */
};

enum options_wish { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_MANUAL, OPTIONS_COMPLETION };

/* What was asked for, and the arguments that are no options; borrowed from argv. */
struct options_given {
    enum options_wish wish;
    int exit_code; /* for program_options() */
    const char **arguments; /* `count` of them, then NULL; memory_free() the array */
    size_t count;
};

/* Fills the settings: defaults first, then what argv[1 …] says. FAULT_SETUP names the option that
 * is unknown, repeated, without value or outside its limits. */
int options_read(const struct options *options, char **argv, void *settings,
                 struct options_given *given, struct fault *fault) MUST_CHECK;

/* Reads "14d", "72h", "15m", "30s", "250ms" (whole, not negative). False when it is none. */
bool options_length(const char *string, int64_t *length_ms);
