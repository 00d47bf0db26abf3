#include "wire/briefing_words.h"

#include "base/moment.h"

#include <stddef.h>
#include <string.h>

void briefing_add_local(struct text *text, const struct calendar *calendar, int64_t at)
{
    const struct local_time local = calendar_local(calendar, at);
    const struct civil day = civil_from_moment(local.day * DAY_MS);

    text_add_format(text, "%04d-%02d-%02d %02d:%02d", day.year, day.month, day.day, local.hour,
                    local.minute);
}

static const struct {
    const char *zh;
    const char *en;
} level_words[] = {
    [LEVEL_NONE] = { "平静", "calm" },
    [LEVEL_WARNING] = { "预警", "warning" },
    [LEVEL_3] = { "三级响应", "level 3 response" },
    [LEVEL_2] = { "二级响应", "level 2 response" },
    [LEVEL_1] = { "一级响应", "level 1 response" },
};

void briefing_write_level(struct writer *writer, enum level level)
{
    OWNED(text) struct text flag = { 0 };

    writer_member(writer, "level", level_name(level));
    writer_member(writer, "level_zh", level_words[level].zh);
    writer_member(writer, "level_en", level_words[level].en);
    text_add_format(&flag, "is_%s", level_name(level));
    writer_member_bool(writer, text_string(&flag), true);
}

static const struct {
    const char *type; /* without "tocsin." and ".v1" */
    const char *zh;
    const char *en;
} what_words[] = {
    { "warning.raised", "发出预警", "warning raised" },
    { "warning.released", "预警解除", "warning released" },
    { "warning.superseded", "预警转入响应", "warning superseded by a response" },
    { "response.proposed", "提请启动响应", "response proposed" },
    { "response.triggered", "启动响应", "response triggered" },
    { "response.upgraded", "响应升级", "response upgraded" },
    { "response.downgraded", "响应降级", "response downgraded" },
    { "response.released", "响应终止", "response released" },
    { "response.closed", "结案", "closed" },
    { "upgrade.requested", "提请升级", "upgrade requested" },
    { "clock.due", "时限临近", "deadline is near" },
    { "clock.overdue", "时限逾期", "deadline overdue" },
    { "source.silent", "来源中断", "source silent" },
    { "source.back", "来源恢复", "source is back" },
    { "command.done", "决定已执行", "decision carried out" },
    { "command.refused", "决定被拒", "decision refused" },
    { "briefing.published", "简报已出", "briefing published" },
    { "ack", "签收", "acknowledged" },
    { "attest", "确认事项", "attested" },
    { "confirm", "批准", "confirmed" },
    { "joined", "并入", "joined" },
    { "met", "时限完成", "deadline met" },
    { "note", "记录", "noted" },
    { "reject", "不批准", "rejected" },
    { "release", "同意解除", "agreed to the release" },
    { "silenced", "静默期内未发", "not sent while silenced" },
    { "verify", "核实", "verified" },
};

static struct slice bare(struct slice type)
{
    static const char prefix[] = "tocsin.";
    static const char suffix[] = ".v1";
    const size_t before = sizeof prefix - 1;
    const size_t behind = sizeof suffix - 1;
    const struct slice start = { type.bytes, type.length < before ? type.length : before };

    if (slice_is(start, prefix) && type.length > before + behind)
        return (struct slice){ type.bytes + before, type.length - before - behind };
    return type;
}

void briefing_write_what(struct writer *writer, struct slice type)
{
    const struct slice name = bare(type);

    for (size_t i = 0; i < sizeof what_words / sizeof what_words[0]; i++) {
        if (!slice_is(name, what_words[i].type))
            continue;
        writer_member(writer, "what_zh", what_words[i].zh);
        writer_member(writer, "what_en", what_words[i].en);
        return;
    }
    writer_member_slice(writer, "what_zh", name);
    writer_member_slice(writer, "what_en", name);
}

void briefing_write_growth(struct writer *writer, const struct json *growth)
{
    double ratio = 0;
    double percent = 0;
    double observed = 0;
    double expected = 0;
    OWNED(text) struct text zh = { 0 };
    OWNED(text) struct text en = { 0 };

    if (growth == NULL || growth->type != JSON_OBJECT ||
        !json_decimal(json_find(growth, "ratio"), &ratio) ||
        !json_decimal(json_find(growth, "growth_percent"), &percent))
        return;
    (void)json_decimal(json_find(growth, "observed"), &observed); /* 0 when it is not there */
    (void)json_decimal(json_find(growth, "expected"), &expected);
    text_add_format(&zh, "%.1f× = 均值的%.0f%% = 增长%+.0f%%(%.0f 件,通常 %.1f 件)", ratio,
                    ratio * 100, percent, observed, expected);
    text_add_format(&en, "%.1f× = %.0f%% of the mean = growth %+.0f%% (%.0f, usual %.1f)", ratio,
                    ratio * 100, percent, observed, expected);
    writer_name(writer, "growth");
    writer_object(writer);
    for (const struct json *member = growth->first; member != NULL; member = member->next) {
        writer_name_slice(writer, member->name);
        writer_value(writer, member);
    }
    writer_member(writer, "text_zh", text_string(&zh));
    writer_member(writer, "text_en", text_string(&en));
    writer_object_end(writer);
}

static const struct {
    const char *unit;
    const char *zh;
} unit_words[] = {
    { "% growth", "% 增长" },
    { "% in a day", "% 日增长" },
    { "authors of a severity marker", " 位作者提及严重后果" },
    { "complaints", " 件" },
    { "letters", " 封来函" },
    { "outlets", " 家媒体" },
    { "people", " 人" },
    { "regions", " 个地区" },
    { "signs of spreading", " 项扩散迹象" },
};

static const char *unit_zh(struct slice unit)
{
    for (size_t i = 0; i < sizeof unit_words / sizeof unit_words[0]; i++)
        if (slice_is(unit, unit_words[i].unit))
            return unit_words[i].zh;
    return "";
}

void briefing_write_distance(struct writer *writer, const struct json *distance)
{
    OWNED(text) struct text zh = { 0 };
    enum level level = LEVEL_NONE;
    double value = 0;
    double threshold = 0;

    writer_object(writer);
    for (const struct json *member = distance->first; member != NULL; member = member->next) {
        if (slice_is(member->name, "level"))
            continue;
        writer_name_slice(writer, member->name);
        writer_value(writer, member);
    }
    if (level_find(json_string(distance, "level"), &level))
        briefing_write_level(writer, level);
    if (json_decimal(json_find(distance, "value"), &value) &&
        json_decimal(json_find(distance, "threshold"), &threshold)) {
        const char *unit = unit_zh(json_string(distance, "unit"));
        text_add_format(&zh, "现为 %.0f%s，须达 %.0f%s", value, unit, threshold, unit);
        if (value >= threshold)
            text_add(&zh, "；数值已到，尚须持续或满足其他条件");
    } else {
        text_add(&zh, "须由人确认");
    }
    writer_member(writer, "text_zh", text_string(&zh));
    writer_member_slice(writer, "text_en", json_string(distance, "sentence"));
    writer_object_end(writer);
}

static const struct {
    const char *en;
    const char *zh;
} result_words[] = {
    { " met", " 已满足" },
    { " waived", " 免除" },
    { " true", " 是" },
    { " false", " 否" },
};

/* The words of a level that the sentence begins with, and how long its name is. */
static const char *leading_level(struct slice sentence, size_t *length)
{
    for (enum level level = LEVEL_WARNING; level <= LEVEL_1; level++) {
        const char *name = level_name(level);
        *length = strlen(name);
        if (sentence.length >= *length && memcmp(sentence.bytes, name, *length) == 0 &&
            (sentence.length == *length || sentence.bytes[*length] == ':'))
            return level_words[level].zh;
    }
    return NULL;
}

/* The word behind the item, and where it stands. */
static const char *attested_result(struct slice sentence, struct slice *found)
{
    const char *space = memchr(sentence.bytes, ' ', sentence.length);

    for (size_t i = 0; space != NULL && i < sizeof result_words / sizeof result_words[0]; i++) {
        const size_t length = strlen(result_words[i].en);
        const size_t left = sentence.length - (size_t)(space - sentence.bytes);
        if (left < length || memcmp(space, result_words[i].en, length) != 0)
            continue;
        *found = (struct slice){ space, length };
        return result_words[i].zh;
    }
    return NULL;
}

/* "CLK-3 met 初步核查完成", "WRN-3.scope: met, 多个城市", "level-1: …": such words in Chinese. */
void briefing_write_sentence(struct writer *writer, const struct json *happening)
{
    const struct slice sentence = json_string(happening, "sentence");
    struct slice found = { sentence.bytes, 0 };
    const char *word = NULL;
    OWNED(text) struct text zh = { 0 };

    if (sentence.length == 0)
        return;
    word = leading_level(sentence, &found.length);
    if (word == NULL && slice_is(json_string(happening, "what"), "attest"))
        word = attested_result(sentence, &found);
    if (word == NULL)
        found = (struct slice){ sentence.bytes, 0 };
    const size_t before = (size_t)(found.bytes - sentence.bytes);
    text_add_bytes(&zh, sentence.bytes, before);
    text_add(&zh, word == NULL ? "" : word);
    text_add_bytes(&zh, found.bytes + found.length, sentence.length - before - found.length);
    writer_member(writer, "sentence_zh", text_string(&zh));
    writer_member_slice(writer, "sentence_en", sentence);
}
