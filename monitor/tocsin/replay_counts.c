#include "tocsin/replay.h"

#include "core/counting_cases.h"
#include "core/tier.h"
#include "edge/place.h"
#include "engine/ruleset.h"
#include "tocsin/counts_file.h"
#include "tocsin/detector_file.h"
#include "tocsin/progress.h"
#include "wire/cloudevent.h"
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
    const char *rules_version;
    struct counting_cases *cases; /* of --output events, else NULL */
};

static void add_level(struct text *text, struct slice series, const struct telling *decision)
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

static void add_row(struct text *text, struct slice series, const struct telling *decision)
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

static void print_trigger(void *listener, const struct trigger *trigger)
{
    struct printing *printing = listener;

    if (printing->settings->from_at != MOMENT_NEVER && trigger->at < printing->settings->from_at)
        return;
    text_clear(&printing->text);
    cloudevent_write(&printing->text, trigger, printing->rules_version);
    text_add_char(&printing->text, '\n');
    fwrite(printing->text.bytes, 1, printing->text.length, stdout);
}

static void print_decisions(void *listener, const struct telling *decisions, size_t count)
{
    struct printing *printing = listener;

    progress_show(&printing->progress, ++printing->days, counting_days(printing->counting));
    if (printing->cases != NULL) {
        counting_cases_take(printing->cases, decisions, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct telling *decision = &decisions[i];
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

/* What decides: the numbers alone, or the plan too. */
struct deciding {
    const struct detector_settings *detector;
    const struct rules *rules; /* NULL: no plan */
};

static int run(const char *path, struct printing *printing, const struct deciding *deciding,
               struct fault *fault)
{
    const struct replay_settings *settings = printing->settings;
    OWNED(counts_file) struct counts_file file = { 0 };

    if (counts_file_open(path, settings->zone, deciding->detector, &file, fault) != 0)
        return -1;
    printing->counting = file.counting;
    printing->progress = progress_begin("replaying");
    OWNED(counting_cases) struct counting_cases *cases =
        deciding->rules == NULL ? NULL
                      : counting_cases_new(&(struct counting_cases_setup){
                            .counting = file.counting,
                            .rules = deciding->rules,
                            .listen = print_trigger,
                            .listener = printing,
                        });
    printing->cases = cases;
    counting_run(file.counting, settings->to_at, print_decisions, printing);
    if (cases != NULL)
        counting_cases_pass(cases, settings->to_at != MOMENT_NEVER
                                       ? settings->to_at
                                       : counting_end(file.counting));
    progress_end(&printing->progress);
    if (fflush(stdout) != 0)
        return fault_set(fault, FAULT_AWAY, "writing the results: %s", strerror(errno));
    return 0;
}

/* Events need the whole plan, so the rules are read and checked completely. */
static int run_plan(const char *path, struct printing *printing, struct fault *fault)
{
    OWNED(string) char *folder = NULL;
    OWNED(complaints) struct complaints complaints = { 0 };
    OWNED(ruleset) struct ruleset *ruleset = NULL;

    if (place_rules(printing->settings->rules, &folder, fault) != 0)
        return -1;
    if (ruleset_open(folder, &ruleset, &complaints, fault) != 0) {
        if (complaints.count > 0)
            fprintf(stderr, "%s\n", text_string(&complaints.text));
        return -1;
    }
    printing->rules_version = ruleset->version;
    return run(path, printing,
               &(struct deciding){ .detector = ruleset->rules->detector, .rules = ruleset->rules },
               fault);
}

int replay_counts(const char *path, const struct replay_settings *settings, struct fault *fault)
{
    struct printing printing = { .settings = settings };
    struct detector_settings detector;
    int status;

    if (settings->output == REPLAY_TABLE)
        puts("decided               series                   tier      window observed   expected"
             "  ratio = of the mean = growth  P(>3) by");
    if (settings->output == REPLAY_EVENTS) {
        status = run_plan(path, &printing, fault);
    } else {
        status = detector_file_read(settings->rules, &detector, fault);
        if (status == 0)
            status = run(path, &printing, &(struct deciding){ .detector = &detector }, fault);
    }
    text_done(&printing.text);
    return status;
}
