/* A core that asks what time it is: core_keeps_to_itself must reject it. */
#include <time.h>

long long core_now(void);

long long core_now(void)
{
    return (long long)time(NULL);
}
