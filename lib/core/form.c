#include "core/form.h"

#include <string.h>

static bool has_field(const struct feedback *feedback, struct slice name)
{
    for (size_t i = 0; i < feedback->field_count; i++)
        if (slice_equals(feedback->fields[i].name, name) && feedback->fields[i].value.length > 0)
            return true;
    return false;
}

/* 「包括時間、地點、涉及對象、初步描述、聯繫方式等」 S1 三.1 */
static bool is_given(const struct feedback *feedback, struct slice name)
{
    if (has_field(feedback, name))
        return true;
    if (slice_is(name, "time"))
        return feedback->at != MOMENT_NEVER;
    if (slice_is(name, "place"))
        return feedback->region.length > 0;
    if (slice_is(name, "subject"))
        return feedback->subject_count > 0 || feedback->title.length > 0;
    if (slice_is(name, "description"))
        return feedback->text.length > 0;
    if (slice_is(name, "contact"))
        return feedback->author_id.length > 0;
    return false;
}

static void add_missing(const struct feedback *feedback, struct slice name, struct text *missing)
{
    if (is_given(feedback, name))
        return;
    if (missing->length > 0)
        text_add_char(missing, ',');
    text_add_bytes(missing, name.bytes, name.length);
}

static bool says(struct slice text, struct slice word)
{
    return text.length > 0 && word.length > 0 &&
           memmem(text.bytes, text.length, word.bytes, word.length) != NULL;
}

static bool is_asked(const struct form_extra *extra, const struct feedback *feedback)
{
    for (size_t i = 0; i < extra->word_count; i++)
        if (says(feedback->text, extra->words[i]) || says(feedback->title, extra->words[i]))
            return true;
    return false;
}

void form_add_missing(const struct form *form, const struct feedback *feedback,
                      struct text *missing)
{
    for (size_t i = 0; i < form->name_count; i++)
        add_missing(feedback, form->names[i], missing);
    for (size_t i = 0; i < form->extra_count; i++) {
        const struct form_extra *extra = &form->extras[i];
        for (size_t j = 0; is_asked(extra, feedback) && j < extra->name_count; j++)
            add_missing(feedback, extra->names[j], missing);
    }
}
