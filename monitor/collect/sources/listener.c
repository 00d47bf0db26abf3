#include "collect/sources/listener.h"

#include "collect/sources/hide.h"
#include "read/zone.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* "+08:00"; false when it is something else. */
static bool take_offset(struct listener *listener, const char *zone)
{
    char sign[2] = { 0 }; /* one byte and the end */
    int hours = 0;
    int minutes = 0;
    int end = 0;

    if (sscanf(zone, "%1[+-]%2d:%2d%n", sign, &hours, &minutes, &end) != 3 || zone[end] != '\0')
        return false;
    struct calendar_offset *offset = arena_take(listener->kept, sizeof *offset);
    *offset = (struct calendar_offset){
        MOMENT_NEVER, (sign[0] == '-' ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS)
    };
    listener->calendar = (struct calendar){ .offsets = offset, .offset_count = 1 };
    return true;
}

int listener_init(struct listener *listener, const struct source_kind *kind,
                  const struct source_settings *settings, const struct surroundings *around,
                  struct fault *fault)
{
    listener->source = (struct source){ .kind = kind,
                                        .name = settings->name,
                                        .org = settings->org,
                                        .required = settings->required };
    listener->settings = settings;
    listener->around = around;
    listener->arena = arena_new();
    listener->kept = arena_new();
    if (settings->zone == NULL || take_offset(listener, settings->zone))
        return 0;
    if (zone_calendar(settings->zone, listener->kept, &listener->calendar, fault) != 0)
        return fault_during(fault, "reading the source '%s'", settings->name);
    return 0;
}

void listener_done(struct listener *listener)
{
    text_done(&listener->record);
    if (listener->arena != NULL)
        arena_free(listener->arena);
    if (listener->kept != NULL)
        arena_free(listener->kept);
}

struct feedback listener_feedback(const struct listener *listener)
{
    const struct source_settings *settings = listener->settings;

    return (struct feedback){
        .org = slice_of(settings->org),
        .source = slice_of(settings->name),
        .channel = settings->channel,
        .at = MOMENT_NEVER,
        .collected_at = clock_now(listener->around->clock),
        .language = slice_of(settings->language == NULL ? "" : settings->language),
        .region = slice_of(settings->region == NULL ? "" : settings->region),
    };
}

static void mark_incomplete(const struct listener *listener, struct feedback *feedback)
{
    OWNED(text) struct text missing = { 0 };

    form_add_missing(&listener->around->forms->channels[feedback->channel], feedback, &missing);
    if (missing.length == 0)
        return;
    struct field *fields =
        arena_take(listener->arena, (feedback->field_count + 1) * sizeof *fields);
    for (size_t i = 0; i < feedback->field_count; i++)
        fields[i] = feedback->fields[i];
    fields[feedback->field_count++] = (struct field){
        SLICE("incomplete"),
        { arena_copy(listener->arena, text_string(&missing), missing.length), missing.length }
    };
    feedback->fields = fields;
}

bool listener_prepare(struct listener *listener, struct feedback *feedback,
                      struct feedback *update)
{
    mark_incomplete(listener, feedback);
    if (feedback->at == MOMENT_NEVER)
        feedback->at = feedback->collected_at;
    hide_persons(listener->around, feedback, listener->arena);
    if (!mapping_update(feedback, listener->arena, update))
        return false;
    update->at = update->collected_at; /* the status is known from now on */
    return true;
}

bool listener_is_item(const struct feedback *feedback)
{
    return feedback->text.length + feedback->title.length > 0;
}

int listener_map(struct listener *listener, const struct listener_item *item,
                 struct feedback *feedback, struct fault *fault)
{
    const struct mapping_item from = {
        .value = item->value,
        .item = item->item,
        .source = listener->settings->name,
        .calendar = &listener->calendar,
    };

    *feedback = listener_feedback(listener);
    return mapping_apply(&listener->settings->mapping, &from, listener->arena, feedback, fault);
}

static bool says(struct slice text, const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; i + length <= text.length; i++)
        if (strncasecmp(text.bytes + i, word, length) == 0)
            return true;
    return false;
}

bool listener_wants(const struct listener *listener, const struct feedback *feedback)
{
    const struct source_settings *settings = listener->settings;

    for (size_t i = 0; i < settings->word_count; i++)
        if (says(feedback->title, settings->words[i]) || says(feedback->text, settings->words[i]))
            return true;
    return settings->word_count == 0;
}
