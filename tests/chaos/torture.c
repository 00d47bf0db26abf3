/* Loaded before a program: its n-th call of a kind fails, once. TORTURE=KIND:N names both; kinds are
 * allocate (ENOMEM), read (ECONNRESET), write (ENOSPC) and sync (EIO). What was counted stands in the
 * file that TORTURE_COUNT names, as a number, when the program ends. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *old, size_t bytes);

static atomic_long calls;
static long fatal; /* 0: none */
static char kind;  /* its first letter */

static long number_after(const char *words)
{
    const char *colon = strchr(words, ':');

    return colon == NULL ? 0 : strtol(colon + 1, NULL, 10);
}

__attribute__((constructor)) static void begin(void)
{
    const char *words = getenv("TORTURE");

    if (words == NULL)
        return;
    fatal = number_after(words);
    kind = words[0];
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("TORTURE_COUNT");
    int file = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    kind = 0;
    if (file >= 0) {
        dprintf(file, "%ld\n", atomic_load(&calls));
        close(file);
    }
}

static int fails(char which)
{
    return which == kind && atomic_fetch_add(&calls, 1) + 1 == fatal;
}

void *malloc(size_t bytes)
{
    if (fails('a')) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    if (fails('a')) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    if (fails('a')) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(old, bytes);
}

/* The function of that name in the next library, as `next`. */
#define NEXT(function)                                                                             \
    static __typeof__(&function) next;                                                             \
    if (next == NULL)                                                                              \
        *(void **)&next = dlsym(RTLD_NEXT, #function)

#define FAILING(which, error)                                                                      \
    if (fails(which)) {                                                                            \
        errno = error;                                                                             \
        return -1;                                                                                 \
    }

ssize_t read(int file, void *room, size_t bytes)
{
    NEXT(read);
    FAILING('r', EIO)
    return next(file, room, bytes);
}

ssize_t recv(int file, void *room, size_t bytes, int flags)
{
    NEXT(recv);
    FAILING('r', ECONNRESET)
    return next(file, room, bytes, flags);
}

ssize_t recvmsg(int file, struct msghdr *message, int flags)
{
    NEXT(recvmsg);
    FAILING('r', ECONNRESET)
    return next(file, message, flags);
}

ssize_t write(int file, const void *bytes, size_t count)
{
    NEXT(write);
    FAILING('w', ENOSPC)
    return next(file, bytes, count);
}

ssize_t send(int file, const void *bytes, size_t count, int flags)
{
    NEXT(send);
    FAILING('w', EPIPE)
    return next(file, bytes, count, flags);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags)
{
    NEXT(sendmsg);
    FAILING('w', EPIPE)
    return next(file, message, flags);
}

int fsync(int file)
{
    NEXT(fsync);
    FAILING('s', EIO)
    return next(file);
}

int fdatasync(int file)
{
    NEXT(fdatasync);
    FAILING('s', EIO)
    return next(file);
}
