/* What `tocsin state` says of what it did: sentences for people, or a line of JSON each. */
#pragma once

#include "wire/erasure.h"

#include <stdint.h>

enum state_form { STATE_SENTENCES, STATE_JSON };

/* Where a partition stands. */
struct state_stand {
    int32_t partition;
    int64_t offset;
    int64_t consumed;
    int64_t layout;
    bool is_good;
};

void state_show_stand(enum state_form form, const struct state_stand *stand);
void state_show_layout(enum state_form form, int32_t partition, int64_t layout);
void state_show_accepted(enum state_form form, int32_t partition);
void state_show_exported(enum state_form form, const char *path, int64_t key_count);
void state_show_imported(enum state_form form, const char *path, int64_t key_count);
/* The state folder had no key and has the file's now. */
void state_show_key(enum state_form form, const char *path);
/* `record_count`: of the author's records that Kafka names. */
void state_show_erased(enum state_form form, const struct erased *erased, size_t record_count);
