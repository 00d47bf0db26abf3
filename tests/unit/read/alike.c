/* What two builds of lib/read must agree about to the last bit: it trains on the test lines and word
 * lists of the rules given, reads the lines with what it learned and with the model that is shipped,
 * and prints both. alike.py compares what two builds print. */
#include "base/digest.h"
#include "read/fold.h"
#include "read/trainer.h"

#include <assert.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
    struct fold_table *table;
    struct trainer *trainer;
};

/* '+ 起火了' of a list of test lines: what follows the sign, without the quote at the end. */
static bool read_test_line(char *line, struct slice *text, bool *hits)
{
    char *sign = line + strspn(line, " ");

    if (strncmp(sign, "- '", 3) != 0 || strchr("+-~", sign[3]) == NULL || sign[4] != ' ')
        return false;
    sign[strcspn(sign, "\n")] = '\0';
    *hits = sign[3] == '+';
    *text = (struct slice){sign + 5, strlen(sign + 5) - 1};
    return true;
}

static void add_word(struct bench *bench, char *line)
{
    char *tab = strchr(line, '\t');

    if (tab != NULL)
        trainer_add_word(bench->trainer, (struct slice){line, (size_t)(tab - line)},
                         strtod(tab + 1, NULL));
}

static void add_line(struct bench *bench, char *line)
{
    size_t source = trainer_source(bench->trainer, SLICE("rules"));
    struct slice text;
    bool hits;

    if (read_test_line(line, &text, &hits))
        trainer_add(bench->trainer, text, source,
                    (struct label){hits ? HEAD_NEGATIVE : HEAD_POSITIVE, hits});
}

static void read_files(struct bench *bench, const char *pattern,
                       void (*each)(struct bench *, char *))
{
    glob_t found;
    char *line = NULL;
    size_t room = 0;

    assert(glob(pattern, 0, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r");

        assert(file != NULL);
        while (getline(&line, &room, file) > 0)
            each(bench, line);
        fclose(file);
    }
    free(line);
    globfree(&found);
}

static void print_scores(const struct bench *bench, struct slice bytes)
{
    OWNED(model) struct model *model = NULL;
    OWNED(ngrams) struct ngrams ngrams = {0};
    struct fault fault = {0};

    assert(model_open(&model, bytes, &fault) == 0);
    for (size_t row = 0; row < trainer_row_count(bench->trainer); row++) {
        double scores[HEAD_COUNT];
        double moods[3];

        (void)trainer_row(bench->trainer, row, &ngrams); /* its labels are not asked for */
        model_score(model, &ngrams, scores);
        model_softmax(scores, moods);
        printf("%zu %a %a %a %a\n", row, model_probability(scores[HEAD_COMPLAINT]), moods[0],
               moods[1], moods[2]);
    }
}

static void read_whole(const char *path, struct text *to)
{
    FILE *file = fopen(path, "r");
    char piece[65536];
    size_t count;

    assert(file != NULL);
    while ((count = fread(piece, 1, sizeof piece, file)) > 0)
        text_add_bytes(to, piece, count);
    fclose(file);
}

int main(int argc, char **argv)
{
    struct bench bench = {0};
    struct fault fault = {0};
    OWNED(text) struct text path = {0};
    OWNED(text) struct text learned = {0};
    OWNED(text) struct text shipped = {0};

    assert(argc == 2 && fold_table_open(&bench.table, &fault) == 0);
    bench.trainer = trainer_new(bench.table);
    text_add_format(&path, "%s/words/*.tsv", argv[1]);
    read_files(&bench, text_string(&path), add_word);
    text_clear(&path);
    text_add_format(&path, "%s/text/*.yaml", argv[1]);
    read_files(&bench, text_string(&path), add_line);
    trainer_train(bench.trainer, &(struct trainer_choice){0}, &learned);
    printf("learned %016llx\n",
           (unsigned long long)digest_fast((struct slice){learned.bytes, learned.length}));
    print_scores(&bench, (struct slice){learned.bytes, learned.length});
    text_clear(&path);
    text_add_format(&path, "%s/model/texts.model", argv[1]);
    read_whole(text_string(&path), &shipped);
    print_scores(&bench, (struct slice){shipped.bytes, shipped.length});
    trainer_free(bench.trainer);
    fold_table_free(bench.table);
    return 0;
}
