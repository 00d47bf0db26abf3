#include "edge/place.h"

#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *joined(const char *folder, const char *name)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%s", folder, name);
    return text_take(&path);
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Cuts the last piece off; false at the root. */
static bool go_up(char *folder)
{
    char *slash = strrchr(folder, '/');

    if (slash == NULL || slash == folder)
        return false;
    *slash = '\0';
    return true;
}

/* The folder of the running program. */
static int find_own_folder(char **folder, struct fault *fault)
{
    char *path = realpath("/proc/self/exe", NULL);

    if (path == NULL)
        return fault_set(fault, FAULT_SETUP, "finding the running program: %s", strerror(errno));
    (void)go_up(path); /* a program has a folder */
    *folder = memory_copy(path, strlen(path));
    free(path);
    return 0;
}

int place_program(const char *name, char **path, struct fault *fault)
{
    OWNED(string) char *folder = NULL;

    if (find_own_folder(&folder, fault) != 0)
        return -1;
    const char *dash = strchr(name, '-');
    OWNED(text) struct text built = { 0 };
    text_add_format(&built, "%s/../%s/%s", folder, dash != NULL ? dash + 1 : name, name);
    OWNED(string) char *beside = joined(folder, name);
    if (access(text_string(&built), X_OK) == 0)
        *path = text_take(&built);
    else if (access(beside, X_OK) == 0)
        *path = TAKE(beside);
    else
        return fault_set(fault, FAULT_SETUP, "the program '%s' is neither built nor installed "
                         "beside '%s'", name, folder);
    return 0;
}

/* Looks for `name` in the folders above, the nearest first, as far as `marker` lies beside it. */
static char *find_above(const char *folder, const char *marker, const char *name)
{
    OWNED(string) char *above = memory_copy(folder, strlen(folder));

    while (go_up(above)) {
        OWNED(string) char *mark = joined(above, marker);
        OWNED(string) char *path = joined(above, name);
        if (exists(mark) && exists(path))
            return TAKE(path);
    }
    return NULL;
}

/* The source's folder as the build wrote it down, for builds outside the source. */
static char *find_source(const char *folder, const char *name)
{
    OWNED(string) char *note = find_above(folder, "build.ninja", "source");

    if (note == NULL)
        return NULL;
    char *source = realpath(note, NULL);
    if (source == NULL)
        return NULL;
    char *path = joined(source, name);
    free(source);
    return path;
}

static char *find_installed(const char *folder, const char *name)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/../share/tocsin/%s", folder, name);
    return text_take(&path);
}

int place_share(const char *name, char **path, struct fault *fault)
{
    OWNED(string) char *folder = NULL;

    if (find_own_folder(&folder, fault) != 0)
        return -1;
    OWNED(string) char *found = find_above(folder, "meson_options.txt", name);
    if (found == NULL)
        found = find_source(folder, name);
    if (found == NULL)
        found = find_installed(folder, name);
    if (!exists(found))
        return fault_set(fault, FAULT_SETUP, "'%s' is neither in the source tree nor installed",
                         name);
    *path = TAKE(found);
    return 0;
}

int place_built(const char *name, char **path, struct fault *fault)
{
    OWNED(string) char *folder = NULL;

    if (find_own_folder(&folder, fault) != 0)
        return -1;
    OWNED(string) char *found = find_above(folder, "build.ninja", name);
    if (found == NULL)
        found = find_installed(folder, name);
    if (!exists(found))
        return fault_set(fault, FAULT_SETUP, "'%s' is neither built nor installed", name);
    *path = TAKE(found);
    return 0;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

int place_rules(const char *given, char **path, struct fault *fault)
{
    const char *chosen = given != NULL ? given : environment("TOCSIN_RULES");

    if (chosen == NULL)
        return place_share("rules", path, fault);
    if (!exists(chosen))
        return fault_set(fault, FAULT_SETUP, "the rules '%s' are not there", chosen);
    *path = memory_copy(chosen, strlen(chosen));
    return 0;
}

char *place_state_base(void)
{
    const char *state = environment("XDG_STATE_HOME");
    const char *home = environment("HOME");

    if (state != NULL)
        return joined(state, "tocsin");
    return joined(home != NULL ? home : "/var/lib", home != NULL ? ".local/state/tocsin" : "tocsin");
}

char *place_state(const char *given)
{
    const char *chosen = given != NULL ? given : environment("TOCSIN_STATE");

    if (chosen != NULL)
        return memory_copy(chosen, strlen(chosen));
    OWNED(string) char *base = place_state_base();
    return joined(base, "current");
}
