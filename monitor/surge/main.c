/* tocsin-surge: counts, grades, runs incidents and clocks. DESIGN.md beside this file. */
#include "program/program.h"
#include "surge/surge.h"

static const struct option ROWS[] = {
    { "kafka", OPTION_TEXT, "HOST:PORT", .standard = "127.0.0.1:9092",
      .sentence = "where Kafka is", .place = offsetof(struct surge_settings, kafka) },
    { "redis", OPTION_TEXT, "ADDRESS", .standard = "127.0.0.1:6379",
      .sentence = "where Redis is: unix:/path or HOST:PORT",
      .place = offsetof(struct surge_settings, redis) },
    { "state", OPTION_TEXT, "DIR", .standard = ".",
      .sentence = "the state folder, with the installation's key",
      .place = offsetof(struct surge_settings, state) },
    { "rules", OPTION_TEXT, "DIR", .sentence = "the rules",
      .place = offsetof(struct surge_settings, rules) },
    { "clock", OPTION_TEXT, "FILE", .sentence = "the feed clock, while a file is played",
      .place = offsetof(struct surge_settings, clock) },
    { "embedded", OPTION_TEXT, "ID",
      .sentence = "Kafka is the embedded broker of that id: take all partitions, without a group",
      .place = offsetof(struct surge_settings, embedded) },
    { "group", OPTION_TEXT, "NAME", .standard = "tocsin-surge",
      .sentence = "the group whose members share the partitions",
      .place = offsetof(struct surge_settings, group) },
    { "alarm", OPTION_TEXT, "COMMAND",
      .sentence = "a shell command that is run, with the reason as $1, when counting is held up",
      .place = offsetof(struct surge_settings, alarm) },
    { "heartbeat", OPTION_TEXT, "URL",
      .sentence = "is called each minute while counting goes on, so that somebody outside notices "
                  "when it does not",
      .place = offsetof(struct surge_settings, heartbeat) },
    { "heartbeat-every", OPTION_LENGTH, "LENGTH", .standard = "1m", .least = 100,
      .most = 86400000, .sentence = "how often it is called",
      .place = offsetof(struct surge_settings, heartbeat_every_ms) },
    { "checkpoints", OPTION_TEXT, "DIR",
      .sentence = "where checkpoints lie, best shared by all members; else DIR/checkpoints of the "
                  "state folder",
      .place = offsetof(struct surge_settings, checkpoints) },
    { "checkpoint-every", OPTION_LENGTH, "LENGTH", .standard = "1h", .least = 1, .most = 86400000,
      .sentence = "how often each partition's state is written there",
      .place = offsetof(struct surge_settings, checkpoint_every_ms) },
    { "no-texts", OPTION_FLAG, .sentence = "leave the text path out, for measuring",
      .place = offsetof(struct surge_settings, no_texts) },
    { "check-config", OPTION_FLAG, .sentence = "check options and rules and end",
      .place = offsetof(struct surge_settings, check_config) },
};

static const struct options OPTIONS = {
    .program = "tocsin-surge",
    .sentence = "Counts complaints, grades them, runs incidents and their clocks.",
    .rows = ROWS,
    .count = sizeof ROWS / sizeof *ROWS,
};

static int run(struct app *surge)
{
    struct fault fault = { 0 };

    if (surge_start(surge, &fault) != 0) {
        log_error(surge->log, "start-failed", "%s", fault.text);
        return (int)exit_code_of(&fault);
    }
    if (surge->settings->check_config)
        return EXIT_DONE;
    if (surge_run(surge, &fault) != 0) {
        log_error(surge->log, "ended", "%s", fault.text);
        return (int)exit_code_of(&fault);
    }
    log_notice(surge->log, "stopped", "what was stored goes on where it stands");
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct surge_settings settings = { 0 };
    struct options_given given = { 0 };
    const struct log log = log_to_stderr("surge");

    (void)argc; /* argv ends in a NULL */
    if (!program_options(&OPTIONS, argv, &settings, &given))
        return given.exit_code;
    memory_free(given.arguments);

    struct app *surge = memory_new(sizeof *surge);
    surge->settings = &settings;
    surge->log = &log;
    int code = run(surge);
    surge_stop(surge);
    memory_free(surge);
    return code;
}
