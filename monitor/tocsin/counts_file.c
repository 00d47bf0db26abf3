#include "tocsin/counts_file.h"

#include "base/table.h"
#include "edge/lines.h"
#include "read/zone.h"
#include "wire/counts_csv.h"

void counts_file_done(struct counts_file *file)
{
    counting_free(file->counting);
    table_free(file->zones);
    arena_free(file->arena);
    *file = (struct counts_file){ 0 };
}

static int find_calendar(struct counts_file *file, struct slice zone,
                         const struct calendar **calendar, struct fault *fault)
{
    struct calendar *found = table_find(file->zones, zone);

    if (found == NULL) {
        found = arena_take(file->arena, sizeof *found);
        const char *name = arena_copy(file->arena, zone.bytes, zone.length);
        if (zone_calendar(name, file->arena, found, fault) != 0)
            return -1;
        table_set(file->zones, zone, found);
    }
    *calendar = found;
    return 0;
}

/* A series that comes row after row is looked up once. */
struct last_series {
    bool is_known;
    size_t series;
};

static int add_row(struct counts_file *file, const struct counts_row *row, const char *zone,
                   struct last_series *last, struct fault *fault)
{
    const struct calendar *calendar;

    if (!last->is_known || !slice_equals(row->series, counting_name(file->counting, last->series))) {
        struct slice name = row->zone.length > 0 ? row->zone : slice_of(zone);
        if (find_calendar(file, name, &calendar, fault) != 0)
            return -1;
        last->series = counting_series(file->counting, row->series, calendar);
        last->is_known = true;
    }
    counting_add(file->counting, last->series,
                 &(struct counting_row){
                     .start_at = row->start_at,
                     .complaints = row->complaints,
                     .distinct = row->distinct,
                 });
    return 0;
}

static int read_lines(struct counts_file *file, struct lines *lines, const char *zone,
                      struct fault *fault)
{
    struct counts_header header;
    struct counts_row row;
    struct last_series last = { 0 };
    struct slice line;
    bool more;
    bool has_header = false;

    for (;;) {
        if (lines_next(lines, &line, &more, fault) != 0)
            return -1;
        if (!more)
            return has_header ? 0 : fault_set(fault, FAULT_INPUT, "the file is empty");
        if (line.length == 0 || (line.length == 1 && *line.bytes == '\r'))
            continue;
        int status = has_header ? counts_csv_row(&header, line, &row, fault)
                                : counts_csv_header(line, &header, fault);
        if (status == 0 && has_header)
            status = add_row(file, &row, zone, &last, fault);
        if (status != 0)
            return fault_during(fault, "line %llu", (unsigned long long)lines_number(lines));
        has_header = true;
    }
}

int counts_file_open(const char *path, const char *zone, const struct detector_settings *settings,
                     struct counts_file *file, struct fault *fault)
{
    OWNED(lines) struct lines *lines = NULL;
    OWNED(counts_file) struct counts_file read = { 0 };

    if (lines_open(path, &lines, fault) != 0)
        return -1;
    read.arena = arena_new();
    read.zones = table_new();
    read.counting = counting_new(settings);
    if (read_lines(&read, lines, zone, fault) != 0)
        return fault_during(fault, "%s", path);
    *file = read;
    read = (struct counts_file){ 0 };
    return 0;
}
