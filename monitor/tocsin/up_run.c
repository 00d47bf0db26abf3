#include "edge/files.h"
#include "program/state.h"
#include "tocsin/up.h"
#include "wire/writer.h"

#include <unistd.h>

int up_run_write(const struct up *up, struct fault *fault)
{
    OWNED(string) char *path = state_path(up->folder, "run.json");
    OWNED(string) char *clock = state_path(up->folder, "clock");
    OWNED(text) struct text content = { 0 };
    struct writer writer = writer_on(&content);

    writer_object(&writer);
    writer_member_integer(&writer, "pid", getpid());
    writer_name(&writer, "programs");
    writer_object(&writer);
    for (int i = 0; i < UP_CHILDREN; i++) {
        if (up->children[i].process.id != 0)
            writer_member_integer(&writer, up->children[i].name, up->children[i].process.id);
    }
    writer_object_end(&writer);
    writer_member(&writer, "kafka", up->kafka);
    writer_member(&writer, "redis", up->redis);
    writer_member(&writer, "desk", up->desk);
    writer_member(&writer, "sources", up->settings.sources);
    writer_member(&writer, "clock", up->settings.feed != NULL ? clock : NULL);
    writer_object_end(&writer);
    text_add(&content, "\n");
    return files_write(path, (struct slice){ content.bytes, content.length }, 0600, fault);
}

int up_run_remove(const struct up *up, struct fault *fault)
{
    OWNED(string) char *path = state_path(up->folder, "run.json");

    return files_remove(path, fault);
}
