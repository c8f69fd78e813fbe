// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSyntaxKind:
 * @EASEL_SYNTAX_WEIGHT: `(word:1.2)`
 * @EASEL_SYNTAX_EMPHASIS: `(word)`, or `{word}` as some dialects write it
 * @EASEL_SYNTAX_DEEMPHASIS: `[word]`
 * @EASEL_SYNTAX_LORA: `<lora:name:0.8>` and its relatives
 * @EASEL_SYNTAX_ALTERNATION: `{a|b}` or `[a|b]`
 * @EASEL_SYNTAX_WILDCARD: `__name__`
 * @EASEL_SYNTAX_VARIABLE: `{{name}}`
 * @EASEL_SYNTAX_PARAMETER: `--ar 16:9`, `--tile`; `--no a, b` up to the next one
 * @EASEL_SYNTAX_ESCAPE: `\(`, `\)` and the other brackets, `\\`
 * @EASEL_SYNTAX_BREAK: the word `BREAK`
 *
 * What a piece of a prompt is to the programs that read it.
 */
typedef enum
{
  EASEL_SYNTAX_WEIGHT,
  EASEL_SYNTAX_EMPHASIS,
  EASEL_SYNTAX_DEEMPHASIS,
  EASEL_SYNTAX_LORA,
  EASEL_SYNTAX_ALTERNATION,
  EASEL_SYNTAX_WILDCARD,
  EASEL_SYNTAX_VARIABLE,
  EASEL_SYNTAX_PARAMETER,
  EASEL_SYNTAX_ESCAPE,
  EASEL_SYNTAX_BREAK,
} EaselSyntaxKind;

/**
 * EaselSyntaxSpan:
 * @kind: what it is
 * @start: where it begins, in bytes
 * @length: how long it is, in bytes
 */
typedef struct
{
  EaselSyntaxKind kind;
  gsize start;
  gsize length;
} EaselSyntaxSpan;

EaselSyntaxSpan *easel_syntax_scan (const char *text, gsize *n_spans);
gboolean easel_syntax_get_weight (const char *text, gsize start, gsize length, double *weight, gsize *colon);

G_END_DECLS
