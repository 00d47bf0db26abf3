#include "wire/forms.h"

enum { NAMES_MOST = 64 };

static const struct slice *read_names(struct yaml_node *list, struct arena *arena, size_t *count)
{
    size_t members = yaml_items(list);

    if (members > NAMES_MOST) {
        yaml_complain(list, "has more than %d words", (int)NAMES_MOST);
        return NULL;
    }
    struct slice *names = arena_take(arena, (members + 1) * sizeof *names);
    for (size_t i = 0; i < members; i++) {
        const char *name = NULL;
        if (yaml_string(yaml_item(list, i), &name))
            names[(*count)++] = slice_of(name);
    }
    return names;
}

static void read_extras(struct yaml_node *list, struct forms *forms, struct form *form)
{
    size_t count = yaml_items(list);
    struct form_extra *extras = arena_take(forms->arena, (count + 1) * sizeof *extras);

    for (size_t i = 0; i < count; i++) {
        struct yaml_node *node = yaml_item(list, i);
        struct form_extra *extra = &extras[form->extra_count++];
        extra->words = read_names(yaml_need(node, "words"), forms->arena, &extra->word_count);
        extra->names = read_names(yaml_need(node, "fields"), forms->arena, &extra->name_count);
        yaml_finish(node);
    }
    form->extras = extras;
}

void forms_read(const char *name, struct slice content, struct complaints *complaints,
                struct forms *forms)
{
    *forms = (struct forms){ .arena = arena_new() };
    forms->yaml = yaml_read(name, content, complaints);
    if (forms->yaml == NULL)
        return;
    struct yaml_node *root = yaml_root(forms->yaml);
    struct yaml_node *channels = yaml_need(root, "forms");
    for (size_t i = 0; i < yaml_members(channels); i++) {
        struct yaml_node *node = yaml_item(channels, i);
        const char *word = yaml_key(channels, i);
        enum channel channel;
        if (!channel_find(slice_of(word), &channel)) {
            yaml_complain(node, "there is no channel '%s'", word);
            continue;
        }
        struct form *form = &forms->channels[channel];
        form->names = read_names(yaml_need(node, "fields"), forms->arena, &form->name_count);
        read_extras(yaml_find(node, "extra"), forms, form);
        yaml_finish(node);
    }
    forms->personal =
        read_names(yaml_need(root, "personal"), forms->arena, &forms->personal_count);
    yaml_finish(root);
}

void forms_done(struct forms *forms)
{
    yaml_free(forms->yaml);
    if (forms->arena != NULL)
        arena_free(forms->arena);
    *forms = (struct forms){ 0 };
}
