/* A report's HTML page as a list of blocks, for who sets it on paper: headings, paragraphs, items,
 * quotes, rows of a table, pictures.
 *
 * Text of a block is markup with only <b>, <i> and <tt> in it; everything else is escaped. Elements
 * that are not known give their text. Nothing is ever loaded from elsewhere. */
#pragma once

#include "base/fault.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum page_block_kind {
    PAGE_TITLE,
    PAGE_HEADING,
    PAGE_SUBHEADING,
    PAGE_PARAGRAPH,
    PAGE_ITEM,
    PAGE_QUOTE,
    PAGE_ROW,
    PAGE_PICTURE,
};

enum { PAGE_CELL_LIMIT = 12, PAGE_BLOCK_LIMIT = 20000 };

struct page_block {
    enum page_block_kind kind;
    const char *markup;                 /* PAGE_PICTURE: the SVG as it stood in the page */
    const char *cells[PAGE_CELL_LIMIT]; /* PAGE_ROW: their markup */
    size_t cell_count;
    bool is_head;                       /* a row of column titles begins a table */
};

struct page_blocks {
    struct page_block *rows;
    size_t count;
    const char *title; /* of the page; "" when it has none */
    const char *style; /* the body's class: the worst level */
};

/* Everything lives in the arena. FAULT_INPUT when it is no page, or one of too many blocks. */
MUST_CHECK int page_blocks_read(struct slice html, struct arena *arena, struct page_blocks *blocks,
                                struct fault *fault);
