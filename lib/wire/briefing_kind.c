#include "wire/briefing_kind.h"

static const struct {
    const char *name;
    const char *title;
} kinds[BRIEFING_KIND_COUNT] = {
    [BRIEFING_HOURLY] = { "hourly", "监测简报" },
    [BRIEFING_FLASH] = { "flash", "即时简报" },
    [BRIEFING_DAILY] = { "daily", "日评估" },
    [BRIEFING_RELEASE] = { "release", "解除评估" },
    [BRIEFING_DOSSIER] = { "dossier", "事件卷宗" },
    [BRIEFING_UPWARD] = { "upward", "上报材料" },
    [BRIEFING_PROGRESS] = { "progress", "进展报告" },
    [BRIEFING_NOTICE] = { "notice", "情况通报（稿）" },
    [BRIEFING_CLOSING] = { "closing", "结案报告" },
};

const char *briefing_kind_name(enum briefing_kind kind)
{
    return kinds[kind].name;
}

const char *briefing_kind_title(enum briefing_kind kind)
{
    return kinds[kind].title;
}

bool briefing_kind_find(struct slice name, enum briefing_kind *kind)
{
    for (int i = 0; i < BRIEFING_KIND_COUNT; i++) {
        if (!slice_is(name, kinds[i].name))
            continue;
        *kind = (enum briefing_kind)i;
        return true;
    }
    return false;
}

bool briefing_kind_is_of_incident(enum briefing_kind kind)
{
    return kind != BRIEFING_HOURLY && kind != BRIEFING_DAILY;
}

bool briefing_kind_is_whole(enum briefing_kind kind)
{
    return kind == BRIEFING_DOSSIER || kind == BRIEFING_CLOSING;
}
