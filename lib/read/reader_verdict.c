#include "read/reader_parts.h"

/* What adds less to a head is not worth a line of --explain. */
static const double REASON_LEAST = 0.05;

/* The threshold of the source, else that of its channel, else that of sources without labels. */
static double threshold_of(const struct text_rules *rules, const struct feedback *feedback)
{
    const struct calibration *row = text_rules_calibration(rules, feedback->source);
    double of_channel = rules->channel_thresholds[feedback->channel];

    if (row != NULL && !slice_is(row->source, "*"))
        return row->threshold;
    if (of_channel > 0)
        return of_channel;
    return row != NULL ? row->threshold : 0.5;
}

static void explain_verdict(struct reading_run *run)
{
    static const char *const heads[] = {"negative", "neutral", "positive", "complaint"};
    const struct ngrams *ngrams = &run->reader->ngrams;
    const struct lexeme *tokens = run->reader->tokens.items;
    const struct folded *folded = &run->reader->folded;

    for (size_t i = 0; i < ngrams->count; i++) {
        const struct ngram *ngram = &ngrams->items[i];
        struct span place = {folded->places[tokens[ngram->first].begin],
                             folded->places[tokens[ngram->last].end]};
        double weights[HEAD_COUNT];

        model_weigh(run->reader->model, ngram->hash, ngrams->count, weights);
        for (int head = 0; head < HEAD_COUNT; head++) {
            if (weights[head] < REASON_LEAST && weights[head] > -REASON_LEAST)
                continue;
            reader_parts_reason(
                run,
                (struct reason){
                    .kind = "feature",
                    .text = {arena_copy(run->arena, folded->bytes.bytes + place.begin,
                                        place.end - place.begin),
                             place.end - place.begin},
                    .head = slice_of(heads[head]),
                    .weight = weights[head],
                },
                place);
        }
    }
}

void reader_parts_verdict(struct reading_run *run)
{
    struct reader *reader = run->reader;
    const struct feedback *feedback = run->question->feedback;
    struct reading *reading = &run->answer->reading;
    bool certain = reader->rules->priors[feedback->channel] == PRIOR_COMPLAINT;
    double threshold = threshold_of(reader->rules, feedback);

    reading->complaint = certain ? 1 : 0;
    reading->sentiment[SENTIMENT_NEUTRAL] = 1;
    reading->is_complaint = certain;
    if (reader->model == NULL)
        return;
    lexemes_read(&reader->folded, &reader->tokens);
    model_expect(reader->model, &reader->ngrams);
    ngrams_read(&reader->folded, &reader->tokens, &reader->ngrams);
    if (reader->ngrams.count > 0) {
        double scores[HEAD_COUNT];

        model_score(reader->model, &reader->ngrams, scores);
        model_judge(scores, reading->sentiment, &reading->complaint);
    } else {
        reading->complaint = 0;
    }
    reading->is_complaint = certain || reading->complaint >= threshold;
    if (!run->question->why)
        return;
    explain_verdict(run);
    reader_parts_reason(run,
                        (struct reason){
                            .kind = certain ? "channel" : "threshold",
                            .text = slice_of(certain ? channel_name(feedback->channel) : ""),
                            .head = SLICE("complaint"),
                            .weight = certain ? 0 : threshold,
                        },
                        (struct span){0, 0});
}
