#include "tocsin/replay.h"

#include "core/tier.h"
#include "tocsin/counts_file.h"
#include "tocsin/detector_file.h"
#include "tocsin/progress.h"
#include "wire/writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What the listener needs; `text` is one line, used again for each. */
struct printing {
    const struct replay_settings *settings;
    const struct counting *counting;
    struct progress progress;
    size_t days;
    struct text text;
};

static void add_level(struct text *text, struct slice series, const struct verdict *decision)
{
    struct writer writer = writer_on(text);

    writer_object(&writer);
    writer_member_slice(&writer, "series", series);
    writer_member_integer(&writer, "time", decision->at / SECOND_MS);
    writer_member_integer(&writer, "level", decision->growth.tier);
    writer_member_decimal(&writer, "score", decision->growth.score);
    writer_object_end(&writer);
    text_add_char(text, '\n');
}

static void add_row(struct text *text, struct slice series, const struct verdict *decision)
{
    const struct growth *growth = &decision->growth;

    moment_add(text, decision->at);
    text_add_format(text, "  %-24.*s %-9s %4.4gh %8lld %10.1f  %.1f\xc3\x97 = %.0f%% = %+.0f%%  %.2f %s\n",
                    (int)series.length, series.bytes, tier_name(growth->tier),
                    (double)growth->window_ms / (double)HOUR_MS, (long long)growth->observed,
                    growth->expected, growth->ratio, 100 * growth->ratio, growth->growth_percent,
                    growth->probability,
                    growth->decided_by == DECIDED_BY_LITERAL ? "literal"
                    : growth->decided_by == DECIDED_BY_EARLY ? "early"
                                                             : "");
}

static void print_decisions(void *listener, const struct verdict *decisions, size_t count)
{
    struct printing *printing = listener;

    progress_show(&printing->progress, ++printing->days, counting_days(printing->counting));
    for (size_t i = 0; i < count; i++) {
        const struct verdict *decision = &decisions[i];
        struct slice series = counting_name(printing->counting, decision->series);
        if (printing->settings->from_at != MOMENT_NEVER &&
            decision->at < printing->settings->from_at)
            continue;
        text_clear(&printing->text);
        if (printing->settings->output == REPLAY_TABLE)
            add_row(&printing->text, series, decision);
        else
            add_level(&printing->text, series, decision);
        fwrite(printing->text.bytes, 1, printing->text.length, stdout);
    }
}

int replay_counts(const char *path, const struct replay_settings *settings, struct fault *fault)
{
    OWNED(counts_file) struct counts_file file = { 0 };
    struct detector_settings detector;
    struct printing printing = { .settings = settings };

    if (detector_file_read(settings->rules, &detector, fault) != 0 ||
        counts_file_open(path, settings->zone, &detector, &file, fault) != 0)
        return -1;
    printing.counting = file.counting;
    printing.progress = progress_begin("replaying");
    if (settings->output == REPLAY_TABLE)
        puts("decided               series                   tier      window observed   expected"
             "  ratio = of the mean = growth  P(>3) by");
    counting_run(file.counting, settings->to_at, print_decisions, &printing);
    progress_end(&printing.progress);
    text_done(&printing.text);
    if (fflush(stdout) != 0)
        return fault_set(fault, FAULT_AWAY, "writing the results: %s", strerror(errno));
    return 0;
}
