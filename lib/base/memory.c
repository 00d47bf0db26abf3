#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK_BYTES = 64 * 1024, ARENA_ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    _Alignas(ARENA_ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct block *first;   /* 1. never NULL; blocks behind `current` are empty */
    struct block *current; /* 2. where the next piece is taken */
};

static void *or_die(void *memory, size_t bytes)
{
    if (memory == NULL) {
        fprintf(stderr, "out-of-memory: %zu bytes were asked for and refused\n", bytes);
        abort();
    }
    return memory;
}

void *memory_new(size_t bytes)
{
    return or_die(calloc(1, bytes == 0 ? 1 : bytes), bytes);
}

void *memory_array(size_t count, size_t bytes)
{
    return or_die(calloc(count == 0 ? 1 : count, bytes), count);
}

void *memory_resize(void *memory, size_t count, size_t bytes)
{
    return or_die(reallocarray(memory, count == 0 ? 1 : count, bytes), count);
}

char *memory_copy(const void *from, size_t bytes)
{
    char *copy = or_die(malloc(bytes + 1), bytes);

    if (bytes > 0)
        memcpy(copy, from, bytes);
    copy[bytes] = '\0';
    return copy;
}

void memory_free(void *memory)
{
    free(memory);
}

static struct block *block_new(size_t bytes)
{
    size_t size = bytes > ARENA_BLOCK_BYTES ? bytes : ARENA_BLOCK_BYTES;
    struct block *block = or_die(malloc(sizeof *block + size), size);

    block->next = NULL;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = memory_new(sizeof *arena);

    arena->first = arena->current = block_new(ARENA_BLOCK_BYTES);
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *block = arena->first, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

static void *take(struct arena *arena, size_t bytes)
{
    size_t rounded = (bytes + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);

    while (arena->current->size - arena->current->used < rounded) {
        if (arena->current->next == NULL || arena->current->next->size < rounded) {
            struct block *block = block_new(rounded);
            block->next = arena->current->next;
            arena->current->next = block;
        }
        arena->current = arena->current->next;
    }
    void *piece = arena->current->bytes + arena->current->used;
    arena->current->used += rounded;
    return piece;
}

void *arena_room(struct arena *arena, size_t bytes)
{
    return take(arena, bytes);
}

void *arena_take(struct arena *arena, size_t bytes)
{
    return memset(take(arena, bytes), 0, bytes);
}

char *arena_copy(struct arena *arena, const void *from, size_t bytes)
{
    char *copy = take(arena, bytes + 1);

    if (bytes > 0)
        memcpy(copy, from, bytes);
    copy[bytes] = '\0';
    return copy;
}

void arena_clear(struct arena *arena)
{
    for (struct block *block = arena->first; block != NULL; block = block->next)
        block->used = 0;
    arena->current = arena->first;
}
