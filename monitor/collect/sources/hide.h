/* Personal data never reaches Kafka: what names a person becomes a keyed digest, the same for the
 * same person, so that people can still be told apart and counted. */
#pragma once

#include "core/record.h"

struct surroundings;

/* In every channel telephone numbers, e-mail addresses, identity and bank cards in title, text and
 * fields become "[phone:5f2a9c1e0b7d]". In channels where people write to the organisation (hotline,
 * mail, tickets and the like) the author's id becomes a digest, and so do personal fields. */
void hide_persons(const struct surroundings *around, struct feedback *feedback,
                  struct arena *arena);

/* The parts of it, for what is no struct feedback. Results are in the arena, or what was given. */
bool hide_is_private(enum channel channel);
bool hide_is_personal(const struct surroundings *around, struct slice field);
/* The digest in place of the value; nothing stays nothing. */
struct slice hide_whole(const struct surroundings *around, struct slice value, struct arena *arena);
/* The text with digests in the places of numbers and addresses. */
struct slice hide_inside(const struct surroundings *around, struct slice text, struct arena *arena);
/* As much of somebody's item as may be shown where it is put aside. */
struct slice hide_excerpt(struct slice personal_key, struct slice content, struct arena *arena);
