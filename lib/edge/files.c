#include "edge/files.h"

#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

static void descriptor_release(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor); /* what matters was flushed before */
}

int files_read(const char *path, size_t limit, struct text *content, struct fault *fault)
{
    OWNED(descriptor) int file = open(path, O_RDONLY | O_CLOEXEC);
    size_t before = content->length;

    if (file < 0)
        return fault_set(fault, FAULT_SETUP, "opening '%s': %s", path, strerror(errno));
    for (;;) {
        char *room = text_reserve(content, READ_BYTES);
        ssize_t got = read(file, room, READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got > 0)
            content->length += (size_t)got;
        content->bytes[content->length] = '\0';
        if (got == 0)
            return 0;
        if (got < 0 || content->length - before > limit) {
            content->length = before;
            content->bytes[before] = '\0';
            return got < 0 ? fault_set(fault, FAULT_SETUP, "reading '%s': %s", path,
                                       strerror(errno))
                           : fault_set(fault, FAULT_INPUT, "'%s' is larger than %zu bytes", path,
                                       limit);
        }
    }
}

static int write_all(int file, struct slice content)
{
    while (content.length > 0) {
        ssize_t done = write(file, content.bytes, content.length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        content.bytes += done;
        content.length -= (size_t)done;
    }
    return 0;
}

/* A rename is on the disk once its folder is. */
static int flush_folder_of(const char *path)
{
    OWNED(string) char *copy = memory_copy(path, strlen(path));
    OWNED(descriptor) int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return folder < 0 ? -1 : fsync(folder);
}

int files_write(const char *path, struct slice content, mode_t mode, struct fault *fault)
{
    OWNED(text) struct text beside = { 0 };

    text_add_format(&beside, "%s.%ld.new", path, (long)getpid());
    OWNED(descriptor) int file =
        open(text_string(&beside), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file < 0)
        return fault_set(fault, FAULT_SETUP, "making '%s': %s", text_string(&beside),
                         strerror(errno));
    if (write_all(file, content) != 0 || fsync(file) != 0 ||
        rename(text_string(&beside), path) != 0 || flush_folder_of(path) != 0) {
        (void)fault_set(fault, FAULT_SETUP, "writing '%s': %s", path, strerror(errno));
        (void)unlink(text_string(&beside)); /* the fault is about the write */
        return -1;
    }
    return 0;
}

bool files_exist(const char *path)
{
    return access(path, F_OK) == 0;
}

int files_remove(const char *path, struct fault *fault)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return fault_set(fault, FAULT_SETUP, "removing '%s': %s", path, strerror(errno));
    return 0;
}

int files_make_folder(const char *path, struct fault *fault)
{
    OWNED(string) char *piece = memory_copy(path, strlen(path));

    for (char *slash = strchr(piece + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL)
            *slash = '\0';
        if (mkdir(piece, 0700) != 0 && errno != EEXIST)
            return fault_set(fault, FAULT_SETUP, "making the folder '%s': %s", piece,
                             strerror(errno));
        if (slash == NULL)
            return 0;
        *slash = '/';
    }
}

int files_link(const char *path, const char *target, struct fault *fault)
{
    OWNED(text) struct text beside = { 0 };

    text_add_format(&beside, "%s.%ld.new", path, (long)getpid());
    if (symlink(target, text_string(&beside)) != 0 || rename(text_string(&beside), path) != 0) {
        (void)fault_set(fault, FAULT_SETUP, "linking '%s': %s", path, strerror(errno));
        (void)unlink(text_string(&beside)); /* the fault is about the link */
        return -1;
    }
    return 0;
}

int files_resolve(const char *path, char **resolved, struct fault *fault)
{
    char *found = realpath(path, NULL);

    if (found == NULL)
        return fault_set(fault, FAULT_SETUP, "finding '%s': %s", path, strerror(errno));
    *resolved = memory_copy(found, strlen(found));
    free(found);
    return 0;
}

int files_lock(const char *path, bool *taken, struct fault *fault)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (file < 0)
        return fault_set(fault, FAULT_SETUP, "opening '%s': %s", path, strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        *taken = true; /* the descriptor stays open, and with it the lock */
        return 0;
    }
    bool held = errno == EWOULDBLOCK;
    (void)fault_set(fault, FAULT_SETUP, "locking '%s': %s", path, strerror(errno));
    (void)close(file); /* it was never written */
    *taken = false;
    return held ? 0 : -1;
}

int files_digest(const char *path, struct digest *digest, struct fault *fault)
{
    OWNED(descriptor) int file = open(path, O_RDONLY | O_CLOEXEC);
    OWNED(text) struct text block = { 0 };
    char *bytes = text_reserve(&block, READ_BYTES);
    int64_t total = 0;

    if (file < 0)
        return fault_set(fault, FAULT_SETUP, "opening '%s': %s", path, strerror(errno));
    for (;;) {
        ssize_t got = pread(file, bytes, READ_BYTES, total);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fault_set(fault, FAULT_SETUP, "reading '%s': %s", path, strerror(errno));
        if (got == 0)
            break;
        digest_add(digest, (struct slice){ bytes, (size_t)got });
        total += got;
    }
    digest_add_number(digest, total);
    return 0;
}

int files_rename(const char *path, const char *name, struct fault *fault)
{
    if (rename(path, name) != 0)
        return fault_set(fault, FAULT_SETUP, "renaming '%s' to '%s': %s", path, name,
                         strerror(errno));
    return 0;
}
