#include "wire/mapping.h"

#include "base/digest.h"
#include "wire/clean.h"
#include "wire/html_text.h"
#include "wire/times.h"

#include <string.h>

enum {
    TITLE_LIMIT_BYTES = 1024,
    TEXT_LIMIT_BYTES = 60 * 1024, /* also with every byte escaped a record stays under its limit */
    NAME_LIMIT_BYTES = 200,
    VALUE_LIMIT_BYTES = 1024,
    ID_LIMIT_BYTES = 400,
    SUBJECTS_MOST = 16,
};

/* How a target is called in the file, and what stands between its paths. */
static const struct target_name {
    const char *name;
    const char *between;
} TARGETS[MAP_TARGET_COUNT] = {
    [MAP_ID] = { "id", ":" },         [MAP_AT] = { "at", " " },
    [MAP_AUTHOR] = { "author", ":" }, [MAP_NAME] = { "name", " " },
    [MAP_REACH] = { "reach", "" },    [MAP_TITLE] = { "title", " " },
    [MAP_TEXT] = { "text", "\n" },    [MAP_LANGUAGE] = { "lang", "-" },
    [MAP_URL] = { "url", "" },        [MAP_REGION] = { "region", "-" },
    [MAP_PARENT] = { "parent", ":" }, [MAP_STATUS] = { "status", " " },
    [MAP_SUBJECTS] = { "subjects", "," },
    [MAP_OUTLET] = { "outlet", " " }, [MAP_TIER] = { "tier", "" },
    [MAP_RANK] = { "rank", "" },
};

/* --- reading the file --- */

static void read_paths(struct yaml_node *node, struct map_paths *paths)
{
    struct map_paths read = { 0 };

    if (yaml_kind(node) == YAML_SCALAR) {
        if (yaml_string(node, &read.paths[0]))
            read.count = 1;
    } else if (yaml_kind(node) == YAML_MAPPING) {
        yaml_complain(node, "must be a path or a list of paths");
    } else if (yaml_count(node) > MAP_PATHS_MOST) {
        yaml_complain(node, "has more than %d paths", (int)MAP_PATHS_MOST);
    } else {
        for (size_t i = 0; i < yaml_count(node); i++)
            if (yaml_string(yaml_item(node, i), &read.paths[read.count]))
                read.count++;
    }
    if (paths->count == 0)
        *paths = read;
}

static void read_fields(struct yaml_node *fields, struct mapping *mapping)
{
    for (size_t i = 0; i < yaml_members(fields); i++) {
        struct map_field field = { .name = yaml_key(fields, i) };
        read_paths(yaml_item(fields, i), &field.paths);
        bool known = false;
        for (size_t j = 0; j < mapping->field_count; j++)
            known = known || strcmp(mapping->fields[j].name, field.name) == 0;
        if (known)
            continue;
        if (mapping->field_count == MAP_FIELDS_MOST)
            yaml_complain(fields, "has more than %d fields", (int)MAP_FIELDS_MOST);
        else
            mapping->fields[mapping->field_count++] = field;
    }
}

static void read_statuses(struct yaml_node *statuses, struct arena *arena, struct mapping *mapping)
{
    if (statuses == NULL || mapping->status_count > 0)
        return;
    size_t count = yaml_members(statuses);
    mapping->statuses = arena_take(arena, (count + 1) * sizeof *mapping->statuses);
    for (size_t i = 0; i < count; i++) {
        struct map_word *word = &mapping->statuses[mapping->status_count];
        word->from = yaml_key(statuses, i);
        if (yaml_string(yaml_item(statuses, i), &word->to))
            mapping->status_count++;
    }
}

void mapping_read(struct yaml_node *entry, struct arena *arena, struct mapping *mapping)
{
    struct yaml_node *map = yaml_find(entry, "map");
    struct yaml_node *html = yaml_find(entry, "html");

    if (map != NULL) {
        for (size_t i = 0; i < MAP_TARGET_COUNT; i++) {
            struct yaml_node *node = yaml_find(map, TARGETS[i].name);
            if (node != NULL)
                read_paths(node, &mapping->targets[i]);
        }
        read_fields(yaml_find(map, "fields"), mapping);
        yaml_finish(map);
    }
    if (html != NULL && !mapping->html)
        (void)yaml_bool(html, &mapping->html); /* complains by itself */
    read_statuses(yaml_find(entry, "statuses"), arena, mapping);
}

/* --- one item --- */

/* "=word" is the word itself, anything else a place in the item. */
static struct slice ask_one(const struct mapping_item *item, const char *path)
{
    return path[0] == '=' ? slice_of(path + 1) : item->value(item->item, path);
}

/* "a|b": the first that is not empty. */
static struct slice ask(const struct mapping_item *item, const char *path, struct arena *arena)
{
    const char *bar = strchr(path, '|');

    if (bar == NULL)
        return ask_one(item, path);
    while (path != NULL) {
        OWNED(text) struct text one = { 0 };
        bar = strchr(path, '|');
        text_add_bytes(&one, path, bar == NULL ? strlen(path) : (size_t)(bar - path));
        struct slice value = ask_one(item, arena_copy(arena, text_string(&one), one.length));
        if (value.length > 0)
            return value;
        path = bar == NULL ? NULL : bar + 1;
    }
    return (struct slice){ 0 };
}

static struct slice join(const struct mapping_item *item, const struct map_paths *paths,
                         const char *between, struct arena *arena)
{
    if (paths->count == 1)
        return ask(item, paths->paths[0], arena);
    OWNED(text) struct text all = { 0 };
    for (size_t i = 0; i < paths->count; i++) {
        struct slice value = ask(item, paths->paths[i], arena);
        if (value.length == 0)
            continue;
        if (all.length > 0)
            text_add(&all, between);
        text_add_bytes(&all, value.bytes, value.length);
    }
    return (struct slice){ arena_copy(arena, text_string(&all), all.length), all.length };
}

struct cleaning {
    size_t limit_bytes;
    bool lines; /* line ends stay */
    bool html;
};

static struct slice clean(struct slice value, struct cleaning how, struct arena *arena)
{
    OWNED(text) struct text plain = { 0 };
    OWNED(text) struct text cleaned = { 0 };

    if (value.length == 0)
        return value;
    if (how.html) {
        html_text_add(&plain, value);
        value = (struct slice){ text_string(&plain), plain.length };
    }
    if (how.lines)
        clean_add_text(&cleaned, value, how.limit_bytes);
    else
        clean_add_line(&cleaned, value, how.limit_bytes);
    return (struct slice){ arena_copy(arena, text_string(&cleaned), cleaned.length),
                           cleaned.length };
}

/* "source:id" */
static struct slice prefixed(const char *source, struct slice id, struct arena *arena)
{
    OWNED(text) struct text whole = { 0 };

    if (id.length == 0)
        return id;
    text_add_format(&whole, "%s:", source);
    clean_add_line(&whole, id, ID_LIMIT_BYTES);
    return (struct slice){ arena_copy(arena, text_string(&whole), whole.length), whole.length };
}

static struct slice made_id(const char *source, const struct feedback *feedback,
                            struct arena *arena)
{
    OWNED(digest) struct digest *digest = digest_new();
    OWNED(text) struct text id = { 0 };

    digest_add_number(digest, feedback->at);
    digest_add(digest, feedback->author_id);
    digest_add(digest, feedback->title);
    digest_add(digest, feedback->text);
    digest_add(digest, feedback->url);
    struct key key = digest_finish(digest);
    text_add_hex(&id, key.bytes, sizeof key.bytes);
    return prefixed(source, (struct slice){ id.bytes, id.length }, arena);
}

static void split_subjects(struct slice list, struct arena *arena, struct feedback *feedback)
{
    struct slice *subjects = arena_take(arena, SUBJECTS_MOST * sizeof *subjects);
    size_t begin = 0;

    for (size_t i = 0; i <= list.length && feedback->subject_count < SUBJECTS_MOST; i++) {
        if (i < list.length && strchr(",;|/", list.bytes[i]) == NULL)
            continue;
        struct slice one = clean((struct slice){ list.bytes + begin, i - begin },
                                 (struct cleaning){ .limit_bytes = NAME_LIMIT_BYTES }, arena);
        if (one.length > 0)
            subjects[feedback->subject_count++] = one;
        begin = i + 1;
    }
    feedback->subjects = subjects;
    feedback->has_subjects = feedback->subject_count > 0;
}

static struct slice status_word(const struct mapping *mapping, struct slice status)
{
    for (size_t i = 0; i < mapping->status_count; i++)
        if (slice_is(status, mapping->statuses[i].from))
            return slice_of(mapping->statuses[i].to);
    return status;
}

/* Everything that is one line: a name, an address, a word. */
static void apply_lines(const struct slice *values, const struct mapping *mapping,
                        struct arena *arena, struct feedback *feedback)
{
    const struct cleaning name = { .limit_bytes = NAME_LIMIT_BYTES };
    const struct cleaning value = { .limit_bytes = VALUE_LIMIT_BYTES };
    int64_t reach = 0;

    feedback->author_id = clean(values[MAP_AUTHOR], name, arena);
    feedback->author_name = clean(values[MAP_NAME], name, arena);
    for (size_t i = 0; i < values[MAP_REACH].length && reach < INT32_MAX; i++) {
        char digit = values[MAP_REACH].bytes[i];
        if (digit < '0' || digit > '9')
            break;
        reach = reach * 10 + (digit - '0');
    }
    feedback->reach = reach;
    if (values[MAP_LANGUAGE].length > 0)
        feedback->language = clean(values[MAP_LANGUAGE], name, arena);
    feedback->url = clean(values[MAP_URL], value, arena);
    if (values[MAP_REGION].length > 0)
        feedback->region = clean(values[MAP_REGION], name, arena);
    feedback->outlet_name = clean(values[MAP_OUTLET], name, arena);
    (void)outlet_tier_find(values[MAP_TIER], &feedback->outlet_tier); /* unknown: none */
    (void)letter_rank_find(values[MAP_RANK], &feedback->rank);        /* unknown: none */
    feedback->status = clean(status_word(mapping, values[MAP_STATUS]), name, arena);
    if (values[MAP_SUBJECTS].length > 0)
        split_subjects(values[MAP_SUBJECTS], arena, feedback);
}

static void apply_fields(const struct mapping *mapping, const struct mapping_item *item,
                         struct arena *arena, struct feedback *feedback)
{
    /* Two more than mapped: an unreadable time here, and what is incomplete later. */
    struct field *fields = arena_take(arena, (mapping->field_count + 2) * sizeof *fields);

    for (size_t i = 0; i < mapping->field_count; i++) {
        struct slice value = join(item, &mapping->fields[i].paths, " ", arena);
        value = clean(value, (struct cleaning){ .limit_bytes = VALUE_LIMIT_BYTES }, arena);
        if (value.length > 0)
            fields[feedback->field_count++] =
                (struct field){ slice_of(mapping->fields[i].name), value };
    }
    feedback->fields = fields;
}

static void apply_time(const struct mapping_item *item, struct slice value, struct arena *arena,
                       struct feedback *feedback)
{
    feedback->at = MOMENT_NEVER;
    if (value.length == 0 || times_parse(value, item->calendar, &feedback->at))
        return;
    struct field *fields = (struct field *)feedback->fields; /* ours, with room for it */
    fields[feedback->field_count++] = (struct field){
        SLICE("at"), clean(value, (struct cleaning){ .limit_bytes = NAME_LIMIT_BYTES }, arena)
    };
}

int mapping_apply(const struct mapping *mapping, const struct mapping_item *item,
                  struct arena *arena, struct feedback *feedback, struct fault *fault)
{
    struct slice values[MAP_TARGET_COUNT] = { { 0 } };
    struct feedback made = *feedback;

    for (size_t i = 0; i < MAP_TARGET_COUNT; i++)
        values[i] = join(item, &mapping->targets[i], TARGETS[i].between, arena);
    if (values[MAP_ID].length + values[MAP_TEXT].length + values[MAP_TITLE].length == 0)
        return fault_set(fault, FAULT_INPUT, "the item has neither id nor text nor title");
    made.title = clean(values[MAP_TITLE],
                       (struct cleaning){ .limit_bytes = TITLE_LIMIT_BYTES, .html = mapping->html },
                       arena);
    made.text = clean(
        values[MAP_TEXT],
        (struct cleaning){ .limit_bytes = TEXT_LIMIT_BYTES, .lines = true, .html = mapping->html },
        arena);
    apply_lines(values, mapping, arena, &made);
    apply_fields(mapping, item, arena, &made);
    apply_time(item, values[MAP_AT], arena, &made);
    made.id = prefixed(item->source, values[MAP_ID], arena);
    if (made.id.length == 0)
        made.id = made_id(item->source, &made, arena);
    made.parent = prefixed(item->source, values[MAP_PARENT], arena);
    *feedback = made;
    return 0;
}

static bool is_opening(struct slice status)
{
    return status.length == 0 || slice_is(status, "open") || slice_is(status, "new");
}

bool mapping_update(struct feedback *feedback, struct arena *arena, struct feedback *update)
{
    OWNED(text) struct text id = { 0 };

    if (is_opening(feedback->status))
        return false;
    if (feedback->parent.length > 0) { /* it is such news already */
        return false;
    }
    *update = *feedback;
    text_add_bytes(&id, feedback->id.bytes, feedback->id.length);
    text_add_format(&id, ":%.*s", (int)feedback->status.length, feedback->status.bytes);
    update->id = (struct slice){ arena_copy(arena, text_string(&id), id.length), id.length };
    update->parent = feedback->id;
    feedback->status = (struct slice){ 0 };
    return true;
}
