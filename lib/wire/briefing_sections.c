#include "wire/briefing_sections.h"

#include "wire/briefing_words.h"

static const struct section {
    enum briefing_kind kind;
    const char *item;
    const char *instead; /* said elsewhere already; NULL: nowhere */
    const char *title_zh;
    const char *title_en;
    bool is_optional; /* without it the notice says that nothing is certain yet (WRN-2) */
} sections[] = {
    /* S1 三.3: 內容包括事件性質、當前處置措施、潛在影響、已採取管控措施等 */
    { BRIEFING_UPWARD, "RPT-2.nature", "INT-5.nature", "事件性质", "nature of the event" },
    { BRIEFING_UPWARD, "RPT-2.measures", "RPT-3.measures", "当前处置措施", "present measures" },
    { BRIEFING_UPWARD, "RPT-2.impact", "INT-5.impact", "潜在影响", "potential impact" },
    { BRIEFING_UPWARD, "RPT-2.controls", NULL, "已采取管控措施", "controls taken" },
    /* S1 六.1(2): 內容必須包含:傷亡情況、處置措施、預計影響 */
    { BRIEFING_PROGRESS, "RPT-3.casualties", NULL, "伤亡情况", "casualties" },
    { BRIEFING_PROGRESS, "RPT-3.measures", "RPT-2.measures", "处置措施", "measures" },
    { BRIEFING_PROGRESS, "RPT-3.impact", "RPT-2.impact", "预计影响", "expected impact" },
    /* S1 六.1(4): 每日定時發布情況通報,明確信息發布官 */
    { BRIEFING_NOTICE, "RPT-4.statement", NULL, "情况说明", "statement", true },
    { BRIEFING_NOTICE, "RPT-4.spokesperson", NULL, "信息发布官", "spokesperson" },
    /* S2 四.5: 評估應急響應效果,形成書面報告,提出改進建議; S3 四.6: 分析事件原因 */
    { BRIEFING_CLOSING, "RPT-7.cause", NULL, "事件原因", "cause" },
    { BRIEFING_CLOSING, "RPT-7.effect", NULL, "响应效果", "effect of the response" },
    { BRIEFING_CLOSING, "RPT-7.improvement", NULL, "改进建议", "improvements" },
};

enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

/* What was attested true as that item, in words; NULL when nothing was. */
static const struct json *said(const struct json *incident, const char *item)
{
    const struct json *list = json_find(incident, "attested");

    if (list == NULL || list->type != JSON_ARRAY || item == NULL)
        return NULL;
    for (const struct json *one = list->first; one != NULL; one = one->next) {
        const struct json *holds = json_find(one, "holds");
        if (slice_is(json_string(one, "item"), item) && holds != NULL && holds->boolean &&
            json_string(one, "value").length > 0)
            return one;
    }
    return NULL;
}

/* Returns whether nothing is missing. */
static bool write_section(struct writer *writer, const struct briefing *briefing,
                          const struct json *incident, const struct section *section)
{
    const struct json *words = said(incident, section->item);
    int64_t at = 0;

    if (words == NULL)
        words = said(incident, section->instead);
    writer_object(writer);
    writer_member(writer, "item", section->item);
    writer_member(writer, "title_zh", section->title_zh);
    writer_member(writer, "title_en", section->title_en);
    writer_member_bool(writer, "has_text", words != NULL);
    writer_member_bool(writer, "is_missing", words == NULL && !section->is_optional);
    if (words != NULL) {
        OWNED(text) struct text local = { 0 };
        writer_member_slice(writer, "text", json_string(words, "value"));
        writer_member_slice(writer, "actor", json_string(words, "actor"));
        if (moment_parse(json_string(words, "at"), &at))
            briefing_add_local(&local, briefing->calendar, at);
        writer_member(writer, "at_local", text_string(&local));
    }
    writer_object_end(writer);
    return words != NULL || section->is_optional;
}

void briefing_sections_write(struct writer *writer, const struct briefing *briefing,
                             const struct json *incident)
{
    bool is_blocked = false;
    bool has_any = false;

    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (sections[i].kind != briefing->kind)
            continue;
        if (!has_any) {
            writer_name(writer, "sections");
            writer_array(writer);
        }
        has_any = true;
        is_blocked |= !write_section(writer, briefing, incident, &sections[i]);
    }
    if (!has_any)
        return;
    writer_array_end(writer);
    writer_member_bool(writer, "is_blocked", is_blocked);
}

/* --- what came of it --- */

static void write_minutes(struct writer *writer, const char *name, int64_t from_at, int64_t to_at)
{
    if (from_at != MOMENT_NEVER && to_at != MOMENT_NEVER && to_at >= from_at)
        writer_member_integer(writer, name, (to_at - from_at) / MINUTE_MS);
}

/* When the timeline first says that; MOMENT_NEVER when it does not. */
static int64_t first_said(const struct json *incident, const char *what)
{
    const struct json *list = json_find(incident, "timeline");
    int64_t at = MOMENT_NEVER;

    if (list == NULL || list->type != JSON_ARRAY)
        return MOMENT_NEVER;
    for (const struct json *one = list->first; one != NULL; one = one->next)
        if (slice_is(json_string(one, "what"), what) &&
            moment_parse(json_string(one, "at"), &at))
            return at;
    return MOMENT_NEVER;
}

/* The first that was heard of it; the evidence keeps only the newest. */
static int64_t first_heard(const struct json *incident)
{
    int64_t at = MOMENT_NEVER;

    (void)moment_parse(json_string(json_find(json_find(incident, "propagation"), "first"), "at"),
                       &at); /* else never */
    return at;
}

static bool is_met_late(const struct json *clock)
{
    int64_t met_at = 0;
    int64_t due_at = 0;

    return slice_is(json_string(clock, "state"), "met") &&
           moment_parse(json_string(clock, "met_at"), &met_at) &&
           moment_parse(json_string(clock, "due_at"), &due_at) && met_at > due_at;
}

static void write_clocks(struct writer *writer, const struct json *incident)
{
    enum { MET, LATE, OVERDUE, WAIVED, PENDING, STATE_COUNT };
    static const char *const states[STATE_COUNT] = { "met", "late", "overdue", "waived",
                                                     "pending" };
    int64_t counts[STATE_COUNT] = { 0 };
    const struct json *list = json_find(incident, "deadlines");

    for (const struct json *one = list == NULL ? NULL : list->first; one != NULL;
         one = one->next) {
        const bool is_late = is_met_late(one);
        counts[LATE] += is_late;
        for (size_t i = 0; i < STATE_COUNT; i++)
            counts[i] += !is_late && slice_is(json_string(one, "state"), states[i]);
    }
    writer_name(writer, "clocks");
    writer_object(writer);
    for (size_t i = 0; i < STATE_COUNT; i++)
        writer_member_integer(writer, states[i], counts[i]);
    writer_object_end(writer);
}

void briefing_sections_effect(struct writer *writer, const struct json *incident)
{
    int64_t opened_at = MOMENT_NEVER;
    int64_t closed_at = MOMENT_NEVER;

    (void)moment_parse(json_string(incident, "opened_at"), &opened_at); /* else never */
    (void)moment_parse(json_string(incident, "closed_at"), &closed_at);
    writer_name(writer, "effect");
    writer_object(writer);
    write_minutes(writer, "minutes_to_detect", first_heard(incident), opened_at);
    write_minutes(writer, "minutes_to_acknowledge", opened_at, first_said(incident, "ack"));
    write_minutes(writer, "minutes_to_confirm", opened_at, first_said(incident, "confirm"));
    write_minutes(writer, "minutes_open", opened_at, closed_at);
    write_clocks(writer, incident);
    writer_object_end(writer);
}
