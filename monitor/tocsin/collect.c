/* `tocsin collect --once SOURCE [--dry-run]`: tocsin-collect, with the addresses, the state and the
 * sources of the installation that runs where the words do not say others. */
#include "edge/place.h"
#include "edge/process.h"
#include "program/program.h"
#include "tocsin/installed.h"
#include "tocsin/verbs.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MORE = 9 }; /* four options with their values, and the end */

struct words {
    const char **all;
    size_t count;
    struct arena *arena;
};

static const char *find_value(const struct words *words, const char *option)
{
    for (size_t i = 1; i + 1 < words->count; i++)
        if (strcmp(words->all[i], option) == 0)
            return words->all[i + 1];
    return NULL;
}

static bool has(const struct words *words, const char *option)
{
    for (size_t i = 1; i < words->count; i++)
        if (strcmp(words->all[i], option) == 0)
            return true;
    return false;
}

/* Adds what the installation says; without one the program's own defaults hold. */
static void add_installed(struct words *words, const char *option, const char *state)
{
    OWNED(string) char *value = NULL;
    struct fault none = { 0 };

    if (has(words, option) || installed_address(NULL, state, option + 2, &value, &none) != 0)
        return;
    words->all[words->count++] = option;
    words->all[words->count++] = arena_copy(words->arena, value, strlen(value));
}

static int become_collect(struct words *words, struct fault *fault)
{
    OWNED(string) char *path = NULL;

    if (place_program("tocsin-collect", &path, fault) != 0)
        return -1;
    words->all[0] = "tocsin-collect";
    words->all[words->count] = NULL;
    return process_become(path, words->all, fault);
}

int tocsin_collect(int argc, char **argv)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct words words = { .arena = arena };
    struct fault fault = { 0 };

    words.all = arena_take(arena, ((size_t)argc + WORDS_MORE) * sizeof *words.all);
    for (int i = 0; i < argc; i++)
        words.all[words.count++] = argv[i];
    if (!has(&words, "--help") && !has(&words, "--manual") && !has(&words, "--completion")) {
        const char *state = find_value(&words, "--state");
        OWNED(string) char *folder = place_state(state);
        add_installed(&words, "--kafka", state);
        add_installed(&words, "--redis", state);
        add_installed(&words, "--sources", state);
        if (state == NULL && folder != NULL) {
            words.all[words.count++] = "--state";
            words.all[words.count++] = arena_copy(arena, folder, strlen(folder));
        }
    }
    (void)become_collect(&words, &fault); /* it came back: it failed */
    fprintf(stderr, "tocsin collect: %s\n", fault.text);
    return exit_code_of(&fault);
}
