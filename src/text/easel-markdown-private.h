// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block.h"

G_BEGIN_DECLS

/* Nothing of a text is looked at further than this from its start in one piece. */
#define EASEL_PIECE_SOFT (24 * 1024)
#define EASEL_PIECE_HARD (48 * 1024)
#define EASEL_PIECE_LONGEST_LINE (16 * 1024)
/* What a row may have. */
#define EASEL_BLOCK_TEXT_MAX (6 * 1024)
#define EASEL_BLOCK_LINES_MAX 120
#define EASEL_BLOCK_ROWS_MAX 60
#define EASEL_BLOCK_DEPTH_MAX 16

/* A fence that is open: of code. */
typedef struct
{
  char character; /* 0 if none */
  guint length;
  gsize info_start; /* of the whole text */
  gsize info_length;
} EaselFence;

/* A part of a message that stands for itself: one or more blocks of the topmost
 * level, or a part of one that is too long. */
typedef struct
{
  gsize start;
  gsize end;
  EaselFence before;    /* it begins within this one */
  EaselFence after;     /* it was cut within this one */
  gboolean has_bracket; /* what links mean may change it */
  gboolean is_plain;    /* it is of no sense as Markdown */
  guint n_blocks;
} EaselPiece;

void _easel_markdown_scan (const char *text, gsize length, EaselPiece *piece, GArray *definitions);
void _easel_markdown_build (const char *text,
                            const EaselPiece *piece,
                            const char *definitions,
                            GPtrArray *blocks);
gsize _easel_markdown_line_end (const char *text, gsize length, gsize at);

void _easel_math_mark (char *text, gsize length);

EaselBlock *_easel_block_new (EaselBlockKind kind);
EaselBlock *_easel_block_new_part (const EaselBlock *whole);

/* What a block is made of while it is read. */
typedef struct
{
  GString *text;
  GArray *inlines; /* EaselInline */
  gboolean is_code;
} EaselBlockText;

void _easel_block_text_append (EaselBlockText *self, const char *text, gsize length);
void _easel_block_text_append_entity (EaselBlockText *self, const char *entity, gsize length);
void _easel_block_take (EaselBlock *whole, GPtrArray *blocks);

G_END_DECLS
