#include "tocsin/verbs.h"

#include "base/digest.h"
#include "edge/lines.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "program/program.h"
#include "tocsin/classify_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 5 };

struct settings {
    const char *rules;
    int64_t count;
};

static const struct option rows[] = {
    {.name = "count",
     .type = OPTION_NUMBER,
     .value = "N",
     .least = 1,
     .most = 100000,
     .standard = "100",
     .sentence = "how many texts to pick",
     .place = offsetof(struct settings, count)},
    {.name = "rules",
     .type = OPTION_TEXT,
     .value = "DIR",
     .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
     .place = offsetof(struct settings, rules)},
};

static const struct options options = {
    .program = "tocsin label",
    .sentence =
        "Picks texts that are worth a label, evenly from all sources and all probabilities.",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "FILE holds feedback records or texts, one a line. The output is TSV for `tocsin train "
            "--add`: put neg, neu, pos into the first column and 0 or 1 into the second.",
};

/* One text that could be labelled. */
struct candidate {
    struct slice source;
    struct slice language;
    struct slice text;
    size_t bin;   /* of its complaint probability */
    size_t round; /* how many of its source and bin are taken before it */
    uint64_t lot;
    bool is_repeat;
};

struct candidates {
    struct candidate *items;
    size_t count;
    size_t capacity;
};

static struct slice keep(struct arena *arena, struct slice slice)
{
    char *copy = arena_copy(arena, slice.bytes, slice.length);

    for (size_t i = 0; i < slice.length; i++)
        if (copy[i] == '\t' || copy[i] == '\n' || copy[i] == '\r')
            copy[i] = ' ';
    return (struct slice){copy, slice.length};
}

static void add(struct candidates *candidates, const struct feedback *feedback,
                const struct answer *answer, struct arena *arena)
{
    size_t bin = (size_t)(answer->reading.complaint * BINS);
    struct slice source = feedback->source.length > 0 ? feedback->source : SLICE("own");

    MEMORY_GROW(candidates->items, candidates->count, candidates->capacity);
    candidates->items[candidates->count++] = (struct candidate){
        .source = keep(arena, source),
        .language = answer->language,
        .text = keep(arena, feedback->text),
        .bin = bin < BINS ? bin : BINS - 1,
        .lot = digest_fast(feedback->text),
    };
}

static int read_all(struct reader *reader, const char *path, struct candidates *candidates,
                    struct arena *kept, struct fault *fault)
{
    OWNED(lines) struct lines *lines = NULL;
    OWNED(arena) struct arena *arena = arena_new();
    struct slice line;
    bool more = true;

    if (lines_open(path, &lines, fault) != 0)
        return -1;
    while (more) {
        struct classify_line read;
        struct answer answer;
        struct fault ignored = {0};

        if (lines_next(lines, &line, &more, fault) != 0)
            return -1;
        arena_clear(arena);
        if (!more || line.length == 0 || classify_line_read(line, arena, &read, &ignored) != 0)
            continue; /* what cannot be read cannot be labelled */
        reader_ask(
            reader,
            &(struct question){.feedback = &read.feedback, .about_org = true, .language = true},
            arena, &answer);
        add(candidates, &read.feedback, &answer, kept);
    }
    return 0;
}

static int by_stratum(const void *left, const void *right)
{
    const struct candidate *one = left;
    const struct candidate *other = right;
    int order = slice_compare(one->source, other->source);

    if (order != 0)
        return order;
    if (one->bin != other->bin)
        return one->bin < other->bin ? -1 : 1;
    return one->lot < other->lot ? -1 : one->lot > other->lot;
}

static int by_round(const void *left, const void *right)
{
    const struct candidate *one = left;
    const struct candidate *other = right;

    if (one->round != other->round)
        return one->round < other->round ? -1 : 1;
    return by_stratum(left, right);
}

/* One of every stratum, then a second of every stratum, and so on; a text said twice once. */
static void print_sample(struct candidates *candidates, size_t wanted)
{
    size_t printed = 0;

    qsort(candidates->items, candidates->count, sizeof *candidates->items, by_stratum);
    for (size_t i = 1; i < candidates->count; i++) {
        const struct candidate *last = &candidates->items[i - 1];
        struct candidate *this = &candidates->items[i];

        this->is_repeat = last->lot == this->lot;
        if (slice_equals(last->source, this->source) && last->bin == this->bin)
            this->round = last->round + !this->is_repeat;
    }
    qsort(candidates->items, candidates->count, sizeof *candidates->items, by_round);
    for (size_t i = 0; i < candidates->count && printed < wanted; i++) {
        const struct candidate *candidate = &candidates->items[i];

        if (candidate->is_repeat)
            continue;
        printf("-\t-\t-\t%.*s\t%.*s\t%.*s\n", (int)candidate->language.length,
               candidate->language.bytes, (int)candidate->source.length, candidate->source.bytes,
               (int)candidate->text.length, candidate->text.bytes);
        printed++;
    }
}

int tocsin_label(int argc, char **argv)
{
    OWNED(ruleset) struct ruleset *ruleset = NULL;
    OWNED(complaints) struct complaints complaints = {0};
    OWNED(arena) struct arena *arena = arena_new();
    OWNED(string) char *folder = NULL;
    struct candidates candidates = {0};
    struct settings settings = {0};
    struct options_given given;
    struct fault fault = {0};
    int status;

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    status = place_rules(settings.rules, &folder, &fault);
    if (status == 0)
        status = ruleset_open(folder, &ruleset, &complaints, &fault);
    if (status == 0)
        status = read_all(ruleset->reader, given.arguments[0], &candidates, arena, &fault);
    if (status == 0)
        print_sample(&candidates, (size_t)settings.count);
    memory_free(candidates.items);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin label: %s\n", fault.text);
    return exit_code_of(&fault);
}
