// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselTokenKind:
 * @EASEL_TOKEN_WORD: a word, a number, an emoji
 * @EASEL_TOKEN_SPACE: white space
 * @EASEL_TOKEN_PUNCTUATION: a sign
 * @EASEL_TOKEN_UNIT: a whole unit of prompt syntax
 * @EASEL_TOKEN_LOCK: a locked span
 */
typedef enum
{
  EASEL_TOKEN_WORD,
  EASEL_TOKEN_SPACE,
  EASEL_TOKEN_PUNCTUATION,
  EASEL_TOKEN_UNIT,
  EASEL_TOKEN_LOCK,
} EaselTokenKind;

/**
 * EaselToken:
 * @start: offset of its first byte
 * @length: bytes
 * @kind: an #EaselTokenKind
 *
 * The smallest piece that a diff takes or leaves. Tokens tile the text.
 */
typedef struct
{
  guint32 start;
  guint32 length : 29;
  guint32 kind : 3;
} EaselToken;

/**
 * EASEL_TOKENS_MAX_BYTES:
 *
 * The longest text that is tokenised.
 */
#define EASEL_TOKENS_MAX_BYTES ((gsize) G_MAXUINT32 / 16)

GArray *easel_tokens_new (const char *text, gsize length);
gsize easel_tokens_write (EaselToken *tokens, const char *text, gsize start, gsize end);
void easel_tokens_append (GArray *tokens, const char *text, gsize start, gsize end);

G_END_DECLS
