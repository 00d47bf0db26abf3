#include "edge/folder.h"

#include "edge/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reading {
    struct arena *arena;
    struct folder_file *files;
    size_t count;
    size_t capacity;
    size_t bytes;
    int depth;
};

static int read_below(struct reading *reading, const char *path, const char *prefix,
                      struct fault *fault);

static int read_file(struct reading *reading, const char *path, const char *name,
                     struct fault *fault)
{
    OWNED(text) struct text content = { 0 };

    if (reading->count == FOLDER_FILE_LIMIT)
        return fault_set(fault, FAULT_SETUP, "there are more than %d files", FOLDER_FILE_LIMIT);
    if (files_read(path, FOLDER_BYTES_LIMIT - reading->bytes, &content, fault) != 0)
        return -1;
    reading->bytes += content.length;
    MEMORY_GROW(reading->files, reading->count, reading->capacity);
    reading->files[reading->count++] = (struct folder_file){
        .name = arena_copy(reading->arena, name, strlen(name)),
        .content = { arena_copy(reading->arena, content.bytes, content.length), content.length },
    };
    return 0;
}

static int read_entry(struct reading *reading, const char *path, const char *name,
                      struct fault *fault)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return fault_set(fault, FAULT_SETUP, "'%s' cannot be looked at: %s", path,
                         strerror(errno));
    if (S_ISDIR(status.st_mode))
        return read_below(reading, path, name, fault);
    return S_ISREG(status.st_mode) ? read_file(reading, path, name, fault) : 0;
}

static void folder_release(DIR **folder)
{
    if (*folder != NULL)
        (void)closedir(*folder); /* it was only read */
}

static int read_below(struct reading *reading, const char *path, const char *prefix,
                      struct fault *fault)
{
    OWNED(folder) DIR *folder = opendir(path);

    if (folder == NULL)
        return fault_set(fault, FAULT_SETUP, "the folder '%s' cannot be read: %s", path,
                         strerror(errno));
    if (reading->depth == FOLDER_DEPTH_LIMIT)
        return fault_set(fault, FAULT_SETUP, "'%s' lies too deep", path);
    reading->depth++;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        OWNED(text) struct text below = { 0 };
        OWNED(text) struct text name = { 0 };
        if (entry->d_name[0] == '.')
            continue;
        text_add_format(&below, "%s/%s", path, entry->d_name);
        text_add_format(&name, "%s%s%s", prefix, prefix[0] == '\0' ? "" : "/", entry->d_name);
        if (read_entry(reading, text_string(&below), text_string(&name), fault) != 0)
            return -1;
    }
    reading->depth--;
    return 0;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct folder_file *)left)->name,
                  ((const struct folder_file *)right)->name);
}

int folder_read(const char *path, struct arena *arena, struct folder_file **files, size_t *count,
                struct fault *fault)
{
    struct reading reading = { .arena = arena };
    int result = read_below(&reading, path, "", fault);

    if (result == 0 && reading.count > 0) {
        qsort(reading.files, reading.count, sizeof *reading.files, by_name);
        *files = arena_take(arena, reading.count * sizeof **files);
        memcpy(*files, reading.files, reading.count * sizeof **files);
    }
    *count = result == 0 ? reading.count : 0;
    memory_free(reading.files);
    return result;
}
