/* Memory: who owns what, and what happens when there is none.
 *
 * Allocation does not fail here: running out of memory ends the process, which
 * is safe because Kafka replays and Redis remembers. In return every size that
 * comes from outside is checked against a named limit before it is used.
 *
 * A local that owns is declared OWNED(thing) and given a value on that line; it
 * is handed to thing_release() at the closing brace. What leaves the function
 * leaves by TAKE(). An arena holds what one message needs while it is handled. */
#pragma once

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

/* A local that is handed to name_release(&local) when its block ends. */
#define OWNED(name) __attribute__((cleanup(name##_release)))

/* Moves the value out of an owned local: the local becomes NULL. */
#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

/* Defines name_release() for OWNED(name) from a function that frees a pointer. */
#define RELEASE_WITH(name, type, free_function)                                                    \
    static inline void name##_release(type **pointer)                                              \
    {                                                                                              \
        free_function(*pointer);                                                                   \
    }

/* Zeroed memory of that size, yours to free with memory_free(). */
void *memory_new(size_t bytes) __attribute__((malloc, returns_nonnull));

/* Zeroed memory for count things of that size; the product is checked. */
void *memory_array(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull));

/* Grows or shrinks to count things; new room is not zeroed. */
void *memory_resize(void *memory, size_t count, size_t bytes) __attribute__((returns_nonnull));

/* A copy of `bytes` bytes with a NUL behind them. */
char *memory_copy(const void *from, size_t bytes) __attribute__((malloc, returns_nonnull));

/* Frees; NULL does nothing. */
void memory_free(void *memory);

RELEASE_WITH(memory, void, memory_free)
static inline void string_release(char **string)
{
    memory_free(*string);
}

/* Makes room for one more thing in a growing array of `*capacity` things. */
#define MEMORY_GROW(array, count, capacity)                                                        \
    do {                                                                                           \
        if ((count) == (capacity)) {                                                               \
            (capacity) = (capacity) == 0 ? 8 : (capacity) * 2;                                     \
            (array) = memory_resize((array), (capacity), sizeof *(array));                         \
        }                                                                                          \
    } while (0)

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
RELEASE_WITH(arena, struct arena, arena_free)

/* Zeroed memory that lives until the arena is cleared or freed. */
void *arena_take(struct arena *arena, size_t bytes);
/* The same, not zeroed: for who writes all of it at once. */
void *arena_room(struct arena *arena, size_t bytes);
/* A copy of `bytes` bytes with a NUL behind them, in the arena. */
char *arena_copy(struct arena *arena, const void *from, size_t bytes);
/* Forgets everything taken so far and keeps the memory for the next message. */
void arena_clear(struct arena *arena);
