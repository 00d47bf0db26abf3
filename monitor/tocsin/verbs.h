/* The verbs of the operator's command: `tocsin VERB …`. Each lives in the file of its name, takes
 * its own words (argv[0] is the verb) and returns the exit code. A new verb is a prototype here, a
 * row in verbs.c, a file in meson.build. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct verb_row {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *sentence;
};

int tocsin_up(int argc, char **argv);
int tocsin_backtest(int argc, char **argv);
int tocsin_dump(int argc, char **argv);
int tocsin_explain(int argc, char **argv);
int tocsin_learn(int argc, char **argv);
int tocsin_replay(int argc, char **argv);
int tocsin_check(int argc, char **argv);
int tocsin_collect(int argc, char **argv);
int tocsin_story(int argc, char **argv);
int tocsin_help(int argc, char **argv);
int tocsin_watch(int argc, char **argv);
int tocsin_incidents(int argc, char **argv);
int tocsin_show(int argc, char **argv);
int tocsin_why(int argc, char **argv);
int tocsin_why_not(int argc, char **argv);
int tocsin_sources(int argc, char **argv);
int tocsin_series(int argc, char **argv);
int tocsin_brief(int argc, char **argv);
int tocsin_decide(int argc, char **argv);
int tocsin_state(int argc, char **argv);
int tocsin_token(int argc, char **argv);
int tocsin_classify(int argc, char **argv);
int tocsin_label(int argc, char **argv);
int tocsin_train(int argc, char **argv);

/* The verb of that name, or NULL. */
const struct verb_row *verbs_find(const char *name);
/* The row at that place, or NULL behind the last. */
const struct verb_row *verbs_at(size_t place);
