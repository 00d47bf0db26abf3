/* A function that is compiled for newer processors as well, and chosen when the program starts. Only
 * for arithmetic in whole numbers, which all of them do alike. */
#pragma once

#if defined(__x86_64__) && !defined(__clang__) /* which names the copies of other files differently */
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/* A piece of such a function, compiled with it each time. */
#define WITH_CALLER static inline __attribute__((always_inline))
