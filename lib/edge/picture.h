/* A picture in SVG, drawn by librsvg. It loads nothing: it has no address to load from. */
#pragma once

#include "base/fault.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>

struct picture;

/* FAULT_INPUT when it is no SVG. */
MUST_CHECK int picture_open(struct slice svg, struct picture **picture, struct fault *fault);
void picture_free(struct picture *picture);
RELEASE_WITH(picture, struct picture, picture_free)

/* Width over height. */
double picture_aspect(const struct picture *picture);
/* A paper_draw of edge/paper.h. */
bool picture_draw(void *picture, void *cairo, double width, double height);
