#include "read/severity.h"

#include "read/quantity.h"

/* Guards and voices further away than this many hits are not asked. */
enum { GUARDS_MOST = 2048 };

/* One marker under judgement. */
struct trial {
    const struct severity_input *input;
    struct severity *severity;
    enum marker marker;
    struct span place;
    uint32_t first; /* where the group of overlapping hits begins */
    struct span clause;
    struct span sentence;
};

void severity_done(struct severity *severity)
{
    memory_free(severity->markers);
    memory_free(severity->reasons);
    *severity = (struct severity){0};
}

static const struct rule_place *rule_of(const struct severity_input *input, size_t index)
{
    return rulebook_place(input->book, input->hits->items[index].pattern);
}

static struct span place_of(const struct severity_input *input, size_t index)
{
    const struct pattern_hit *hit = &input->hits->items[index];

    return (struct span){hit->begin, hit->end};
}

static bool is_within(struct span inner, struct span outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

/* Only a space may stand between the two. */
static bool touches(const struct trial *trial, uint32_t end, uint32_t begin)
{
    const char *bytes = trial->input->folded->bytes.bytes;

    return end == begin || (end + 1 == begin && bytes[end] == ' ');
}

static bool stands(const struct trial *trial, enum guard_place where, struct span guard)
{
    struct span place = trial->place;

    switch (where) {
    case GUARD_JUST_BEFORE:
        return guard.begin < trial->first && touches(trial, guard.end, place.begin);
    case GUARD_JUST_AFTER:
        return guard.end > place.end && touches(trial, place.end, guard.begin);
    case GUARD_OVER:
        return span_meets(guard, place);
    case GUARD_CLAUSE_BEFORE:
        return is_within(guard, trial->clause) && guard.begin < place.begin;
    case GUARD_CLAUSE_AFTER:
        return is_within(guard, trial->clause) && guard.end > place.end;
    case GUARD_CLAUSE:
        return is_within(guard, trial->clause);
    case GUARD_SENTENCE:
        return is_within(guard, trial->sentence);
    case GUARD_SENTENCE_BEFORE:
        return is_within(guard, trial->sentence) && guard.begin < place.begin;
    case GUARD_TEXT:
        return true;
    case GUARD_PLACE_COUNT:
        break;
    }
    return false;
}

static void note(const struct trial *trial, size_t index)
{
    struct severity *severity = trial->severity;

    MEMORY_GROW(severity->reasons, severity->reason_count, severity->reason_capacity);
    severity->reasons[severity->reason_count++] = (struct severity_reason){
        .place = place_of(trial->input, index),
        .rule = rule_of(trial->input, index),
        .marker = trial->marker,
    };
}

/* "不是演习" is no drill: a guard that an exception of its rule touches says nothing. */
static bool is_excepted(const struct severity_input *input, uint32_t rule, struct span guard)
{
    if (input->rules->guards[rule].exception_count == 0)
        return false;
    for (size_t i = 0; i < input->hits->count && i < GUARDS_MOST; i++) {
        const struct rule_place *other = rule_of(input, i);

        if (input->hits->items[i].begin >= guard.end)
            break;
        if (other->kind == RULE_GUARD_EXCEPTION && other->rule == rule &&
            span_meets(guard, place_of(input, i)))
            return true;
    }
    return false;
}

static bool is_taken_back(const struct trial *trial)
{
    const struct severity_input *input = trial->input;

    for (size_t i = 0; i < input->hits->count && i < GUARDS_MOST; i++) {
        const struct rule_place *rule = rule_of(input, i);
        const struct guard_rule *guard;

        if (rule->kind != RULE_GUARD)
            continue;
        guard = &input->rules->guards[rule->rule];
        if ((guard->markers & 1u << trial->marker) == 0 ||
            !stands(trial, guard->place, place_of(input, i)) ||
            is_excepted(input, rule->rule, place_of(input, i)))
            continue;
        note(trial, i);
        return true;
    }
    return false;
}

static bool has_voice(const struct trial *trial, enum voice voice)
{
    const struct severity_input *input = trial->input;

    for (size_t i = 0; i < input->hits->count && i < GUARDS_MOST; i++) {
        const struct rule_place *rule = rule_of(input, i);
        const struct voice_rule *rules = input->rules->voices;

        if (rule->kind != RULE_VOICE || rules[rule->rule].voice != voice ||
            !stands(trial, rules[rule->rule].place, place_of(input, i)))
            continue;
        note(trial, i);
        return true;
    }
    return false;
}

/* Does the organisation's subject stand in the clause, or before it in the sentence? Chinese
 * names its topic once and goes on: "电池爆炸,两人死亡". */
static bool names_subject(const struct trial *trial, bool in_clause)
{
    const struct subject_hits *subjects = trial->input->subjects;

    for (size_t i = 0; i < subjects->count; i++) {
        struct span place = subjects->items[i].place;

        if (is_within(place, trial->clause))
            return true;
        if (!in_clause && is_within(place, trial->sentence) && place.begin < trial->place.begin)
            return true;
    }
    return false;
}

static bool is_own(const struct trial *trial)
{
    if (trial->input->certain)
        return true;
    if (has_voice(trial, VOICE_OTHER) && !names_subject(trial, true))
        return false;
    if (trial->input->about || names_subject(trial, false))
        return true;
    return has_voice(trial, VOICE_SELF) && !has_voice(trial, VOICE_HEARSAY);
}

static void keep(const struct trial *trial, bool own)
{
    struct severity *severity = trial->severity;
    const char *bytes = trial->input->folded->bytes.bytes;
    struct slice words = {bytes + trial->place.begin, trial->place.end - trial->place.begin};

    MEMORY_GROW(severity->markers, severity->count, severity->capacity);
    severity->markers[severity->count++] = (struct marker_hit){
        .marker = trial->marker,
        .own = own,
        .begin = trial->place.begin,
        .end = trial->place.end,
        .number = trial->marker == MARKER_MASS_COMPLAINT ? quantity_find(words) : 0,
    };
}

/* Hits of one marker that overlap are one hit; a guard of any of them takes all back. */
struct group {
    struct span place;
    bool taken_back;
    bool own;
    bool open;
};

static void close_group(const struct trial *trial, struct group *group)
{
    struct trial whole = *trial;

    if (group->open && !group->taken_back) {
        whole.place = group->place;
        keep(&whole, group->own);
    }
    *group = (struct group){0};
}

static void take_hit(struct trial *trial, struct group *group, struct span place)
{
    if (group->open && place.begin >= group->place.end)
        close_group(trial, group);
    if (!group->open)
        *group = (struct group){.open = true, .place = place};
    if (place.end > group->place.end)
        group->place.end = place.end;
    if (group->taken_back)
        return;
    trial->place = place;
    trial->first = group->place.begin;
    trial->clause = clause_around(trial->input->folded, place);
    trial->sentence = sentence_around(trial->input->folded, place);
    if (is_taken_back(trial))
        group->taken_back = true;
    else
        group->own = is_own(trial) || group->own;
}

static void judge_marker(const struct severity_input *input, struct severity *severity,
                         enum marker marker)
{
    struct trial trial = {.input = input, .severity = severity, .marker = marker};
    struct group group = {0};
    size_t tried = 0;

    for (size_t i = 0; i < input->hits->count && tried < SEVERITY_HITS_MOST; i++) {
        const struct rule_place *rule = rule_of(input, i);

        if (rule->kind != RULE_MARKER || input->rules->markers[rule->rule].marker != marker)
            continue;
        tried++;
        take_hit(&trial, &group, place_of(input, i));
    }
    close_group(&trial, &group);
}

/* Few markers: insertion keeps those of one place in the order of their kinds. */
static void sort_markers(struct severity *severity)
{
    for (size_t i = 1; i < severity->count; i++) {
        struct marker_hit hit = severity->markers[i];
        size_t j = i;

        while (j > 0 && severity->markers[j - 1].begin > hit.begin) {
            severity->markers[j] = severity->markers[j - 1];
            j--;
        }
        severity->markers[j] = hit;
    }
}

void severity_judge(const struct severity_input *input, struct severity *severity)
{
    unsigned present = 0;

    severity->count = 0;
    severity->reason_count = 0;
    for (size_t i = 0; i < input->hits->count; i++) {
        const struct rule_place *rule = rule_of(input, i);

        if (rule->kind == RULE_MARKER)
            present |= 1u << input->rules->markers[rule->rule].marker;
    }
    for (int marker = 0; present != 0 && marker < MARKER_COUNT; marker++)
        if ((present & 1u << marker) != 0)
            judge_marker(input, severity, (enum marker)marker);
    sort_markers(severity);
}
