#include "tocsin/detector_file.h"

#include "edge/files.h"
#include "edge/place.h"
#include "wire/detector_rules.h"

#include <string.h>

static bool is_file(const char *path)
{
    size_t length = strlen(path);

    return length > 5 && strcmp(path + length - 5, ".yaml") == 0;
}

static int find_path(const char *rules, struct text *path, struct fault *fault)
{
    OWNED(string) char *folder = NULL;

    if (rules != NULL && is_file(rules)) {
        text_add(path, rules);
        return 0;
    }
    if (place_rules(rules, &folder, fault) != 0)
        return -1;
    text_add_format(path, "%s/detector.yaml", folder);
    return 0;
}

int detector_file_read(const char *rules, struct detector_settings *settings, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };
    OWNED(complaints) struct complaints complaints = { 0 };
    struct detector_settings read = detector_shipped();

    if (find_path(rules, &path, fault) != 0)
        return -1;
    if ((rules == NULL || !is_file(rules)) && !files_exist(text_string(&path))) {
        *settings = read;
        return 0;
    }
    if (files_read(text_string(&path), YAML_LIMIT_BYTES, &content, fault) != 0)
        return -1;
    OWNED(yaml) struct yaml *yaml =
        yaml_read(text_string(&path), (struct slice){ content.bytes, content.length }, &complaints);
    if (yaml != NULL)
        detector_rules_read(yaml_root(yaml), &read);
    if (complaints_settle(&complaints, fault) != 0)
        return -1;
    *settings = read;
    return 0;
}
