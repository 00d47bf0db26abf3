#include "tocsin/classify.h"

#include "edge/lines.h"
#include "tocsin/board.h"
#include "wire/labels.h"

static void score(struct reader *reader, const struct label_line *line, struct arena *arena,
                  struct scoreboard *board)
{
    struct feedback feedback = {.text = line->text, .source = line->source};
    struct answer answer;
    struct scoreboard_row row = {.sentiment = line->sentiment, .complaint = line->complaint};

    reader_ask(reader, &(struct question){.feedback = &feedback, .about_org = true}, arena,
               &answer);
    for (int i = 0; i < SENTIMENT_COUNT; i++)
        row.moods[i] = answer.reading.sentiment[i];
    row.complaint_score = answer.reading.complaint;
    row.said = answer.reading.is_complaint;
    scoreboard_add(board, line->source, &row);
}

int classify_score(struct reader *reader, const char *path, bool json, struct fault *fault)
{
    OWNED(lines) struct lines *lines = NULL;
    OWNED(scoreboard) struct scoreboard *board = scoreboard_new();
    OWNED(arena) struct arena *arena = arena_new();
    struct slice line;
    bool more = true;

    if (lines_open(path, &lines, fault) != 0)
        return -1;
    while (more) {
        struct label_line read;

        if (lines_next(lines, &line, &more, fault) != 0)
            return -1;
        if (!more || line.length == 0)
            continue;
        if (labels_read(line, &read, fault) != 0)
            return fault_during(fault, "%s:%llu", path, (unsigned long long)lines_number(lines));
        arena_clear(arena);
        score(reader, &read, arena, board);
    }
    board_show(board, &(struct board_form){.json = json});
    return 0;
}
