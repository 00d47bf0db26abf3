#include "tocsin/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 40 };

struct progress progress_begin(const char *what)
{
    return (struct progress){ .what = what, .is_shown = isatty(STDERR_FILENO) == 1, .percent = -1 };
}

void progress_show(struct progress *progress, size_t done, size_t total)
{
    static const char full[] = "########################################";
    int percent = total == 0 ? 100 : (int)(100 * done / total);
    int length = BAR_WIDTH * percent / 100;

    if (!progress->is_shown || percent == progress->percent)
        return;
    progress->percent = percent;
    fprintf(stderr, "\r%s [%.*s%*s] %3d %%", progress->what, length, full, BAR_WIDTH - length, "",
            percent);
    (void)fflush(stderr); /* a bar that does not show hurts nobody */
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown && progress->percent >= 0)
        fputs("\r\033[K", stderr);
}
