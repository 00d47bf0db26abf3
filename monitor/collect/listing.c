#include "collect/listing.h"

#include "edge/files.h"
#include "edge/place.h"

enum { SOURCES_LIMIT_BYTES = 4 * 1024 * 1024, PRESET_LIMIT_BYTES = 256 * 1024 };

static struct slice find_preset(void *context, const char *name)
{
    struct listing *listing = context;
    OWNED(text) struct text path = { 0 };
    OWNED(text) struct text content = { 0 };
    struct fault fault = { 0 };

    text_add_format(&path, "%s/sources/%s.yaml", listing->rules, name);
    if (files_read(text_string(&path), PRESET_LIMIT_BYTES, &content, &fault) != 0)
        return (struct slice){ 0 };
    return (struct slice){ arena_copy(listing->arena, text_string(&content), content.length),
                           content.length };
}

static int read_forms(struct listing *listing, struct complaints *complaints, struct fault *fault)
{
    OWNED(text) struct text path = { 0 };

    text_add_format(&path, "%s/intake.yaml", listing->rules);
    if (files_read(text_string(&path), SOURCES_LIMIT_BYTES, &listing->forms_content, fault) != 0)
        return -1;
    struct slice content = { text_string(&listing->forms_content), listing->forms_content.length };
    forms_read("intake.yaml", content, complaints, &listing->forms);
    return 0;
}

/* Without a file there are no sources. */
static int read_list(struct listing *listing, const char *path, struct fault *fault)
{
    if (path != NULL)
        return files_read(path, SOURCES_LIMIT_BYTES, &listing->content, fault);
    text_add(&listing->content, "sources: []");
    return 0;
}

int listing_read(const char *path, const char *rules, struct listing **result, struct fault *fault)
{
    OWNED(complaints) struct complaints complaints = { 0 };

    return listing_check(path, rules, &complaints, result, fault);
}

int listing_check(const char *path, const char *rules, struct complaints *complaints,
                  struct listing **result, struct fault *fault)
{
    OWNED(listing) struct listing *listing = memory_new(sizeof *listing);

    listing->arena = arena_new();
    if (place_rules(rules, &listing->rules, fault) != 0 ||
        read_list(listing, path, fault) != 0 || read_forms(listing, complaints, fault) != 0)
        return -1;
    const char *name = path == NULL ? "(no sources)" : path;
    const struct sources_options options = { .name = name, .preset = find_preset,
                                             .context = listing };
    struct slice content = { text_string(&listing->content), listing->content.length };
    listing->sources = sources_read(&options, content, complaints);
    if (complaints_settle(complaints, fault) != 0)
        return -1;
    *result = TAKE(listing);
    return 0;
}

void listing_free(struct listing *listing)
{
    if (listing == NULL)
        return;
    sources_free(listing->sources);
    forms_done(&listing->forms);
    text_done(&listing->forms_content);
    text_done(&listing->content);
    memory_free(listing->rules);
    arena_free(listing->arena);
    memory_free(listing);
}
