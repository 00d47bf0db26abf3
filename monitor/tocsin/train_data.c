#include "tocsin/train_data.h"

#include "edge/folder.h"
#include "edge/lines.h"
#include "wire/labels.h"

#include <string.h>

int train_data_read(const char *path, struct trainer *trainer, struct fault *fault)
{
    OWNED(lines) struct lines *lines = NULL;
    struct slice line;
    bool more = true;

    if (lines_open(path, &lines, fault) != 0)
        return -1;
    while (more) {
        struct label_line read;

        if (lines_next(lines, &line, &more, fault) != 0)
            return -1;
        if (!more || line.length == 0)
            continue;
        if (labels_read(line, &read, fault) != 0)
            return fault_during(fault, "%s:%llu", path, (unsigned long long)lines_number(lines));
        trainer_add(trainer, read.text, trainer_source(trainer, read.source),
                    (struct label){read.sentiment, read.complaint});
    }
    return 0;
}

static int add_words(const struct folder_file *file, struct trainer *trainer, struct fault *fault)
{
    bool is_complaint = strncmp(file->name, "complaint", 9) == 0;
    struct slice rest = file->content;
    unsigned number = 0;

    while (rest.length > 0) {
        const char *end = memchr(rest.bytes, '\n', rest.length);
        struct slice line = {rest.bytes, end == NULL ? rest.length : (size_t)(end - rest.bytes)};
        struct word_line word;

        number++;
        rest.bytes += line.length + (end != NULL);
        rest.length -= line.length + (end != NULL);
        if (line.length == 0 || line.bytes[0] == '#')
            continue;
        if (labels_read_word(line, &word, fault) != 0)
            return fault_during(fault, "%s:%u", file->name, number);
        if (is_complaint)
            trainer_add_complaint_word(trainer, word.word, word.value);
        else
            trainer_add_word(trainer, word.word, word.value);
    }
    return 0;
}

int train_data_read_words(const char *folder, struct trainer *trainer, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct folder_file *files = NULL;
    size_t count = 0;

    if (folder_read(folder, arena, &files, &count, fault) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(files[i].name);

        if (length > 4 && strcmp(files[i].name + length - 4, ".tsv") == 0 &&
            add_words(&files[i], trainer, fault) != 0)
            return fault_during(fault, "%s", folder);
    }
    return 0;
}
