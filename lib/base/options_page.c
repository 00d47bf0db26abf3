#include "base/options_page.h"

#include <string.h>

enum { HELP_COLUMN = 26 };

static void add_usage(const struct options *options, struct text *text)
{
    text_add_format(text, "%s%s", options->program, options->count > 0 ? " [OPTION…]" : "");
    if (options->arguments != NULL)
        text_add_format(text, " %s", options->arguments);
}

/* "--speed N|max" */
static void add_name(const struct option *row, struct text *text)
{
    text_add_format(text, "--%s", row->name);
    if (row->type != OPTION_FLAG)
        text_add_format(text, " %s", row->value);
}

/* The sentence, with what values are possible and what holds without one. */
static void add_sentence(const struct option *row, struct text *text)
{
    text_add(text, row->sentence);
    if (row->type == OPTION_CHOICE)
        text_add_format(text, "; one of %s", row->words);
    if (row->standard != NULL && row->type != OPTION_FLAG)
        text_add_format(text, " (default: %s)", row->standard);
}

void options_page_help(const struct options *options, struct text *text)
{
    text_add(text, "usage: ");
    add_usage(options, text);
    text_add_format(text, "\n\n%s\n\n", options->sentence);
    for (size_t i = 0; i < options->count; i++) {
        size_t start = text->length + 2;
        text_add(text, "  ");
        add_name(&options->rows[i], text);
        if (text->length - start >= HELP_COLUMN - 2)
            text_add_format(text, "\n%*s", HELP_COLUMN, "");
        else
            text_add_format(text, "%*s", HELP_COLUMN - 2 - (int)(text->length - start), "");
        add_sentence(&options->rows[i], text);
        text_add(text, "\n");
    }
    text_add_format(text, "  %-*s%s\n", HELP_COLUMN - 2, "--help", "this page");
    text_add_format(text, "  %-*s%s\n", HELP_COLUMN - 2, "--manual", "the manual page, for man -l -");
    text_add_format(text, "  %-*s%s\n", HELP_COLUMN - 2, "--completion",
                    "the options, one a line, for a shell's completion");
    if (options->more != NULL)
        text_add_format(text, "\n%s\n", options->more);
}

/* roff takes a dash for a hyphen and a dot at the line's start for a request. */
static void add_roff(const char *string, struct text *text)
{
    bool at_start = true;

    for (const char *byte = string; *byte != '\0'; byte++) {
        if (at_start && (*byte == '.' || *byte == '\''))
            text_add(text, "\\&");
        if (*byte == '-')
            text_add(text, "\\-");
        else if (*byte == '\\')
            text_add(text, "\\e");
        else
            text_add_char(text, *byte);
        at_start = *byte == '\n';
    }
}

/* "tocsin up" is the page tocsin-up. */
static void add_page_name(const struct options *options, struct text *text)
{
    for (const char *byte = options->program; *byte != '\0'; byte++)
        text_add_char(text, *byte == ' ' ? '-' : *byte);
}

void options_page_manual(const struct options *options, struct text *text)
{
    OWNED(text) struct text piece = { 0 };

    text_add(text, ".TH ");
    add_page_name(options, text);
    text_add(text, " 1\n.SH NAME\n");
    add_page_name(options, text);
    text_add(text, " \\- ");
    add_roff(options->sentence, text);
    text_add(text, "\n.SH SYNOPSIS\n");
    add_usage(options, &piece);
    add_roff(text_string(&piece), text);
    text_add(text, "\n.SH OPTIONS\n");
    for (size_t i = 0; i < options->count; i++) {
        text_add(text, ".TP\n.B ");
        text_clear(&piece);
        add_name(&options->rows[i], &piece);
        add_roff(text_string(&piece), text);
        text_add(text, "\n");
        text_clear(&piece);
        add_sentence(&options->rows[i], &piece);
        add_roff(text_string(&piece), text);
        text_add(text, "\n");
    }
    if (options->more != NULL) {
        text_add(text, ".SH NOTES\n");
        add_roff(options->more, text);
        text_add(text, "\n");
    }
}

void options_page_completion(const struct options *options, struct text *text)
{
    for (size_t i = 0; i < options->count; i++)
        text_add_format(text, "--%s\n", options->rows[i].name);
    text_add(text, "--help\n");
}
