#include "tocsin/state_show.h"

#include "core/topics.h"
#include "wire/writer.h"

#include <inttypes.h>
#include <stdio.h>

void state_show_stand(enum state_form form, const struct state_stand *stand)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    if (form == STATE_SENTENCES) {
        printf("partition %" PRId32 ": offset %" PRId64 ", consumed %" PRId64 ", layout %" PRId64
               ": %s\n", stand->partition, stand->offset, stand->consumed, stand->layout,
               stand->is_good ? "good"
                              : "the classes do not add up, or the layout is another one");
        return;
    }
    writer_object(&writer);
    writer_member_integer(&writer, "partition", stand->partition);
    writer_member_integer(&writer, "offset", stand->offset);
    writer_member_integer(&writer, "consumed", stand->consumed);
    writer_member_integer(&writer, "layout", stand->layout);
    writer_member_bool(&writer, "good", stand->is_good);
    writer_object_end(&writer);
    puts(text_string(&json));
}

void state_show_layout(enum state_form form, int32_t partition, int64_t layout)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member_integer(&writer, "partition", partition);
    writer_member_integer(&writer, "layout", layout);
    writer_object_end(&writer);
    if (form == STATE_JSON)
        puts(text_string(&json));
    else
        printf("partition %" PRId32 ": layout %" PRId64 ", as this program writes it\n", partition,
               layout);
}

void state_show_accepted(enum state_form form, int32_t partition)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member_integer(&writer, "partition", partition);
    writer_member_bool(&writer, "accepted", true);
    writer_object_end(&writer);
    if (form == STATE_JSON)
        puts(text_string(&json));
    else
        printf("partition %" PRId32 ": its log will be accepted as it is within two seconds, if it "
               "has stopped or stops within an hour\n", partition);
}

/* One object: a file, and how many keys went through it. */
static void print_keys(const char *name, const char *path, int64_t key_count)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member(&writer, "file", path);
    writer_member_integer(&writer, name, key_count);
    writer_object_end(&writer);
    puts(text_string(&json));
}

void state_show_exported(enum state_form form, const char *path, int64_t key_count)
{
    if (form == STATE_SENTENCES)
        printf("%" PRId64 " keys exported; the file holds the installation's key\n", key_count);
    else
        print_keys("keys_exported", path, key_count);
}

void state_show_imported(enum state_form form, const char *path, int64_t key_count)
{
    if (form == STATE_SENTENCES)
        printf("%" PRId64 " keys imported\n", key_count);
    else
        print_keys("keys_imported", path, key_count);
}

void state_show_key(enum state_form form, const char *path)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member(&writer, "install_key", path);
    writer_object_end(&writer);
    if (form == STATE_JSON)
        puts(text_string(&json));
    else
        printf("the installation's key is now in %s\n", path);
}

static void print_erased(const struct erased *erased, size_t record_count)
{
    OWNED(text) struct text json = { 0 };
    struct writer writer = writer_on(&json);

    writer_object(&writer);
    writer_member_integer(&writer, "records", (int64_t)record_count);
    writer_member_integer(&writer, "claims", erased->claims);
    writer_member_integer(&writer, "people", erased->people);
    writer_member_integer(&writer, "ids", erased->ids);
    writer_member_integer(&writer, "evidence", erased->evidence);
    writer_name(&writer, "not_erased");
    writer_array(&writer);
    writer_string(&writer, TOPIC_FEEDBACK);
    writer_string(&writer, TOPIC_REGISTER);
    writer_string(&writer, TOPIC_TRIGGERS);
    writer_string(&writer, "briefings");
    writer_string(&writer, "exports");
    writer_string(&writer, "checkpoints");
    writer_array_end(&writer);
    writer_object_end(&writer);
    puts(text_string(&json));
}

void state_show_erased(enum state_form form, const struct erased *erased, size_t record_count)
{
    if (form == STATE_JSON) {
        print_erased(erased, record_count);
        return;
    }
    printf("%zu records of this author are named in Kafka\n"
           "erased from the state: %" PRId64 " claims of novelty, %" PRId64
           " entries among the people of incidents, %" PRId64 " ids, %" PRId64
           " pieces of evidence; all counts stay\n",
           record_count, erased->claims, erased->people, erased->ids, erased->evidence);
    printf("not erased: what Kafka keeps (%s until its retention; %s and %s for ever, where the "
           "author is a keyed digest and excerpts are redacted), briefings that were written, and "
           "files that `tocsin state export` or a checkpoint made before now\n",
           TOPIC_FEEDBACK, TOPIC_REGISTER, TOPIC_TRIGGERS);
}
