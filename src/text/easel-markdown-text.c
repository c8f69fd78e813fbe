// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-markdown-private.h"

#include <string.h>

/*
 * The text that is shown: what could not be seen, or would change the order of what
 * stands beside it (Unicode Technical Report 36, "bidirectional text spoofing"; CVE-2021-42574), is
 * written out. And blocks that are too long for a row, cut into several.
 */

/* Names of HTML 4 that are seen in answers. */
static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "amp", "&" },       { "lt", "<" },     { "gt", ">" },     { "quot", "\"" }, { "apos", "'" },
  { "nbsp", "\u00a0" }, { "copy", "©" },   { "reg", "®" },    { "trade", "™" }, { "hellip", "…" },
  { "mdash", "—" },     { "ndash", "–" },  { "lsquo", "‘" },  { "rsquo", "’" }, { "ldquo", "“" },
  { "rdquo", "”" },     { "laquo", "«" },  { "raquo", "»" },  { "times", "×" }, { "divide", "÷" },
  { "deg", "°" },       { "middot", "·" }, { "bull", "•" },   { "rarr", "→" },  { "larr", "←" },
  { "uarr", "↑" },      { "darr", "↓" },   { "harr", "↔" },   { "le", "≤" },    { "ge", "≥" },
  { "ne", "≠" },        { "plusmn", "±" }, { "euro", "€" },   { "pound", "£" }, { "sect", "§" },
  { "para", "¶" },      { "frac12", "½" }, { "frac14", "¼" }, { "infin", "∞" }, { "alpha", "α" },
  { "beta", "β" },      { "pi", "π" },
};

static gboolean
is_hidden (gunichar c, gboolean is_code)
{
  if (c < 0x80)
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  if (c < 0xa0)
    return TRUE;
  /* Embeddings, overrides and isolates; tags, which can carry a whole text. */
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) || (c >= 0xe0000 && c <= 0xe0fff))
    return TRUE;
  if (c == 0x200b || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == 0x180e ||
      (c >= 0xfff9 && c <= 0xfffb))
    return TRUE;
  /* Marks and joiners belong to the writing of some languages, but not to code. */
  return is_code && ((c >= 0x200c && c <= 0x200f) || c == 0x061c || c == 0x00ad || c == 0x3164);
}

/* A run of hidden characters is shown once, with how many they are. */
static gsize
append_hidden (EaselBlockText *self, const char *at, const char *end)
{
  EaselInline span = { EASEL_INLINE_HIDDEN, self->text->len, 0, NULL };
  gunichar first = g_utf8_get_char (at);
  const char *next = at;
  gboolean mixed = FALSE;
  guint n = 0;

  while (next < end && is_hidden (g_utf8_get_char (next), self->is_code))
    {
      mixed |= g_utf8_get_char (next) != first;
      n++;
      next = g_utf8_next_char (next);
    }
  if (n == 1)
    g_string_append_printf (self->text, "⟨U+%04X⟩", first);
  else
    g_string_append_printf (self->text, "⟨U+%04X%s ×%u⟩", first, mixed ? "…" : "", n);
  span.length = self->text->len - span.start;
  if (!self->is_code)
    g_array_append_val (self->inlines, span);
  return (gsize) (next - at);
}

/* Appends valid UTF-8. */
void
_easel_block_text_append (EaselBlockText *self, const char *text, gsize length)
{
  const char *end = text + length;
  const char *plain = text;
  const char *at = text;

  while (at < end)
    {
      guchar byte = (guchar) *at;

      if (byte >= 0x20 && byte < 0x7f)
        {
          at++;
          continue;
        }
      if (byte == '\r')
        {
          /* One line end, however it was written. */
          g_string_append_len (self->text, plain, at - plain);
          at++;
          if (at == end || *at != '\n')
            g_string_append_c (self->text, '\n');
          plain = at;
          continue;
        }
      if (!is_hidden (g_utf8_get_char (at), self->is_code))
        {
          at = g_utf8_next_char (at);
          continue;
        }
      g_string_append_len (self->text, plain, at - plain);
      at += append_hidden (self, at, end);
      plain = at;
    }
  g_string_append_len (self->text, plain, end - plain);
}

/* Appends `&name;`, `&#n;` or `&#xn;` as what it stands for, an unknown one as it is. */
void
_easel_block_text_append_entity (EaselBlockText *self, const char *entity, gsize length)
{
  g_autofree char *name = length > 2 ? g_strndup (entity + 1, length - 2) : NULL;

  if (name != NULL && name[0] == '#')
    {
      gboolean hex = name[1] == 'x' || name[1] == 'X';
      guint64 c = g_ascii_strtoull (name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
      char buffer[6];

      if (c == 0 || c > 0x10ffff || !g_unichar_validate ((gunichar) c))
        c = 0xfffd;
      _easel_block_text_append (self, buffer, (gsize) g_unichar_to_utf8 ((gunichar) c, buffer));
      return;
    }
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (entities); i++)
    if (g_str_equal (entities[i].name, name))
      {
        g_string_append (self->text, entities[i].text);
        return;
      }
  _easel_block_text_append (self, entity, length);
}

/* ---- parts ---- */

/* The inlines of @whole that are in a part of it, from number *@next on. */
static void
share_inlines (EaselBlock *part, const EaselBlock *whole, gsize start, guint *next)
{
  g_autoptr (GArray) inlines = g_array_new (FALSE, FALSE, sizeof (EaselInline));
  gsize end = start + part->length;
  guint kept = G_MAXUINT;

  for (guint i = *next; i < whole->n_inlines && whole->inlines[i].start < end; i++)
    {
      const EaselInline *span = &whole->inlines[i];
      gsize span_end = span->start + span->length;
      EaselInline own = { span->kind, MAX (span->start, start) - start, 0, NULL };

      if (span_end <= start)
        continue;
      own.length = MIN (span_end, end) - start - own.start;
      own.target = g_strdup (span->target);
      g_array_append_val (inlines, own);
      if (span_end > end && kept == G_MAXUINT)
        kept = i;
      else if (kept == G_MAXUINT)
        *next = i + 1;
    }
  part->n_inlines = inlines->len;
  part->inlines = g_memdup2 (inlines->data, sizeof (EaselInline) * inlines->len);
}

/* Where the part that begins at @start ends: after a line, or else after a space. */
static gsize
find_part_end (const EaselBlock *whole, gsize start)
{
  gsize limit = MIN (whole->length, start + EASEL_BLOCK_TEXT_MAX);
  gsize space = 0;
  guint lines = 0;
  gsize line = 0;

  for (gsize at = start; at < limit; at++)
    {
      if (whole->text[at] == '\n')
        {
          line = at + 1;
          if (++lines == EASEL_BLOCK_LINES_MAX)
            return line;
        }
      else if (whole->text[at] == ' ')
        space = at + 1;
    }
  if (limit == whole->length)
    return limit;
  if (line > start + EASEL_BLOCK_TEXT_MAX / 2)
    return line;
  if (space > start + EASEL_BLOCK_TEXT_MAX / 2)
    return space;
  while (limit > start + 1 && ((guchar) whole->text[limit] & 0xC0) == 0x80)
    limit--;
  return limit;
}

static void
take_texts (EaselBlock *whole, GPtrArray *blocks)
{
  gboolean is_first = TRUE;
  guint next = 0;

  for (gsize start = 0; start < whole->length;)
    {
      EaselBlock *part = _easel_block_new_part (whole);

      part->marker = is_first ? whole->marker : EASEL_BLOCK_MARKER_NONE;
      part->number = is_first ? whole->number : 0;
      part->continues = !is_first || whole->continues;
      part->source.start = whole->source.start;
      part->length = find_part_end (whole, start) - start;
      part->text = g_strndup (whole->text + start, part->length);
      share_inlines (part, whole, start, &next);
      g_ptr_array_add (blocks, part);
      start += part->length;
      is_first = FALSE;
    }
}

static void
take_rows (EaselBlock *whole, GPtrArray *blocks)
{
  const EaselBlockTable *table = whole->table;
  guint n_columns = table->n_columns;
  guint next = 0;

  for (guint row = 0; row < table->n_rows;)
    {
      EaselBlock *part = _easel_block_new_part (whole);
      const EaselSpan *cells = table->cells + row * n_columns;
      guint n = 0;
      gsize start = cells[0].start;

      while (row + n < table->n_rows && n < EASEL_BLOCK_ROWS_MAX &&
             (n == 0 || easel_span_end (cells[(n + 1) * n_columns - 1]) - start <= EASEL_BLOCK_TEXT_MAX))
        n++;
      part->marker = row == 0 ? whole->marker : EASEL_BLOCK_MARKER_NONE;
      part->number = row == 0 ? whole->number : 0;
      part->continues = row > 0;
      part->source.start = whole->source.start;
      part->length = easel_span_end (cells[n * n_columns - 1]) - start;
      part->text = g_strndup (whole->text + start, part->length);
      part->table = g_new0 (EaselBlockTable, 1);
      part->table->n_columns = n_columns;
      part->table->n_rows = n;
      part->table->has_heading = row == 0 && table->has_heading;
      part->table->cells = g_memdup2 (cells, sizeof (EaselSpan) * n * n_columns);
      for (guint i = 0; i < n * n_columns; i++)
        part->table->cells[i].start -= start;
      part->table->aligns = g_memdup2 (table->aligns, sizeof (EaselBlockAlign) * n_columns);
      part->table->widths = g_memdup2 (table->widths, sizeof (guint) * n_columns);
      share_inlines (part, whole, start, &next);
      g_ptr_array_add (blocks, part);
      row += n;
    }
}

/* Appends a block, in as many parts as it needs. Takes it. */
void
_easel_block_take (EaselBlock *whole, GPtrArray *blocks)
{
  if (whole->table != NULL && whole->table->n_rows > 0 &&
      (whole->table->n_rows > EASEL_BLOCK_ROWS_MAX || whole->length > EASEL_BLOCK_TEXT_MAX))
    take_rows (whole, blocks);
  else if (whole->table == NULL && whole->length > 0 && find_part_end (whole, 0) < whole->length)
    take_texts (whole, blocks);
  else
    {
      g_ptr_array_add (blocks, whole);
      return;
    }
  easel_block_unref (whole);
}
