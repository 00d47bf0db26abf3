/* tocsin dump: the input log as JSON lines, per partition in offset order, up to where it ended when
 * the dump began. `tocsin replay` reads them. */
#include "base/base64.h"
#include "base/moment.h"
#include "core/topics.h"
#include "program/program.h"
#include "tocsin/installed.h"
#include "tocsin/topic_read.h"
#include "tocsin/verbs.h"
#include "wire/json.h"
#include "wire/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Larger ones were never folded; they are dumped raw. */
enum { DOCUMENT_LIMIT_BYTES = 256 * 1024 };

struct settings {
    const char *kafka;
    const char *state;
    const char *org;
    int64_t from;
    int64_t to;
};

static const struct option rows[] = {
    { "kafka", OPTION_TEXT, "HOST:PORT", .sentence = "where Kafka is; else the installation's",
      .place = offsetof(struct settings, kafka) },
    { "state", OPTION_TEXT, "DIR",
      .sentence = "the state folder of the installation; TOCSIN_STATE, or the one started last",
      .place = offsetof(struct settings, state) },
    { "org", OPTION_TEXT, "ORG",
      .sentence = "only this organisation; ticks and rules are always included",
      .place = offsetof(struct settings, org) },
    { "from", OPTION_MOMENT, "T", .sentence = "records stamped at or after T",
      .place = offsetof(struct settings, from) },
    { "to", OPTION_MOMENT, "T", .sentence = "records stamped before T",
      .place = offsetof(struct settings, to) },
};

static const struct options options = {
    .program = "tocsin dump",
    .sentence = "Prints the input log as JSON lines, per partition in offset order.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

struct dump {
    const struct settings *settings;
    struct arena *arena;
    struct text line;
};

/* Is it a tick or a rules command, which belong to a partition and to no organisation? */
static bool is_of_partition(const struct json *document)
{
    struct slice verb = json_string(document, "verb");

    return slice_is(verb, "tick") || slice_is(verb, "rules");
}

static bool is_wanted(const struct dump *dump, const struct kafka_record *record,
                      const struct json *document)
{
    const struct settings *settings = dump->settings;

    if (settings->from != MOMENT_NEVER && record->at < settings->from)
        return false;
    if (settings->to != MOMENT_NEVER && record->at >= settings->to)
        return false;
    if (settings->org == NULL || is_of_partition(document))
        return true;
    return document == NULL ? slice_is(record->key, settings->org)
                            : slice_is(json_string(document, "org"), settings->org);
}

static bool is_ours(const struct json *member)
{
    return slice_is(member->name, "logged_at") || slice_is(member->name, "partition") ||
           slice_is(member->name, "offset");
}

static int print_record(void *visitor, const struct kafka_record *record, struct fault *fault)
{
    struct dump *dump = visitor;
    const struct json *document = NULL;
    struct writer writer = writer_on(&dump->line);

    arena_clear(dump->arena);
    if (json_parse(record->value, DOCUMENT_LIMIT_BYTES, dump->arena, &document, NULL) != 0 ||
        document->type != JSON_OBJECT)
        document = NULL;
    if (!is_wanted(dump, record, document))
        return 0;
    text_clear(&dump->line);
    writer_object(&writer);
    writer_member_moment(&writer, "logged_at", record->at);
    writer_member_integer(&writer, "partition", record->partition);
    writer_member_integer(&writer, "offset", record->offset);
    if (document == NULL) {
        OWNED(text) struct text raw = { 0 };
        base64_add(&raw, record->value);
        writer_member_slice(&writer, "raw", (struct slice){ raw.bytes, raw.length });
    }
    for (const struct json *member = document == NULL ? NULL : document->first; member != NULL;
         member = member->next) {
        if (is_ours(member))
            continue;
        writer_name_slice(&writer, member->name);
        writer_value(&writer, member);
    }
    writer_object_end(&writer);
    text_add_char(&dump->line, '\n');
    if (fwrite(dump->line.bytes, 1, dump->line.length, stdout) != dump->line.length)
        return fault_set(fault, FAULT_INPUT, "standard output cannot be written");
    return 0;
}

static int print_all(const struct settings *settings, struct fault *fault)
{
    OWNED(string) char *kafka = NULL;
    OWNED(arena) struct arena *arena = arena_new();

    if (installed_address(settings->kafka, settings->state, "kafka", &kafka, fault) != 0)
        return -1;
    struct dump dump = { .settings = settings, .arena = arena };
    int result = topic_read(&(struct topic_read){ kafka, TOPIC_FEEDBACK, print_record, &dump },
                            fault);
    text_done(&dump.line);
    return result;
}

int tocsin_dump(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (print_all(&settings, &fault) == 0 && fflush(stdout) == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin dump: %s\n", fault.text);
    return (int)exit_code_of(&fault);
}
