#include "texts/texts.h"

#include "edge/files.h"
#include "edge/folder.h"
#include "read/reader.h"
#include "wire/text_rules.h"

#include <string.h>

enum { MODEL_BYTES_MOST = 16 * 1024 * 1024 };

void texts_done(struct texts *texts)
{
    reader_free(texts->reader);
    text_rules_free(texts->rules);
    *texts = (struct texts){0};
}

int texts_load(const char *folder, struct text_rules *rules, struct complaints *complaints,
               struct fault *fault)
{
    static const char *const parts[] = {"text", "model"};
    OWNED(arena) struct arena *arena = arena_new();

    for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
        OWNED(text) struct text path = {0};
        struct folder_file *files = NULL;
        size_t count = 0;

        text_add_format(&path, "%s/%s", folder, parts[part]);
        if (folder_read(text_string(&path), arena, &files, &count, fault) != 0)
            return -1;
        for (size_t i = 0; i < count; i++) {
            OWNED(text) struct text name = {0};
            struct slice ending = slice_of(files[i].name);

            if (ending.length < 5 || strcmp(files[i].name + ending.length - 5, ".yaml") != 0)
                continue;
            text_add_format(&name, "%s/%s", parts[part], files[i].name);
            text_rules_add(rules, text_string(&name), files[i].content, complaints);
        }
    }
    return 0;
}

int texts_open(const char *folder, struct texts *texts, struct fault *fault)
{
    OWNED(texts) struct texts made = {.rules = text_rules_new()};
    OWNED(complaints) struct complaints complaints = {0};
    OWNED(text) struct text model = {0};
    OWNED(text) struct text path = {0};

    if (texts_load(folder, made.rules, &complaints, fault) != 0 ||
        complaints_settle(&complaints, fault) != 0)
        return -1;
    text_add_format(&path, "%s/model/texts.model", folder);
    if (files_exist(text_string(&path)) &&
        files_read(text_string(&path), MODEL_BYTES_MOST, &model, fault) != 0)
        return -1;
    if (reader_open(&made.reader,
                    &(struct reader_setup){
                        .rules = made.rules,
                        .model = {text_string(&model), model.length},
                    },
                    fault) != 0)
        return -1;
    *texts = made;
    made = (struct texts){0};
    return 0;
}
