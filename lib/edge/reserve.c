#include "edge/reserve.h"

#include "base/digest.h"
#include "base/pack.h"
#include "edge/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAME_BYTES = 16, NAME_DIGITS = 20 };

struct reserve_file {
    uint64_t number;
    size_t bytes;
    size_t needed; /* entries that were not released */
};

struct reserve {
    char *folder;
    size_t limit_bytes;
    size_t file_bytes;
    struct reserve_file *files; /* 1. in the order of their numbers */
    size_t count;
    size_t capacity;
    uint64_t next_number;
    int writing;             /* 2. the last file, or -1 when the next entry begins one */
    bool is_unsynced;
    uint64_t read_number;    /* 3. what is before this place was passed */
    size_t read_offset;
    uint64_t loaded_number;  /* 4. of `loaded`; 0: none */
    struct text loaded;
    size_t front_bytes;      /* of the entry at the front, with its frame */
    size_t left_out;
};

static char *path_of(const struct reserve *reserve, uint64_t number)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/%0*" PRIu64, reserve->folder, NAME_DIGITS, number);
    return text_take(&path);
}

/* The whole entry at that offset; without bytes when there is none. */
static struct slice entry_at(struct slice content, size_t offset)
{
    const struct slice none = { 0 };

    if (content.length - offset < FRAME_BYTES)
        return none;
    struct unpack unpack =
        unpack_from((struct slice){ content.bytes + offset, content.length - offset });
    int64_t length = unpack_number(&unpack);
    uint64_t digest = (uint64_t)unpack_number(&unpack);
    if (length <= 0 || (uint64_t)length > unpack.rest.length || length > RESERVE_ENTRY_BYTES_MOST)
        return none;
    struct slice entry = { unpack.rest.bytes, (size_t)length };
    return digest_fast(entry) == digest ? entry : none;
}

/* --- opening --- */

static int compare_numbers(const void *left, const void *right)
{
    const struct reserve_file *one = left;
    const struct reserve_file *other = right;

    return one->number < other->number ? -1 : one->number > other->number;
}

static int list(struct reserve *reserve, struct fault *fault)
{
    DIR *folder = opendir(reserve->folder);

    if (folder == NULL)
        return fault_set(fault, FAULT_SETUP, "opening '%s': %s", reserve->folder, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char *end = NULL;
        uint64_t number = strtoull(entry->d_name, &end, 10);
        if (strlen(entry->d_name) != NAME_DIGITS || *end != '\0' || number == 0)
            continue; /* not ours */
        MEMORY_GROW(reserve->files, reserve->count, reserve->capacity);
        reserve->files[reserve->count++] = (struct reserve_file){ .number = number };
    }
    (void)closedir(folder); /* it was only read */
    if (reserve->count > 1)
        qsort(reserve->files, reserve->count, sizeof *reserve->files, compare_numbers);
    return 0;
}

/* Reads the file and cuts it behind its last whole entry; *is_whole tells whether all was. */
static int take_file(struct reserve *reserve, const struct reserve_options *options,
                     struct reserve_file *file, bool *is_whole, struct fault *fault)
{
    OWNED(string) char *path = path_of(reserve, file->number);
    OWNED(text) struct text content = { 0 };

    if (files_read(path, options->limit_bytes + options->file_bytes, &content, fault) != 0)
        return -1;
    struct slice all = { text_string(&content), content.length };
    for (;;) {
        struct slice entry = entry_at(all, file->bytes);
        if (entry.length == 0)
            break;
        if (options->found != NULL)
            options->found(options->context, entry);
        file->needed++;
        file->bytes += FRAME_BYTES + entry.length;
    }
    *is_whole = file->bytes == content.length;
    reserve->left_out += content.length - file->bytes;
    if (!*is_whole && truncate(path, (off_t)file->bytes) != 0)
        return fault_set(fault, FAULT_SETUP, "cutting '%s': %s", path, strerror(errno));
    return 0;
}

/* What lies behind a hole would be taken for what follows what is before it. */
static int leave_out(struct reserve *reserve, const struct reserve_file *file, struct fault *fault)
{
    OWNED(string) char *path = path_of(reserve, file->number);
    OWNED(text) struct text content = { 0 };

    if (files_read(path, SIZE_MAX / 2, &content, fault) != 0)
        return -1;
    reserve->left_out += content.length;
    return files_remove(path, fault);
}

int reserve_open(const struct reserve_options *options, struct reserve **result,
                 struct fault *fault)
{
    OWNED(reserve) struct reserve *reserve = memory_new(sizeof *reserve);
    bool is_whole = true;
    size_t kept = 0;

    reserve->writing = -1;
    reserve->folder = memory_copy(options->folder, strlen(options->folder));
    reserve->limit_bytes = options->limit_bytes;
    reserve->file_bytes = options->file_bytes;
    if (files_make_folder(reserve->folder, fault) != 0 || list(reserve, fault) != 0)
        return -1;
    for (size_t i = 0; i < reserve->count; i++) {
        reserve->next_number = reserve->files[i].number;
        if (!is_whole) {
            if (leave_out(reserve, &reserve->files[i], fault) != 0)
                return -1;
            continue;
        }
        if (take_file(reserve, options, &reserve->files[i], &is_whole, fault) != 0)
            return -1;
        kept = i + 1;
    }
    reserve->count = kept;
    reserve->next_number++;
    *result = TAKE(reserve);
    return 0;
}

static void close_writing(struct reserve *reserve)
{
    if (reserve->writing < 0)
        return;
    /* Synced so that no later file outlives it. A failure shows at the next sync or read. */
    (void)fdatasync(reserve->writing);
    (void)close(reserve->writing);
    reserve->writing = -1;
    reserve->is_unsynced = false;
}

void reserve_free(struct reserve *reserve)
{
    if (reserve == NULL)
        return;
    close_writing(reserve);
    memory_free(reserve->folder);
    memory_free(reserve->files);
    text_done(&reserve->loaded);
    memory_free(reserve);
}

size_t reserve_left_out(const struct reserve *reserve)
{
    return reserve->left_out;
}

size_t reserve_bytes(const struct reserve *reserve)
{
    size_t bytes = 0;

    for (size_t i = 0; i < reserve->count; i++)
        bytes += reserve->files[i].bytes;
    return bytes;
}

/* --- writing --- */

static int begin_file(struct reserve *reserve, struct fault *fault)
{
    OWNED(string) char *path = path_of(reserve, reserve->next_number);

    reserve->writing = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (reserve->writing < 0)
        return fault_set(fault, FAULT_AWAY, "making '%s': %s", path, strerror(errno));
    MEMORY_GROW(reserve->files, reserve->count, reserve->capacity);
    reserve->files[reserve->count++] = (struct reserve_file){ .number = reserve->next_number++ };
    return 0;
}

/* All of it, or nothing. */
static int write_frame(const struct reserve *reserve, const struct reserve_file *file,
                       const struct text *frame, struct fault *fault)
{
    size_t done = 0;

    while (done < frame->length) {
        ssize_t count = write(reserve->writing, frame->bytes + done, frame->length - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            int error = errno;
            int cut = ftruncate(reserve->writing, (off_t)file->bytes);
            (void)cut; /* reading cuts it as well */
            return fault_set(fault, FAULT_AWAY, "writing into '%s': %s", reserve->folder,
                             strerror(error));
        }
        done += (size_t)count;
    }
    return 0;
}

int reserve_add(struct reserve *reserve, struct slice entry, uint64_t *number, struct fault *fault)
{
    OWNED(text) struct text frame = { 0 };

    if (reserve_bytes(reserve) + FRAME_BYTES + entry.length > reserve->limit_bytes ||
        entry.length > RESERVE_ENTRY_BYTES_MOST)
        return fault_set(fault, FAULT_AWAY, "'%s' is full", reserve->folder);
    if (reserve->writing < 0 && begin_file(reserve, fault) != 0)
        return -1;
    struct reserve_file *file = &reserve->files[reserve->count - 1];
    pack_number(&frame, (int64_t)entry.length);
    pack_number(&frame, (int64_t)digest_fast(entry));
    text_add_bytes(&frame, entry.bytes, entry.length);
    if (write_frame(reserve, file, &frame, fault) != 0) {
        close_writing(reserve); /* the next entry begins a file of its own */
        return -1;
    }
    file->bytes += frame.length;
    file->needed++;
    reserve->is_unsynced = true;
    *number = file->number;
    if (file->bytes >= reserve->file_bytes)
        close_writing(reserve);
    return 0;
}

int reserve_sync(struct reserve *reserve, struct fault *fault)
{
    if (!reserve->is_unsynced || reserve->writing < 0)
        return 0;
    if (fdatasync(reserve->writing) != 0)
        return fault_set(fault, FAULT_AWAY, "writing into '%s': %s", reserve->folder,
                         strerror(errno));
    reserve->is_unsynced = false;
    return 0;
}

/* --- reading --- */

static int load(struct reserve *reserve, const struct reserve_file *file, struct fault *fault)
{
    OWNED(string) char *path = path_of(reserve, file->number);

    if (reserve->loaded_number == file->number)
        return 0;
    if (file == &reserve->files[reserve->count - 1])
        close_writing(reserve); /* what is read grows no more */
    text_clear(&reserve->loaded);
    reserve->loaded_number = 0;
    if (files_read(path, reserve->limit_bytes + reserve->file_bytes, &reserve->loaded, fault) != 0)
        return -1;
    reserve->loaded_number = file->number;
    return 0;
}

/* The file that the front is in, or NULL when all was passed. */
static struct reserve_file *find_front(struct reserve *reserve)
{
    for (size_t i = 0; i < reserve->count; i++) {
        struct reserve_file *file = &reserve->files[i];
        if (file->number < reserve->read_number)
            continue;
        if (file->number > reserve->read_number) {
            reserve->read_number = file->number;
            reserve->read_offset = 0;
        }
        if (reserve->read_offset < file->bytes)
            return file;
    }
    return NULL;
}

int reserve_front(struct reserve *reserve, struct slice *entry, uint64_t *number,
                  struct fault *fault)
{
    const struct reserve_file *file = find_front(reserve);

    *entry = (struct slice){ 0 };
    if (file == NULL)
        return 0;
    if (load(reserve, file, fault) != 0)
        return -1;
    *entry = entry_at((struct slice){ text_string(&reserve->loaded), reserve->loaded.length },
                      reserve->read_offset);
    if (entry->length == 0)
        return fault_set(fault, FAULT_SETUP, "a file in '%s' is not as it was written",
                         reserve->folder);
    reserve->front_bytes = FRAME_BYTES + entry->length;
    *number = file->number;
    return 0;
}

void reserve_pass(struct reserve *reserve)
{
    reserve->read_offset += reserve->front_bytes;
    reserve->front_bytes = 0;
}

void reserve_pass_all(struct reserve *reserve)
{
    if (reserve->count == 0)
        return;
    const struct reserve_file *last = &reserve->files[reserve->count - 1];
    reserve->read_number = last->number;
    reserve->read_offset = last->bytes;
}

/* Is the whole file passed, and nothing of it needed? */
static bool is_used_up(const struct reserve *reserve, const struct reserve_file *file)
{
    bool is_passed = file->number < reserve->read_number ||
                     (file->number == reserve->read_number && reserve->read_offset >= file->bytes);

    return file->needed == 0 && is_passed;
}

void reserve_release_entry(struct reserve *reserve, uint64_t number)
{
    for (size_t i = 0; i < reserve->count; i++)
        if (reserve->files[i].number == number && reserve->files[i].needed > 0)
            reserve->files[i].needed--;
    while (reserve->count > 0 && is_used_up(reserve, &reserve->files[0])) {
        OWNED(string) char *path = path_of(reserve, reserve->files[0].number);
        if (reserve->count == 1)
            close_writing(reserve);
        /* One that stays is sent once more by the next start, which is as good. */
        (void)unlink(path);
        reserve->count--;
        memmove(reserve->files, reserve->files + 1, reserve->count * sizeof *reserve->files);
    }
}
