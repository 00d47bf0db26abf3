#include "core/tier.h"
#include "core/gauge.h"
#include "core/repeats.h"
#include "edge/files.h"
#include "program/program.h"
#include "tocsin/counts_asked.h"
#include "tocsin/detector_file.h"
#include "tocsin/verbs.h"
#include "wire/growth_json.h"
#include "wire/plot_svg.h"
#include "wire/writer.h"

#include <stdio.h>

struct explain_settings {
    struct client_settings client;
    const char *counts;
    const char *rules;
    const char *zone;
    const char *plot;
    bool json;
};

static const struct option rows[] = {
    { .name = "counts", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "the past: CSV with series,start,count[,distinct][,zone]; else the desk's hours",
      .place = offsetof(struct explain_settings, counts) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the rules; without it TOCSIN_RULES, or those beside the program",
      .place = offsetof(struct explain_settings, rules) },
    { .name = "zone", .type = OPTION_TEXT, .value = "ZONE", .standard = "UTC",
      .sentence = "the time zone of counts that name none",
      .place = offsetof(struct explain_settings, zone) },
    { .name = "plot", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "write the last 24 h as a picture (SVG)",
      .place = offsetof(struct explain_settings, plot) },
    { .name = "json", .type = OPTION_FLAG, .sentence = "print one object of JSON and nothing else",
      .place = offsetof(struct explain_settings, json) },
    { .name = "state", .type = OPTION_TEXT, .value = "DIR",
      .sentence = "the state folder of the installation; TOCSIN_STATE, or the one started last",
      .place = offsetof(struct explain_settings, client.state) },
    { .name = "desk", .type = OPTION_TEXT, .value = "URL",
      .sentence = "the desk itself, with TOCSIN_TOKEN or --token-file",
      .place = offsetof(struct explain_settings, client.desk) },
    { .name = "token-file", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "a file that holds the token",
      .place = offsetof(struct explain_settings, client.token_file) },
    { .name = "org", .type = OPTION_TEXT, .value = "ORG",
      .sentence = "the organisation, where there are several",
      .place = offsetof(struct explain_settings, client.org) },
};

static const struct options options = {
    .program = "tocsin explain",
    .sentence = "Shows what the detector saw in a series at an instant, and what it made of it.",
    .arguments = "SERIES AT",
    .least_arguments = 2,
    .most_arguments = 2,
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
    .more = "AT is a moment of RFC 3339. The past comes from --counts, or hour by hour from a running\n"
            "installation: then whole hours before AT are run through the detector of the rules here.",
};

static void note_day(void *listener, const struct telling *tellings, size_t count)
{
    (void)listener; /* only the state at the end is asked for */
    (void)tellings;
    (void)count;
}

static bool find_series(const struct counting *counting, struct slice name, size_t *series)
{
    for (size_t i = 0; i < counting_series_count(counting); i++)
        if (slice_equals(counting_name(counting, i), name)) {
            *series = i;
            return true;
        }
    return false;
}

static void print_windows(struct series *series, const struct series_context *context, int64_t at)
{
    puts("\n  window  observed  expected   ratio     growth   guard");
    for (int span = 0; span < SPAN_COUNT; span++) {
        struct series_view view = series_view(series, context, span, at);
        printf("%5.4g h  %9.0f %9.2f %6.2f\xc3\x97 %+9.0f%% %7.1f%s\n",
               (double)view.window_ms / (double)HOUR_MS, view.count, view.expected, view.ratio,
               100 * (view.ratio - 1), view.guard,
               view.is_support ? "  supports an early raise" : "");
    }
    puts("");
    for (int tier = 0; tier < 3; tier++)
        printf("literal rule: over +%.0f%% from %.0f in 24 h on (guard at least %.3g included)\n",
               100 * (context->settings->tier_ratio[tier] - 1),
               series_day_threshold(series, context, tier, at), context->settings->guard_minimum);
}

static void print_filter(const struct gauge *gauge, const struct detector_settings *settings)
{
    printf("filter: P(>%.3g\xc3\x97) = %.3f (warning from %.2f, raise from %.2f), P(>%.3g\xc3\x97) = "
           "%.3f, P(>%.3g\xc3\x97) = %.3f (means of an hour: from %.2f and %.2f)\n",
           settings->tier_ratio[0], gauge->odds.tier[0], settings->warn_probability,
           settings->raise_probability, settings->tier_ratio[1], gauge->odds.tier[1],
           settings->tier_ratio[2], gauge->odds.tier[2], settings->tier_300_probability,
           settings->tier_500_probability);
    if (repeats_are_suspect(gauge, settings))
        puts("repeats: coordination is suspected, the filter raises nothing new");
    if (!gauge_is_ready(gauge, settings))
        puts("cold start: nothing is decided yet");
}

static void print_hours(const struct gauge *gauge)
{
    int oldest = ring_oldest(&gauge->ring);

    puts("\n  hour                  observed  expected");
    for (int i = 0; i < BUCKETS_A_DAY; i += 4) {
        OWNED(text) struct text moment = { 0 };
        struct hour_sums sums = ring_hour(&gauge->ring, (oldest + i) % BUCKETS_A_DAY);
        moment_add(&moment, gauge->open.at - (BUCKETS_A_DAY - i) * BUCKET_MS);
        printf("  %s %9.0f %9.2f\n", text_string(&moment), sums.count, sums.expected);
    }
}

static void write_windows(struct writer *writer, struct series *series,
                          const struct series_context *context, int64_t at)
{
    writer_name(writer, "windows");
    writer_array(writer);
    for (int span = 0; span < SPAN_COUNT; span++) {
        struct series_view view = series_view(series, context, span, at);
        writer_object(writer);
        writer_member_integer(writer, "minutes", view.window_ms / MINUTE_MS);
        writer_member_decimal(writer, "observed", view.count);
        writer_member_decimal(writer, "expected", view.expected);
        writer_member_decimal(writer, "ratio", view.ratio);
        writer_member_decimal(writer, "guard", view.guard);
        writer_member_bool(writer, "supports_early_raise", view.is_support);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void write_hours(struct writer *writer, const struct gauge *gauge)
{
    int oldest = ring_oldest(&gauge->ring);

    writer_name(writer, "hours");
    writer_array(writer);
    for (int i = 0; i < BUCKETS_A_DAY; i += 4) {
        struct hour_sums sums = ring_hour(&gauge->ring, (oldest + i) % BUCKETS_A_DAY);
        writer_object(writer);
        writer_member_moment(writer, "start", gauge->open.at - (BUCKETS_A_DAY - i) * BUCKET_MS);
        writer_member_decimal(writer, "observed", sums.count);
        writer_member_decimal(writer, "expected", sums.expected);
        writer_object_end(writer);
    }
    writer_array_end(writer);
}

static void print_json(const char *name, struct series *series,
                       const struct series_context *context)
{
    const struct gauge *gauge = series_gauge(series);
    OWNED(text) struct text line = { 0 };
    struct writer writer = writer_on(&line);

    writer_object(&writer);
    writer_member(&writer, "series", name);
    writer_member_moment(&writer, "at", gauge->open.at);
    writer_name(&writer, "growth");
    growth_json_write(&writer, series_growth(series, context, gauge->open.at));
    write_windows(&writer, series, context, gauge->open.at);
    write_hours(&writer, gauge);
    writer_object_end(&writer);
    puts(text_string(&line));
}

static void print_text(const char *name, struct series *series,
                       const struct series_context *context)
{
    const struct gauge *gauge = series_gauge(series);
    const struct growth *growth = series_growth(series, context, gauge->open.at);

    printf("%s: growth tier %d in force (%s), baseline of %.1f days\n", name, growth->tier,
           growth->decided_by == DECIDED_BY_LITERAL ? "literal rule"
           : growth->decided_by == DECIDED_BY_EARLY ? "early, by the filter"
                                                    : "nothing raised",
           growth->baseline_days);
    print_windows(series, context, gauge->open.at);
    print_filter(gauge, context->settings);
    print_hours(gauge);
}

static int write_plot(const char *path, const struct series *series,
                      const struct series_context *context, struct fault *fault)
{
    const struct gauge *gauge = series_gauge(series);
    OWNED(text) struct text picture = { 0 };
    float observed[BUCKETS_A_DAY];
    float expected[BUCKETS_A_DAY];

    for (int i = 0; i < BUCKETS_A_DAY; i++) {
        int at = (ring_oldest(&gauge->ring) + i) % BUCKETS_A_DAY;
        observed[i] = gauge->ring.count[at];
        expected[i] = gauge->ring.expected[at];
    }
    struct plot plot = {
        .title = series_name(series),
        .axis = "complaints in 15 min",
        .from_at = gauge->open.at - DAY_MS,
        .step_ms = BUCKET_MS,
        .observed = observed,
        .expected = expected,
        .count = BUCKETS_A_DAY,
    };
    for (int i = 0; i < PLOT_RATIO_LIMIT; i++)
        plot.ratios[i] = context->settings->tier_ratio[i];
    plot_svg_write(&picture, &plot);
    return files_write(path, (struct slice){ picture.bytes, picture.length }, 0644, fault);
}

/* What is asked: a series, an instant, and the numbers to judge by. */
struct question {
    const char *series;
    int64_t at;
    struct detector_settings detector;
};

static int open_past(const struct question *question, const struct explain_settings *settings,
                     struct counts_file *file, struct fault *fault)
{
    if (settings->counts != NULL)
        return counts_file_open(settings->counts, settings->zone, &question->detector, file,
                                fault);
    return counts_asked_open(&(struct counts_question){ .client = &settings->client,
                                                        .series = question->series,
                                                        .zone = settings->zone,
                                                        .to_at = question->at },
                             &question->detector, file, fault);
}

static int explain(const char *const *arguments, const struct explain_settings *settings,
                   struct fault *fault)
{
    OWNED(counts_file) struct counts_file file = { 0 };
    struct question question = { .series = arguments[0] };
    size_t number;

    if (!moment_parse(slice_of(arguments[1]), &question.at))
        return fault_set(fault, FAULT_SETUP, "'%s' is no moment", arguments[1]);
    if (detector_file_read(settings->rules, &question.detector, fault) != 0 ||
        open_past(&question, settings, &file, fault) != 0)
        return -1;
    if (!find_series(file.counting, slice_of(question.series), &number))
        return fault_set(fault, FAULT_INPUT, "the file has no series '%s'", question.series);
    counting_run(file.counting, question.at, note_day, NULL);
    struct series *series = counting_state(file.counting, number);
    struct series_context context = counting_context(file.counting, number);
    if (series_gauge(series)->open.at == MOMENT_NEVER)
        return fault_set(fault, FAULT_INPUT, "the series begins later");
    if (settings->json)
        print_json(arguments[0], series, &context);
    else
        print_text(arguments[0], series, &context);
    return settings->plot == NULL ? 0 : write_plot(settings->plot, series, &context, fault);
}

int tocsin_explain(int argc, char **argv)
{
    struct explain_settings settings = { 0 };
    struct options_given given;
    struct fault fault = { 0 };

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    int status = explain(given.arguments, &settings, &fault);
    memory_free(given.arguments);
    if (status == 0)
        return EXIT_DONE;
    fprintf(stderr, "tocsin explain: %s\n", fault.text);
    return exit_code_of(&fault);
}
