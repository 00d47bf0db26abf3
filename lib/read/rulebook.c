#include "read/rulebook.h"

#include "read/fold.h"

/* Guards and voices matter only where a marker stands: they are looked for in a second pass, which
 * few texts need. */
enum pass { PASS_FIRST, PASS_SECOND, PASS_COUNT };

struct rulebook {
    struct patterns *patterns[PASS_COUNT];
    size_t begins[PASS_COUNT + 1]; /* where the places of each pass begin */
    struct rule_place *places;
    size_t count;
    size_t capacity;
    struct pattern_hits more; /* of the second pass */
};

/* What is collected before it is compiled. */
struct collection {
    struct rulebook *book;
    const struct fold_table *table;
    struct arena *arena;
    struct pattern *patterns;
    size_t capacity;
};

static struct slice fold_rule(struct collection *collection, struct slice expression)
{
    OWNED(text) struct text folded = {0};

    fold_expression(collection->table, expression, &folded);
    return (struct slice){arena_copy(collection->arena, folded.bytes, folded.length),
                          folded.length};
}

static void add(struct collection *collection, struct rule_place place, size_t count)
{
    struct rulebook *book = collection->book;

    for (size_t i = 0; i < count; i++) {
        const struct expression *expression = &place.expression[i];

        if (book->count == collection->capacity) {
            collection->capacity = collection->capacity == 0 ? 256 : collection->capacity * 2;
            collection->patterns = memory_resize(collection->patterns, collection->capacity,
                                                 sizeof *collection->patterns);
        }
        collection->patterns[book->count] = (struct pattern){
            .text = fold_rule(collection, expression->text),
            .file = expression->file,
            .line = expression->line,
        };
        MEMORY_GROW(book->places, book->count, book->capacity);
        book->places[book->count++] = (struct rule_place){
            .kind = place.kind,
            .rule = place.rule,
            .expression = expression,
        };
    }
}

static void add_first(struct collection *collection, const struct text_rules *rules)
{
    for (uint32_t i = 0; i < rules->marker_count; i++)
        add(collection, (struct rule_place){RULE_MARKER, i, rules->markers[i].expressions},
            rules->markers[i].expression_count);
    for (uint32_t i = 0; i < rules->category_count; i++)
        add(collection, (struct rule_place){RULE_CATEGORY, i, rules->categories[i].expressions},
            rules->categories[i].expression_count);
    for (uint32_t i = 0; i < rules->filter_count; i++)
        add(collection, (struct rule_place){RULE_FILTER, i, rules->filters[i].expressions},
            rules->filters[i].expression_count);
}

static void add_second(struct collection *collection, const struct text_rules *rules)
{
    for (uint32_t i = 0; i < rules->guard_count; i++) {
        add(collection, (struct rule_place){RULE_GUARD, i, rules->guards[i].expressions},
            rules->guards[i].expression_count);
        add(collection, (struct rule_place){RULE_GUARD_EXCEPTION, i, rules->guards[i].exceptions},
            rules->guards[i].exception_count);
    }
    for (uint32_t i = 0; i < rules->voice_count; i++)
        add(collection, (struct rule_place){RULE_VOICE, i, rules->voices[i].expressions},
            rules->voices[i].expression_count);
}

static int open_pass(struct collection *collection, enum pass pass, struct fault *fault)
{
    struct rulebook *book = collection->book;
    size_t begin = book->begins[pass];

    book->begins[pass + 1] = book->count;
    return patterns_open(&book->patterns[pass], collection->patterns + begin, book->count - begin,
                         fault);
}

int rulebook_open(struct rulebook **book, const struct text_rules *rules,
                  const struct fold_table *table, struct fault *fault)
{
    OWNED(rulebook) struct rulebook *made = memory_new(sizeof *made);
    OWNED(arena) struct arena *arena = arena_new();
    struct collection collection = { .book = made, .table = table, .arena = arena };
    int result;

    add_first(&collection, rules);
    result = open_pass(&collection, PASS_FIRST, fault);
    add_second(&collection, rules);
    if (result == 0)
        result = open_pass(&collection, PASS_SECOND, fault);
    memory_free(collection.patterns);
    if (result == 0)
        *book = TAKE(made);
    return result;
}

void rulebook_free(struct rulebook *book)
{
    if (book == NULL)
        return;
    patterns_free(book->patterns[PASS_FIRST]);
    patterns_free(book->patterns[PASS_SECOND]);
    pattern_hits_done(&book->more);
    memory_free(book->places);
    memory_free(book);
}

static bool has_marker(const struct rulebook *book, const struct pattern_hits *hits)
{
    for (size_t i = 0; i < hits->count; i++)
        if (book->places[hits->items[i].pattern].kind == RULE_MARKER)
            return true;
    return false;
}

void rulebook_scan(struct rulebook *book, const struct folded *folded, struct pattern_hits *hits)
{
    patterns_scan(book->patterns[PASS_FIRST], folded, hits);
    if (!has_marker(book, hits))
        return;
    patterns_scan(book->patterns[PASS_SECOND], folded, &book->more);
    for (size_t i = 0; i < book->more.count; i++)
        book->more.items[i].pattern += (uint32_t)book->begins[PASS_SECOND];
    pattern_hits_add(hits, &book->more);
}

const struct rule_place *rulebook_place(const struct rulebook *book, uint32_t pattern)
{
    return &book->places[pattern];
}
