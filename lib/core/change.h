/* A change to what is kept of one partition's state: the core and lib/wire/keep
 * say what must be stored, one flush stores all of it or nothing.
 *
 * A key is the part behind `tocsin:{p}:` ("m:acme:*:2026-11-21T03"); the flush
 * puts the prefix in front, so nobody else knows the partition's number. Slices
 * are borrowed until the flush was answered. Values are absolute wherever that is
 * possible, so that writing twice is the same as writing once. */
#pragma once

#include "base/text.h"

enum change_kind {
    CHANGE_SET,          /* key = value */
    CHANGE_HASH_SET,     /* key[field] = value */
    CHANGE_HASH_REMOVE,  /* key[field] goes */
    CHANGE_APPEND,       /* value is added to the end of the string at key */
    CHANGE_MEMBER_ADD,   /* value joins the set at key */
    CHANGE_MEMBER_REMOVE,/* value leaves the set at key */
    CHANGE_REMOVE,       /* the whole key goes */
    CHANGE_OUTBOX,       /* value (a CloudEvent) joins the outbox, once per field (trigger id in
                            hexadecimal); key is empty */
    CHANGE_KIND_COUNT,
};

struct change {
    enum change_kind kind;
    struct slice key;
    struct slice field;
    struct slice value;
};
