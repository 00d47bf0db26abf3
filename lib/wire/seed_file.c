#include "wire/seed_file.h"

#include "wire/writer.h"

void seed_file_write(struct text *text, const struct seed_rules *seed)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_member_slice(&writer, "org", seed->org);
    writer_name(&writer, "pool");
    writer_hex(&writer, seed->pool.bytes, seed->pool.length);
    writer_name(&writer, "series");
    writer_array(&writer);
    for (size_t i = 0; i < seed->series_count; i++) {
        writer_object(&writer);
        writer_member_slice(&writer, "series", seed->series[i].series);
        writer_name(&writer, "state");
        writer_hex(&writer, seed->series[i].state.bytes, seed->series[i].state.length);
        writer_object_end(&writer);
    }
    writer_array_end(&writer);
    writer_object_end(&writer);
    text_add_char(text, '\n');
}

static int digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return -1;
}

static int read_hex(struct slice hex, struct arena *arena, struct slice *bytes,
                    struct fault *fault)
{
    char *read = arena_take(arena, hex.length / 2 + 1);

    for (size_t i = 0; i < hex.length; i++) {
        int digit = digit_of(hex.bytes[i]);
        if (digit < 0)
            return fault_set(fault, FAULT_INPUT, "a state is not hexadecimal");
        read[i / 2] = (char)((unsigned char)read[i / 2] << 4 | digit);
    }
    if (hex.length % 2 != 0)
        return fault_set(fault, FAULT_INPUT, "a state has half a byte");
    *bytes = (struct slice){ .bytes = read, .length = hex.length / 2 };
    return 0;
}

int seed_file_read(struct slice content, struct arena *arena, struct seed_rules *seed,
                   struct fault *fault)
{
    const struct json *document;
    struct seed_rules read = { 0 };
    size_t count = 0;

    if (json_parse(content, SEED_FILE_LIMIT_BYTES, arena, &document, fault) != 0)
        return -1;
    const struct json *list = json_find(document, "series");
    read.org = json_string(document, "org");
    if (read.org.length == 0 || list == NULL || list->type != JSON_ARRAY)
        return fault_set(fault, FAULT_INPUT, "what `tocsin learn` writes has `org` and `series`");
    if (read_hex(json_string(document, "pool"), arena, &read.pool, fault) != 0)
        return -1;
    struct seed_series *series = arena_take(arena, (list->count + 1) * sizeof *series);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        series[count].series = json_string(item, "series");
        if (read_hex(json_string(item, "state"), arena, &series[count].state, fault) != 0)
            return -1;
        if (series[count].series.length == 0)
            return fault_set(fault, FAULT_INPUT, "a series has no name");
        count++;
    }
    read.series = series;
    read.series_count = count;
    *seed = read;
    return 0;
}
