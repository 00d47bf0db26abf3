#include "read/patterns.h"

#include "base/table.h"
#include "read/literals.h"
#include "read/match.h"
#include "read/starts.h"

#include <stdlib.h>

/* States entered for one text; ordinary texts need some thousands. */
enum { EFFORT_MOST = 200000 };

enum { PRESENT_CODES = 4096 };

/* A branch and the pattern it belongs to. */
struct member {
    const struct branch *branch;
    uint32_t pattern;
    bool is_literal; /* what a literal says is all there is to say */
    uint32_t tried;  /* the first character not tried yet, */
    uint32_t scan;   /* and the scan that says so */
};

struct patterns {
    struct arena *arena;
    struct literals *words; /* of patterns that are words */
    struct starts *starts;  /* of expressions */
    struct member *members;
    size_t member_count;
    size_t member_capacity;
    uint32_t scan;
    struct start_hits starting;
    struct match_room room;
};

/* One scan on its way. */
struct search {
    struct patterns *patterns;
    const struct folded *folded;
    struct pattern_hits *hits;
    uint32_t pattern; /* of the branch that is followed */
    bool has_present;
    uint64_t present[PRESENT_CODES / 64]; /* the characters of the text, by low bits */
};

void pattern_hits_done(struct pattern_hits *hits)
{
    memory_free(hits->items);
    *hits = (struct pattern_hits){0};
}

static uint32_t add_member(struct patterns *patterns, const struct branch *branch, uint32_t pattern)
{
    MEMORY_GROW(patterns->members, patterns->member_count, patterns->member_capacity);
    patterns->members[patterns->member_count] = (struct member){
        .branch = branch,
        .pattern = pattern,
        .is_literal = branch->is_literal && !branch->is_word_begin && !branch->is_word_end,
    };
    return (uint32_t)patterns->member_count++;
}

static void add_word(struct patterns *patterns, struct slice word, uint32_t pattern)
{
    struct branch *branch = arena_take(patterns->arena, sizeof *branch);

    branch->is_literal = true;
    literals_add(patterns->words, word, add_member(patterns, branch, pattern));
}

static void add_branch(struct patterns *patterns, const struct branch *branch, uint32_t pattern)
{
    uint32_t member = add_member(patterns, branch, pattern);

    for (size_t i = 0; i < branch->literal_count; i++)
        starts_add(patterns->starts, branch->literals[i], member);
}

static bool add_pattern(struct patterns *patterns, const struct pattern *pattern, uint32_t index,
                        struct text *complaints)
{
    const char *complaint = NULL;
    size_t count = 0;
    struct branch *branches;

    if (pattern->is_word) {
        add_word(patterns, pattern->text, index);
        return true;
    }
    branches = expression_parse(pattern->text, patterns->arena, &count, &complaint);
    if (branches == NULL) {
        text_add_format(complaints, "%s%.*s:%u: %s", complaints->length > 0 ? "\n" : "",
                        (int)pattern->file.length, pattern->file.bytes, pattern->line, complaint);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        add_branch(patterns, &branches[i], index);
    return true;
}

int patterns_open(struct patterns **patterns, const struct pattern *list, size_t count,
                  struct fault *fault)
{
    OWNED(patterns) struct patterns *made = memory_new(sizeof *made);
    OWNED(text) struct text complaints = {0};

    made->arena = arena_new();
    made->words = literals_new();
    made->starts = starts_new();
    for (size_t i = 0; i < count; i++)
        (void)add_pattern(made, &list[i], (uint32_t)i, &complaints); /* all are said in one go */
    if (complaints.length > 0)
        return fault_set(fault, FAULT_SETUP, "%s", text_string(&complaints));
    if (literals_compile(made->words, fault) != 0)
        return -1;
    starts_compile(made->starts);
    *patterns = TAKE(made);
    return 0;
}

void patterns_free(struct patterns *patterns)
{
    if (patterns == NULL)
        return;
    literals_free(patterns->words);
    starts_free(patterns->starts);
    memory_free(patterns->members);
    start_hits_done(&patterns->starting);
    match_room_done(&patterns->room);
    arena_free(patterns->arena);
    memory_free(patterns);
}

static void keep_hit(struct search *search, uint32_t pattern, uint32_t begin, uint32_t end)
{
    struct pattern_hits *hits = search->hits;

    if (hits->count == PATTERN_HITS_MOST) {
        hits->is_cut = true;
        return;
    }
    MEMORY_GROW(hits->items, hits->count, hits->capacity);
    hits->items[hits->count++] = (struct pattern_hit){pattern, begin, end};
}

static void keep_match(void *context, size_t begin, size_t end)
{
    struct search *search = context;

    keep_hit(search, search->pattern, search->folded->places[begin], search->folded->places[end]);
}

static bool has_borders(const struct search *search, const struct branch *branch, uint32_t begin,
                        uint32_t end)
{
    const struct folded *folded = search->folded;

    if (branch->is_word_begin && !match_is_border(folded, folded_index(folded, begin)))
        return false;
    return !branch->is_word_end || match_is_border(folded, folded_index(folded, end));
}

static bool may_start(const struct search *search, const struct branch *branch, size_t at)
{
    const uint32_t *codes = search->folded->codes;

    return opening_allows(&branch->opening, codes[at],
                          at + 1 < search->folded->count ? codes[at + 1] : 0);
}

static void read_present(struct search *search)
{
    const struct folded *folded = search->folded;

    search->has_present = true;
    for (size_t i = 0; i < sizeof search->present / sizeof *search->present; i++)
        search->present[i] = 0;
    for (size_t i = 0; i < folded->count; i++) {
        uint32_t low = folded->codes[i] % PRESENT_CODES;

        search->present[low / 64] |= (uint64_t)1 << low % 64;
    }
}

/* Does the text hold what a match needs beside the literal? */
static bool has_company(struct search *search, const struct branch *branch)
{
    bool has_one = false;

    if (branch->company_count > 0 && !search->has_present)
        read_present(search);
    for (size_t i = 0; i < branch->company_count; i++) {
        uint32_t low = branch->company[i] % PRESENT_CODES;

        if (branch->company[i] != 0)
            has_one = has_one || (search->present[low / 64] >> low % 64 & 1) != 0;
        else if (!has_one)
            return false;
        else
            has_one = false;
    }
    return true;
}

/* Follows the branch from every character from which it could reach over the literal that begins with
 * the character `last`. */
static void follow(struct search *search, struct member *member, size_t last)
{
    struct patterns *patterns = search->patterns;
    const struct branch *branch = member->branch;
    size_t first;

    if (!has_company(search, branch))
        return;
    first = last > branch->before ? last - branch->before : 0;
    if (member->scan == patterns->scan && member->tried > first)
        first = member->tried;
    search->pattern = member->pattern;
    for (size_t at = first; at <= last && patterns->room.effort < EFFORT_MOST; at++)
        if (may_start(search, branch, at))
            match_at(branch, search->folded, at, &patterns->room);
    member->scan = patterns->scan;
    member->tried = (uint32_t)last + 1;
}

static void take_start(struct search *search, const struct start_hit *hit)
{
    for (size_t i = 0; i < hit->count; i++) {
        uint32_t number = i == 0 ? hit->member : hit->members[i];
        struct member *member = &search->patterns->members[number];

        if (member->is_literal)
            keep_hit(search, member->pattern, hit->begin, hit->end);
        else if (!member->branch->is_literal)
            follow(search, member, hit->index);
        else if (has_borders(search, member->branch, hit->begin, hit->end))
            keep_hit(search, member->pattern, hit->begin, hit->end);
    }
}

/* Asks for the memory of the first hits, which are all that most texts have. */
static void expect(const struct patterns *patterns)
{
    enum { EXPECTED_MOST = 8 };
    const struct start_hits *hits = &patterns->starting;
    size_t count = hits->count < EXPECTED_MOST ? hits->count : EXPECTED_MOST;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&patterns->members[hits->items[i].member]);
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(patterns->members[hits->items[i].member].branch);
}

static void take_word(void *context, const uint32_t *members, size_t count, uint32_t begin,
                      uint32_t end)
{
    struct search *search = context;

    for (size_t i = 0; i < count; i++)
        keep_hit(search, search->patterns->members[members[i]].pattern, begin, end);
}

static int compare_hits(const void *left, const void *right)
{
    const struct pattern_hit *one = left;
    const struct pattern_hit *other = right;

    if (one->begin != other->begin)
        return one->begin < other->begin ? -1 : 1;
    if (one->end != other->end)
        return one->end < other->end ? -1 : 1;
    return one->pattern < other->pattern ? -1 : one->pattern > other->pattern;
}

static void sort_hits(struct pattern_hits *hits)
{
    size_t kept = 1;

    if (hits->count < 2)
        return;
    qsort(hits->items, hits->count, sizeof *hits->items, compare_hits);
    for (size_t i = 1; i < hits->count; i++)
        if (compare_hits(&hits->items[i], &hits->items[kept - 1]) != 0)
            hits->items[kept++] = hits->items[i];
    hits->count = kept;
}

void pattern_hits_add(struct pattern_hits *hits, const struct pattern_hits *more)
{
    for (size_t i = 0; i < more->count; i++) {
        MEMORY_GROW(hits->items, hits->count, hits->capacity);
        hits->items[hits->count++] = more->items[i];
    }
    hits->is_cut = hits->is_cut || more->is_cut;
    sort_hits(hits);
}

void patterns_scan(struct patterns *patterns, const struct folded *folded,
                   struct pattern_hits *hits)
{
    struct search search;

    search.patterns = patterns;
    search.folded = folded;
    search.hits = hits;
    search.has_present = false; /* and what is present is read when it is asked for */
    hits->count = 0;
    hits->is_cut = false;
    patterns->scan++;
    patterns->room.effort = 0;
    patterns->room.found = keep_match;
    patterns->room.context = &search;
    literals_scan(patterns->words, (struct slice){folded->bytes.bytes, folded->bytes.length},
                  take_word, &search);
    starts_scan(patterns->starts, folded, &patterns->starting);
    expect(patterns);
    for (size_t i = 0; i < patterns->starting.count; i++)
        take_start(&search, &patterns->starting.items[i]);
    hits->is_cut = hits->is_cut || patterns->room.effort >= EFFORT_MOST;
    sort_hits(hits);
}
