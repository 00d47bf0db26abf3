#include "read/reader.h"

#include "base/utf8.h"

struct reader {
    const struct text_rules *rules;
};

int reader_open(struct reader **reader, const struct reader_setup *setup, struct fault *fault)
{
    (void)fault; /* nothing is compiled here yet that could be refused */
    *reader = memory_new(sizeof **reader);
    (*reader)->rules = setup->rules;
    return 0;
}

void reader_free(struct reader *reader)
{
    memory_free(reader);
}

int reader_add_org(struct reader *reader, struct slice org, const struct subject_rule *subjects,
                   size_t count, struct fault *fault)
{
    (void)reader;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < subjects[i].alias_count; j++)
            if (subjects[i].aliases[j].length == 0)
                return fault_set(fault, FAULT_SETUP, "subject '%.*s' of '%.*s' has an empty alias",
                                 (int)subjects[i].name.length, subjects[i].name.bytes,
                                 (int)org.length, org.bytes);
    return 0;
}

void reader_ask(struct reader *reader, const struct question *question, struct arena *arena,
                struct answer *answer)
{
    const struct feedback *feedback = question->feedback;
    bool certain = reader->rules->priors[feedback->channel] == PRIOR_COMPLAINT;

    *answer = (struct answer){
        .reading =
            {
                .complaint = certain ? 1 : 0,
                .is_complaint = certain,
                .sentiment = {[SENTIMENT_NEUTRAL] = 1},
                .subjects = feedback->subjects,
                .subject_count = feedback->subject_count,
            },
        .language = SLICE("und"),
    };
    answer->reading.excerpt.bytes = arena_copy(arena, feedback->text.bytes, feedback->text.length);
    answer->reading.excerpt.length = slice_cut(feedback->text, 240).length;
}

void reader_read(struct reader *reader, const struct feedback *feedback, struct arena *arena,
                 struct reading *reading)
{
    struct answer answer;

    reader_ask(reader, &(struct question){.feedback = feedback}, arena, &answer);
    *reading = answer.reading;
}

void reader_add_version(const struct reader *reader, struct digest *digest)
{
    (void)reader;
    digest_add(digest, SLICE("reader 1"));
}

size_t reader_check(struct reader *reader, reader_report *report, void *context)
{
    (void)reader;
    (void)report;
    (void)context;
    return 0;
}
