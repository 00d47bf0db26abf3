#include "edge/picture.h"

#include <librsvg/rsvg.h>

struct picture {
    RsvgHandle *handle;
};

int picture_open(struct slice svg, struct picture **picture, struct fault *fault)
{
    RsvgHandle *handle =
        rsvg_handle_new_from_data((const guint8 *)svg.bytes, svg.length, NULL);

    if (handle == NULL)
        return fault_set(fault, FAULT_INPUT, "a picture in the page is no SVG");
    *picture = memory_new(sizeof **picture);
    (*picture)->handle = handle;
    return 0;
}

void picture_free(struct picture *picture)
{
    if (picture == NULL)
        return;
    g_object_unref(picture->handle);
    memory_free(picture);
}

double picture_aspect(const struct picture *picture)
{
    gboolean has_box = FALSE;
    RsvgRectangle box = { 0 };

    rsvg_handle_get_intrinsic_dimensions(picture->handle, NULL, NULL, NULL, NULL, &has_box, &box);
    return has_box && box.height > 0 && box.width > box.height / 10 ? box.width / box.height : 4;
}

bool picture_draw(void *context, void *cairo, double width, double height)
{
    struct picture *picture = context;
    const RsvgRectangle room = { 0, 0, width, height };

    return rsvg_handle_render_document(picture->handle, cairo, &room, NULL);
}
