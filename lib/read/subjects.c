#include "read/subjects.h"

/* What one pattern stands for. */
struct alias {
    size_t subject;
    bool is_exclusion;
};

struct subjects {
    struct arena *arena;
    struct slice *names;
    size_t count;
    struct alias *aliases;
    size_t alias_count;
    struct patterns *patterns;
};

void subject_hits_done(struct subject_hits *hits)
{
    memory_free(hits->items);
    pattern_hits_done(&hits->raw);
    *hits = (struct subject_hits){0};
}

/* What is collected before it is compiled. */
struct collection {
    struct subjects *subjects;
    const struct fold_table *table;
    struct pattern *patterns;
    size_t pattern_capacity;
    size_t alias_capacity;
    struct folded folded;
};

static int add(struct collection *collection, struct slice word, struct alias alias,
               struct fault *fault)
{
    struct subjects *subjects = collection->subjects;
    struct slice name = subjects->names[alias.subject];
    size_t count = subjects->alias_count;

    fold_text(collection->table, word, &collection->folded);
    if (collection->folded.bytes.length == 0)
        return fault_set(fault, FAULT_SETUP, "subject '%.*s' has an alias without a character",
                         (int)name.length, name.bytes);
    if (count == collection->pattern_capacity) {
        collection->pattern_capacity = count == 0 ? 64 : count * 2;
        collection->patterns = memory_resize(collection->patterns, collection->pattern_capacity,
                                             sizeof *collection->patterns);
    }
    collection->patterns[count] = (struct pattern){
        .text = {arena_copy(subjects->arena, collection->folded.bytes.bytes,
                            collection->folded.bytes.length),
                 collection->folded.bytes.length},
        .file = SLICE("subjects"),
        .is_word = true,
    };
    MEMORY_GROW(subjects->aliases, subjects->alias_count, collection->alias_capacity);
    subjects->aliases[subjects->alias_count++] = alias;
    return 0;
}

static int add_subject(struct collection *collection, const struct subject_rule *rule, size_t index,
                       struct fault *fault)
{
    for (size_t i = 0; i < rule->alias_count; i++)
        if (add(collection, rule->aliases[i], (struct alias){.subject = index}, fault) != 0)
            return -1;
    for (size_t i = 0; i < rule->exclusion_count; i++)
        if (add(collection, rule->exclusions[i],
                (struct alias){.subject = index, .is_exclusion = true}, fault) != 0)
            return -1;
    return 0;
}

int subjects_open(struct subjects **subjects, const struct subject_rule *rules, size_t count,
                  const struct fold_table *table, struct fault *fault)
{
    OWNED(subjects) struct subjects *made = memory_new(sizeof *made);
    struct collection collection = {.subjects = made, .table = table};
    int result = 0;

    made->arena = arena_new();
    made->names = memory_array(count + 1, sizeof *made->names);
    made->count = count;
    for (size_t i = 0; i < count && result == 0; i++) {
        made->names[i] = (struct slice){
            arena_copy(made->arena, rules[i].name.bytes, rules[i].name.length),
            rules[i].name.length,
        };
        result = add_subject(&collection, &rules[i], i, fault);
    }
    if (result == 0)
        result = patterns_open(&made->patterns, collection.patterns, made->alias_count, fault);
    memory_free(collection.patterns);
    folded_done(&collection.folded);
    if (result == 0)
        *subjects = TAKE(made);
    return result;
}

void subjects_free(struct subjects *subjects)
{
    if (subjects == NULL)
        return;
    patterns_free(subjects->patterns);
    memory_free(subjects->aliases);
    memory_free(subjects->names);
    arena_free(subjects->arena);
    memory_free(subjects);
}

/* A Latin alias must not be a piece of a longer word; Chinese has no such borders. */
static bool is_whole(const struct folded *folded, struct span place)
{
    size_t first = folded_index(folded, place.begin);
    size_t last = folded_index(folded, place.end - 1);

    if (first > 0 && fold_is_word(folded->codes[first]) && fold_is_word(folded->codes[first - 1]) &&
        folded->codes[first - 1] != '\'')
        return false;
    return !(last + 1 < folded->count && fold_is_word(folded->codes[last]) &&
             fold_is_word(folded->codes[last + 1]) && folded->codes[last + 1] != '\'');
}

static bool is_excluded(const struct subjects *subjects, const struct pattern_hits *raw,
                        const struct pattern_hit *hit)
{
    for (size_t i = 0; i < raw->count && raw->items[i].begin < hit->end; i++) {
        const struct alias *alias = &subjects->aliases[raw->items[i].pattern];

        if (alias->is_exclusion && alias->subject == subjects->aliases[hit->pattern].subject &&
            raw->items[i].begin <= hit->begin && raw->items[i].end >= hit->end)
            return true;
    }
    return false;
}

void subjects_find(struct subjects *subjects, const struct folded *folded,
                   struct subject_hits *hits)
{
    /* Looking for exclusions is quadratic; nobody names subjects more often than this. */
    enum { SUBJECT_HITS_MOST = 512 };

    hits->count = 0;
    patterns_scan(subjects->patterns, folded, &hits->raw);
    if (hits->raw.count > SUBJECT_HITS_MOST)
        hits->raw.count = SUBJECT_HITS_MOST;
    for (size_t i = 0; i < hits->raw.count; i++) {
        const struct pattern_hit *hit = &hits->raw.items[i];
        const struct alias *alias = &subjects->aliases[hit->pattern];
        struct span place = {hit->begin, hit->end};

        if (alias->is_exclusion || !is_whole(folded, place) ||
            is_excluded(subjects, &hits->raw, hit))
            continue;
        MEMORY_GROW(hits->items, hits->count, hits->capacity);
        hits->items[hits->count++] = (struct subject_hit){
            .place = place,
            .name = subjects->names[alias->subject],
            .subject = alias->subject,
        };
    }
}
