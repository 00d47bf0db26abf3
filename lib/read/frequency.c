#include "read/frequency.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { CHARACTER_BYTES = 3 };

/* The characters that stand in every other text, in the order of their codes. */
static const char FREQUENT[] =
    "一上下不两个中为么之也买了事于些人什从他以们会但位作你使儿再几出分到前动去又发只可吃同名后和"
    "回因在地多大天太头女她好如子学它家对小就己已年当很得心快情想意成我所手才打把方无日时是最有期"
    "来样次比没法点然爱现生用的看真着知种第经给美老者而能自行被要让说起身过还这送道那都里长间面高";

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, CHARACTER_BYTES);
}

double frequency_of(uint32_t code)
{
    char bytes[UTF8_CHARACTER_BYTES];
    bool is_frequent;

    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || code == ' ' ? 1 : 0.3;
    is_frequent = utf8_write(code, bytes) == CHARACTER_BYTES &&
                  bsearch(bytes, FREQUENT, sizeof FREQUENT / CHARACTER_BYTES, CHARACTER_BYTES,
                          compare) != NULL;
    return is_frequent ? 0.5 : 0.02;
}
