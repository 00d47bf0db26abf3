/* The items of one spool file: rows of CSV or lines of JSON, with the transcripts that belong to
 * them. */
#pragma once

#include "collect/sources/listener.h"

struct spool_items;

/* Takes the content over as far as it needs it. FAULT_INPUT: the file is none of its format, or
 * lacks a column that the map names. */
MUST_CHECK int spool_items_read(const struct source_settings *settings, struct text *content,
                                struct spool_items **items, struct fault *fault);
void spool_items_free(struct spool_items *items);
RELEASE_WITH(spool_items, struct spool_items, spool_items_free)

size_t spool_items_count(const struct spool_items *items);
/* Are transcripts still missing, in a file that is only so old? */
bool spool_items_wait(const struct spool_items *items, int64_t age_ms);
/* Fills in the item; its content also when it cannot be read (FAULT_INPUT). */
MUST_CHECK int spool_items_at(struct spool_items *items, size_t index, struct arena *arena,
                              struct listener_item *item, struct fault *fault);
