#include "edge/spool.h"

#include "base/moment.h"
#include "edge/clock.h"
#include "edge/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SETTLED_MS = 2000,  /* where nobody can be asked who writes, so long unchanged is whole */
    NUMBERS_MOST = 10000,
};

struct spool {
    char *in;
    char *done;
    char *bad;
    int watch;
};

static char *path_of(const char *folder, const char *name)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%s", folder, name);
    return text_take(&path);
}

int spool_open(const char *folder, struct spool **result, struct fault *fault)
{
    OWNED(spool) struct spool *spool = memory_new(sizeof *spool);

    spool->watch = -1;
    spool->in = path_of(folder, "in");
    spool->done = path_of(folder, "done");
    spool->bad = path_of(folder, "bad");
    if (files_make_folder(spool->in, fault) != 0 || files_make_folder(spool->done, fault) != 0 ||
        files_make_folder(spool->bad, fault) != 0)
        return -1;
    spool->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    /* Without a watch the rescan finds everything, only later. */
    if (spool->watch >= 0)
        (void)inotify_add_watch(spool->watch, spool->in, IN_MOVED_TO | IN_CLOSE_WRITE);
    *result = TAKE(spool);
    return 0;
}

void spool_free(struct spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->watch >= 0)
        close(spool->watch);
    memory_free(spool->in);
    memory_free(spool->done);
    memory_free(spool->bad);
    memory_free(spool);
}

int spool_descriptor(const struct spool *spool)
{
    return spool->watch;
}

static void drain(const struct spool *spool)
{
    enum { EVENT_BYTES = 4096 };
    char events[EVENT_BYTES]; /* only that there were any matters */

    while (spool->watch >= 0 && read(spool->watch, events, sizeof events) > 0)
        ;
}

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name);
    size_t tail = strlen(end);

    return length >= tail && strcmp(name + length - tail, end) == 0;
}

static bool is_unfinished_name(const char *name)
{
    return name[0] == '.' || ends_in(name, ".tmp") || ends_in(name, ".part") ||
           ends_in(name, ".partial") || ends_in(name, ".filepart") || ends_in(name, "~") ||
           ends_in(name, ".swp");
}

static int64_t changed_at(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * SECOND_MS + about->st_mtim.tv_nsec / 1000000;
}

/* A lease for reading is refused while anybody has the file open for writing. */
static bool is_whole(const struct spool *spool, const char *name)
{
    OWNED(string) char *path = path_of(spool->in, name);
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat about;

    if (file < 0)
        return false;
    bool whole = false;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        if (fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
            whole = true;
            (void)fcntl(file, F_SETLEASE, F_UNLCK); /* closing gives it back as well */
        } else if (errno != EAGAIN) { /* not our file, or a disk without leases */
            whole = clock_wall() - changed_at(&about) >= SETTLED_MS;
        }
    }
    close(file);
    return whole;
}

/* The first name by bytes above `after` (NULL: the very first); NULL when there is none. */
static char *name_after(DIR *folder, const char *after)
{
    char *first = NULL;
    struct dirent *one;

    rewinddir(folder);
    while ((one = readdir(folder)) != NULL) {
        if (is_unfinished_name(one->d_name))
            continue;
        if ((after == NULL || strcmp(one->d_name, after) > 0) &&
            (first == NULL || strcmp(one->d_name, first) < 0)) {
            memory_free(first);
            first = memory_copy(one->d_name, strlen(one->d_name));
        }
    }
    return first;
}

int spool_next(struct spool *spool, char **name, bool *busy, struct fault *fault)
{
    drain(spool);
    DIR *folder = opendir(spool->in);

    if (folder == NULL)
        return fault_set(fault, FAULT_AWAY, "the folder %s cannot be read: %s", spool->in,
                         strerror(errno));
    *busy = false;
    char *found = name_after(folder, NULL);
    while (found != NULL && !is_whole(spool, found)) {
        OWNED(string) char *before = found;
        *busy = true;
        found = name_after(folder, before);
    }
    closedir(folder);
    *name = found;
    return 0;
}

static int read_all(int descriptor, size_t limit_bytes, struct text *content)
{
    enum { STEP_BYTES = 65536 };

    for (;;) {
        char *room = text_reserve(content, STEP_BYTES);
        ssize_t got = read(descriptor, room, STEP_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (int)got;
        content->length += (size_t)got;
        content->bytes[content->length] = '\0';
        if (content->length > limit_bytes)
            return 0;
    }
}

int spool_read(struct spool *spool, const char *name, size_t limit_bytes, struct spool_file *file,
               struct fault *fault)
{
    OWNED(string) char *path = path_of(spool->in, name);
    OWNED(text) struct text content = { 0 };
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (descriptor < 0)
        return fault_set(fault, FAULT_AWAY, "the file %s cannot be opened: %s", path,
                         strerror(errno));
    bool is_file = fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
    int result = is_file ? read_all(descriptor, limit_bytes, &content) : 0;
    int error = errno;
    close(descriptor);
    if (!is_file)
        return fault_set(fault, FAULT_INPUT, "%s is no plain file", path);
    if (result != 0)
        return fault_set(fault, FAULT_AWAY, "the file %s cannot be read: %s", path,
                         strerror(error));
    if (content.length > limit_bytes)
        return fault_set(fault, FAULT_INPUT, "the file has more than %zu bytes", limit_bytes);
    text_done(&file->content);
    file->content = content;
    content = (struct text){ 0 };
    file->changed_at = changed_at(&about);
    return 0;
}

/* Moves without ever putting one file in place of another. */
static int move(const struct spool *spool, const char *name, const char *folder,
                struct fault *fault)
{
    OWNED(string) char *from = path_of(spool->in, name);

    for (int number = 0; number < NUMBERS_MOST; number++) {
        OWNED(text) struct text to = { 0 };
        text_add_format(&to, "%s/%s", folder, name);
        if (number > 0)
            text_add_format(&to, ".%d", number);
        if (renameat2(AT_FDCWD, from, AT_FDCWD, text_string(&to), RENAME_NOREPLACE) == 0 ||
            errno == ENOENT)
            return 0;
        if (errno != EEXIST)
            break;
    }
    return fault_set(fault, FAULT_AWAY, "the file %s cannot be moved to %s: %s", from, folder,
                     strerror(errno));
}

int spool_finish(struct spool *spool, const char *name, struct fault *fault)
{
    return move(spool, name, spool->done, fault);
}

int spool_note(struct spool *spool, const char *name, const char *reason, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%s.reason", spool->bad, name);
    return files_write(text_string(&path), slice_of(reason), 0600, fault);
}

int spool_refuse(struct spool *spool, const char *name, const char *reason, struct fault *fault)
{
    if (spool_note(spool, name, reason, fault) != 0)
        return -1;
    return move(spool, name, spool->bad, fault);
}
