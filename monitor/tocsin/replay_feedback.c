#include "base/moment.h"
#include "edge/place.h"
#include "engine/engine.h"
#include "feed/feed.h"
#include "tocsin/replay.h"
#include "tocsin/replay_show.h"
#include "wire/yaml.h"

#include <stdio.h>
#include <unistd.h>

enum { PARTITION_LIMIT = 1024, LINES_A_PROGRESS = 5000, RECORDS_A_SETTLING = 1000 };

struct replay {
    const char *path;
    const struct replay_settings *settings;
    struct engine *engine;
    struct feed *feed;
    struct engine_partition *partitions[PARTITION_LIMIT]; /* a dumped log has several */
    struct replay_show *show;
    int64_t offset;
    int64_t refused_count;
};

static void replay_release(struct replay *replay)
{
    for (int i = 0; i < PARTITION_LIMIT; i++)
        engine_partition_free(replay->partitions[i]);
    replay_show_free(replay->show);
    feed_free(replay->feed);
    engine_free(replay->engine);
}

/* Says everything that is wrong with the rules, a line each. */
static int open_engine(struct replay *replay, struct fault *fault)
{
    OWNED(string) char *folder = NULL;
    OWNED(complaints) struct complaints complaints = { 0 };
    struct engine_setup setup = { .complaints = &complaints,
                                  .reads_texts = !replay->settings->no_texts,
                                  .keeps_no_register = true };

    if (place_rules(replay->settings->rules, &folder, fault) != 0)
        return -1;
    setup.rules_folder = folder;
    if (engine_open(&setup, &replay->engine, fault) == 0)
        return 0;
    if (complaints.count > 0)
        fprintf(stderr, "%s\n", text_string(&complaints.text));
    return -1;
}

static struct engine_partition *partition_for(struct replay *replay, int32_t number)
{
    struct engine_partition_setup setup = { .partition = number, .cluster = "file" };

    if (replay->partitions[number] == NULL)
        replay->partitions[number] = engine_partition_new(replay->engine, &setup);
    return replay->partitions[number];
}

/* To forget what changed all series are gone through: too dear for each record. */
static void show(struct replay *replay, struct engine_partition *partition)
{
    bool has_news = engine_pending_triggers(partition);

    if (has_news || replay->settings->output == REPLAY_LEVELS)
        replay_show_decisions(replay->show, partition);
    if (has_news || replay->offset % RECORDS_A_SETTLING == 0)
        engine_settle(partition);
}

static void take(struct replay *replay, const struct feed_line *line)
{
    struct engine_partition *partition =
        partition_for(replay, line->partition >= 0 ? line->partition : 0);
    struct engine_record record = {
        .offset = replay->offset++,
        .at = line->stamped_at,
        .is_ours = true,
        .key = line->org,
        .value = line->bytes,
        .document = line->document,
    };

    engine_take(partition, &record);
    show(replay, partition);
}

static void show_progress(const struct feed_line *line)
{
    OWNED(text) struct text moment = { 0 };

    if (line->number % LINES_A_PROGRESS != 0 || !isatty(STDERR_FILENO))
        return;
    moment_add(&moment, line->stamped_at);
    fprintf(stderr, "\r%llu lines, %s ", (unsigned long long)line->number, text_string(&moment));
}

static int take_all(struct replay *replay, struct fault *fault)
{
    const struct feed_line *line = NULL;

    for (;; feed_drop(replay->feed)) {
        if (feed_peek(replay->feed, &line, fault) != 0)
            return -1;
        if (line == NULL)
            break;
        show_progress(line);
        if (replay->settings->to_at != MOMENT_NEVER &&
            line->stamped_at > replay->settings->to_at)
            break;
        if (line->refused == NULL && line->stamped_at != MOMENT_NEVER) {
            take(replay, line);
            continue;
        }
        replay->refused_count++;
        fprintf(stderr, "line-refused: line %llu of '%s': %s\n",
                (unsigned long long)line->number, replay->path,
                line->refused != NULL ? line->refused : "no line so far has a time");
    }
    for (int i = 0; replay->settings->to_at != MOMENT_NEVER && i < PARTITION_LIMIT; i++) {
        if (replay->partitions[i] == NULL)
            continue;
        engine_pass(replay->partitions[i], replay->settings->to_at);
        show(replay, replay->partitions[i]);
    }
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
    return 0;
}

int replay_feedback(const char *path, const struct replay_settings *settings, struct fault *fault)
{
    OWNED(replay) struct replay replay = { .path = path, .settings = settings };
    struct feed_position beginning = { .stamped_at = MOMENT_NEVER };

    if (settings->feedback && settings->counts)
        return fault_set(fault, FAULT_SETUP, "--feedback and --counts exclude each other");
    replay.show = replay_show_new(settings);
    if (open_engine(&replay, fault) != 0 ||
        feed_open(path, beginning, &replay.feed, fault) != 0 || take_all(&replay, fault) != 0)
        return -1;
    if (fflush(stdout) != 0)
        return fault_set(fault, FAULT_INPUT, "standard output takes no more");
    return 0;
}
