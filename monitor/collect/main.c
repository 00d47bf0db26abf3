/* tocsin-collect: turns what sources say into records of the log. DESIGN.md beside this file. */
#include "collect/collect.h"
#include "collect/listen.h"
#include "collect/run.h"
#include "edge/files.h"
#include "edge/log.h"
#include "program/program.h"

#include <stddef.h>

static const struct option rows[] = {
    { .name = "kafka", .type = OPTION_TEXT, .value = "HOST:PORT", .standard = "127.0.0.1:9092",
      .sentence = "where Kafka is", .place = offsetof(struct collect_settings, kafka) },
    { .name = "redis", .type = OPTION_TEXT, .value = "ADDRESS", .standard = "127.0.0.1:6379",
      .sentence = "where Redis is: unix:/path or HOST:PORT",
      .place = offsetof(struct collect_settings, redis) },
    { .name = "state", .type = OPTION_TEXT, .value = "DIR", .standard = ".",
      .sentence = "the state folder of the installation",
      .place = offsetof(struct collect_settings, state) },
    { .name = "rules", .type = OPTION_TEXT, .value = "DIR", .sentence = "the rules",
      .place = offsetof(struct collect_settings, rules) },
    { .name = "embedded", .type = OPTION_TEXT, .value = "ID",
      .sentence = "the broker is the embedded one, of this id: hold back what surge has not stored",
      .place = offsetof(struct collect_settings, embedded) },
    { .name = "clock", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "the feed clock, of which the player is the master",
      .place = offsetof(struct collect_settings, clock) },
    { .name = "sources", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "the sources, as sources.yaml names them",
      .place = offsetof(struct collect_settings, sources) },
    { .name = "reserve", .type = OPTION_NUMBER, .value = "MIB", .least = 1, .most = 1048576,
      .standard = "256", .sentence = "most on disk of what waits while Kafka is away",
      .place = offsetof(struct collect_settings, reserve_mebibytes) },
    { .name = "feed", .type = OPTION_TEXT, .value = "FILE",
      .sentence = "play this file in place of sources (.jsonl, .xz, .zst)",
      .place = offsetof(struct collect_settings, feed) },
    { .name = "speed", .type = OPTION_NUMBER, .value = "N|max", .least = 1, .most = 1000000,
      .words = "max", .standard = "1",
      .sentence = "so many times as fast as it happened, or as fast as surge stores",
      .place = offsetof(struct collect_settings, speed) },
    { .name = "learn", .type = OPTION_LENGTH, .value = "LENGTH", .standard = "0s",
      .sentence = "play so much of the file at full speed first",
      .place = offsetof(struct collect_settings, learn_ms) },
    { .name = "shift", .type = OPTION_CHOICE, .value = "now", .words = "none|now",
      .standard = "none", .sentence = "move the file's times so that the end of learning is now",
      .place = offsetof(struct collect_settings, shift) },
    { .name = "until-played", .type = OPTION_FLAG,
      .sentence = "end when all is stored, and write accounts.json into the state folder",
      .place = offsetof(struct collect_settings, until_played) },
    { .name = "once", .type = OPTION_TEXT, .value = "SOURCE",
      .sentence = "hear only this source, until it has said all it has, and end",
      .place = offsetof(struct collect_settings, once) },
    { .name = "dry-run", .type = OPTION_FLAG,
      .sentence = "print what would be sent, and change nothing; with --once",
      .place = offsetof(struct collect_settings, dry_run) },
    { .name = "check-config", .type = OPTION_FLAG, .sentence = "check the options and end",
      .place = offsetof(struct collect_settings, check_config) },
};

static const struct options options = {
    .program = "tocsin-collect",
    .sentence = "Turns what sources say into records of the log, or plays a file of them.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static int check_settings(const struct collect_settings *settings, struct fault *fault)
{
    if (settings->feed != NULL && settings->clock == NULL)
        return fault_set(fault, FAULT_SETUP, "--feed needs --clock");
    if (settings->feed != NULL && settings->sources != NULL)
        return fault_set(fault, FAULT_SETUP, "--feed and --sources exclude each other");
    if (settings->feed != NULL && !files_exist(settings->feed))
        return fault_set(fault, FAULT_SETUP, "there is no file '%s'", settings->feed);
    if (settings->dry_run && settings->once == NULL)
        return fault_set(fault, FAULT_SETUP, "--dry-run needs --once");
    return 0;
}

static int run(const struct collect_settings *settings, const struct log *log, struct fault *fault)
{
    if (settings->check_config)
        return settings->feed != NULL ? 0 : listen_check(settings, fault);
    return settings->feed != NULL ? run_player(settings, log, fault)
                                  : listen_run(settings, log, fault);
}

int main(int argc, char **argv)
{
    struct collect_settings settings = { 0 };
    struct options_given given = { 0 };
    struct fault fault = { 0 };
    struct log log = log_to_stderr("collect");

    (void)argc; /* argv ends in NULL */
    if (!program_options(&options, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);
    if (check_settings(&settings, &fault) == 0 && run(&settings, &log, &fault) == 0)
        return EXIT_DONE;
    log_error(&log, "ended", "%s", fault.text);
    return exit_code_of(&fault);
}
