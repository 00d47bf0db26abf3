/* Runs a fuzz target over the files of its corpus, so that what was found once stays found; then
 * over the same files cut short and with bytes turned over, the same way every time. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_BYTES_MOST = 1 << 20, TURNS = 400 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* A copy of exactly that size, so that the sanitizer sees a read behind its end. */
static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);

    if (copy == NULL)
        abort();
    memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size); /* always 0 */
    free(copy);
}

static void run_file(const char *path, uint64_t *state)
{
    static uint8_t bytes[FILE_BYTES_MOST];
    FILE *file = fopen(path, "rb");
    size_t size;

    if (file == NULL)
        return;
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    run(bytes, size);
    for (int turn = 0; size > 0 && turn < TURNS; turn++) {
        size_t at = next_random(state) % size;
        uint8_t was = bytes[at];

        bytes[at] = (uint8_t)next_random(state);
        run(bytes, turn % 4 == 0 ? at : size);
        if (turn % 8 != 0)
            bytes[at] = was;
    }
}

int main(int argc, char **argv)
{
    DIR *folder = argc > 1 ? opendir(argv[1]) : NULL;
    uint64_t state = 20261121;
    struct dirent *entry;
    size_t count = 0;

    if (folder == NULL) {
        fprintf(stderr, "usage: corpus FOLDER\n");
        return 2;
    }
    run((const uint8_t *)"", 0);
    while ((entry = readdir(folder)) != NULL) {
        char path[4096]; /* PATH_MAX */

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        run_file(path, &state);
        count++;
    }
    closedir(folder);
    printf("1..1\nok 1 - %zu files and what was made of them\n", count);
    return 0;
}
