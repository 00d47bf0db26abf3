#include "desk/rules.h"

#include "desk/answer.h"
#include "edge/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_FILE_LIMIT = 200, RULES_BYTES_LIMIT = 512 * 1024, RULES_DEPTH_LIMIT = 3 };

/* The files found so far, as paths below the rules' folder. */
struct found {
    char *paths[RULES_FILE_LIMIT];
    size_t count;
};

static bool is_rule_file(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL && strcmp(dot, ".yaml") == 0;
}

static void find(struct found *found, const char *root, const char *below, int depth)
{
    OWNED(text) struct text folder = { 0 };

    text_add_format(&folder, "%s/%s", root, below);
    DIR *listing = opendir(text_string(&folder));
    if (listing == NULL)
        return;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        OWNED(text) struct text path = { 0 };
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "schema") == 0)
            continue;
        text_add_format(&path, "%s%s%s", below, *below == '\0' ? "" : "/", entry->d_name);
        if (entry->d_type == DT_DIR && depth < RULES_DEPTH_LIMIT)
            find(found, root, text_string(&path), depth + 1);
        else if (entry->d_type == DT_REG && is_rule_file(entry->d_name) &&
                 found->count < RULES_FILE_LIMIT)
            found->paths[found->count++] = text_take(&path);
    }
    closedir(listing);
}

static int by_path(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void rules_show(struct request *request)
{
    const char *root = request->desk->rules_folder;
    struct found *found = arena_take(request->desk->arena, sizeof *found);
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    find(found, root, "", 1);
    qsort(found->paths, found->count, sizeof found->paths[0], by_path);
    writer_object(&writer);
    writer_name(&writer, "files");
    writer_array(&writer);
    for (size_t i = 0; i < found->count; i++) {
        OWNED(text) struct text path = { 0 };
        OWNED(text) struct text content = { 0 };
        text_add_format(&path, "%s/%s", root, found->paths[i]);
        if (files_read(text_string(&path), RULES_BYTES_LIMIT, &content, NULL) == 0) {
            writer_object(&writer);
            writer_member(&writer, "path", found->paths[i]);
            writer_member_slice(&writer, "text",
                                (struct slice){ text_string(&content), content.length });
            writer_object_end(&writer);
        }
        memory_free(found->paths[i]);
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    answer_json(request, &json);
}
