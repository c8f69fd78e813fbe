// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-locks.h"

#include "easel-error.h"
#include "easel-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const EaselSpan *one = a;
  const EaselSpan *two = b;

  if (one->start != two->start)
    return one->start < two->start ? -1 : 1;
  return one->length < two->length ? -1 : one->length > two->length;
}

/**
 * easel_locks_merge:
 * @locks: (array length=n_locks) (inout) (nullable): spans in any order
 * @n_locks: how many
 *
 * Sorts @locks in place, drops empty ones and joins those that overlap. Spans
 * that only touch stay apart: text may be put between them.
 *
 * Returns: how many are left at the beginning of @locks
 */
gsize
easel_locks_merge (EaselSpan *locks, gsize n_locks)
{
  gsize n = 0;

  if (n_locks == 0)
    return 0;

  qsort (locks, n_locks, sizeof *locks, compare_spans);
  for (gsize i = 0; i < n_locks; i++)
    {
      EaselSpan *last = n > 0 ? &locks[n - 1] : NULL;

      if (locks[i].length == 0)
        continue;
      if (last != NULL && locks[i].start < last->start + last->length)
        last->length = MAX (last->length, locks[i].start + locks[i].length - last->start);
      else
        locks[n++] = locks[i];
    }
  return n;
}

/**
 * easel_locks_adjust:
 * @locks: (array length=n_locks) (nullable): spans before the edit
 * @n_locks: how many
 * @offset: where the edit is, in bytes
 * @deleted: how many bytes it takes out from there
 * @inserted: how many bytes it puts in there
 * @n_adjusted: (out): how many spans are left
 *
 * Follows an edit of the text. A span behind it moves. Text put in at a span's
 * beginning or end stays outside; text put in between two of its bytes belongs
 * to it. What is deleted leaves a span shorter, and without any byte of its
 * own it is gone. Whether such an edit is allowed at all is for
 * easel_locks_touch() to say.
 *
 * Returns: (transfer full) (array length=n_adjusted) (nullable): the spans
 *   after the edit, to be freed with g_free()
 */
EaselSpan *
easel_locks_adjust (
    const EaselSpan *locks, gsize n_locks, gsize offset, gsize deleted, gsize inserted, gsize *n_adjusted)
{
  g_autofree EaselSpan *adjusted = g_new (EaselSpan, MAX (n_locks, 1));
  gsize edit_end = offset + deleted;
  gsize n = 0;

  g_return_val_if_fail (n_adjusted != NULL, NULL);

  for (gsize i = 0; i < n_locks; i++)
    {
      gsize start = locks[i].start;
      gsize end = start + locks[i].length;

      if (end <= offset)
        adjusted[n++] = locks[i];
      else if (start >= edit_end)
        adjusted[n++] = (EaselSpan) { start - deleted + inserted, end - start };
      else if (start < offset && end > edit_end)
        adjusted[n++] = (EaselSpan) { start, end - start - deleted + inserted };
      else if (start < offset)
        adjusted[n++] = (EaselSpan) { start, offset - start };
      else if (end > edit_end)
        adjusted[n++] = (EaselSpan) { offset + inserted, end - edit_end };
    }

  *n_adjusted = easel_locks_merge (adjusted, n);
  return *n_adjusted > 0 ? g_steal_pointer (&adjusted) : NULL;
}

/**
 * easel_locks_touch:
 * @locks: (array length=n_locks) (nullable): spans
 * @n_locks: how many
 * @offset: where an edit would be, in bytes
 * @deleted: how many bytes it would take out
 *
 * Returns: whether that edit would change the bytes of a span: take one of
 *   them out, or put text between two of them
 */
gboolean
easel_locks_touch (const EaselSpan *locks, gsize n_locks, gsize offset, gsize deleted)
{
  for (gsize i = 0; i < n_locks; i++)
    {
      gsize start = locks[i].start;
      gsize end = start + locks[i].length;

      if (deleted > 0 ? offset < end && offset + deleted > start : offset > start && offset < end)
        return TRUE;
    }
  return FALSE;
}

/* For each beginning of the needle, the length of its longest own end that is
 * a beginning too (Knuth, Morris, Pratt 1977). */
static gsize *
border_table (const char *needle, gsize length)
{
  gsize *table = g_new (gsize, length + 1);
  gsize border = 0;

  table[0] = 0;
  table[1] = 0;
  for (gsize i = 1; i < length; i++)
    {
      while (border > 0 && needle[i] != needle[border])
        border = table[border];
      if (needle[i] == needle[border])
        border++;
      table[i + 1] = border;
    }
  return table;
}

/**
 * easel_locks_add_text:
 * @text: a prompt
 * @needle: what to lock in it
 * @locks: (inout) (array length=n_locks): the locks so far, or a pointer to
 *   %NULL; replaced by the merged ones
 * @n_locks: (inout): how many
 *
 * Locks every occurrence of @needle, also those that overlap one another.
 *
 * Returns: whether there was at least one; else nothing has changed
 */
gboolean
easel_locks_add_text (const char *text, const char *needle, EaselSpan **locks, gsize *n_locks)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autofree gsize *table = NULL;
  gsize length;
  gsize matched = 0;

  g_return_val_if_fail (text != NULL && needle != NULL, FALSE);
  g_return_val_if_fail (locks != NULL && n_locks != NULL, FALSE);

  length = strlen (needle);
  if (length == 0)
    return FALSE;

  if (*n_locks > 0)
    g_array_append_vals (found, *locks, (guint) *n_locks);
  table = border_table (needle, length);
  for (gsize i = 0; text[i] != '\0'; i++)
    {
      while (matched > 0 && text[i] != needle[matched])
        matched = table[matched];
      if (text[i] == needle[matched])
        matched++;
      if (matched == length)
        {
          EaselSpan span = { i + 1 - length, length };

          g_array_append_val (found, span);
          matched = table[matched];
        }
    }
  if (found->len == *n_locks)
    return FALSE;

  g_free (*locks);
  *n_locks = easel_locks_merge ((EaselSpan *) (gpointer) found->data, found->len);
  *locks = g_array_steal (found, NULL);
  return TRUE;
}

/**
 * easel_locks_to_json:
 * @locks: (array length=n_locks) (nullable): spans
 * @n_locks: how many
 *
 * Returns: (transfer full): `[[start,length],…]`, in bytes
 */
char *
easel_locks_to_json (const EaselSpan *locks, gsize n_locks)
{
  GString *json = g_string_new ("[");

  for (gsize i = 0; i < n_locks; i++)
    g_string_append_printf (json, "%s[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]", i > 0 ? "," : "",
                            locks[i].start, locks[i].length);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static gboolean
is_boundary (const char *text, gsize offset)
{
  return ((guchar) text[offset] & 0xC0) != 0x80;
}

static gboolean
read_lock (JsonArray *array, guint i, const char *text, gsize length, EaselSpan *lock)
{
  JsonNode *pair = json_array_get_element (array, i);
  gint64 start;
  gint64 size;

  if (!JSON_NODE_HOLDS_ARRAY (pair) || json_array_get_length (json_node_get_array (pair)) != 2 ||
      !easel_json_get_int (pair, "0", &start) || !easel_json_get_int (pair, "1", &size))
    return FALSE;
  if (start < 0 || size <= 0 || (guint64) start > length || (guint64) size > length - (guint64) start)
    return FALSE;
  if (!is_boundary (text, (gsize) start) || !is_boundary (text, (gsize) (start + size)))
    return FALSE;
  *lock = (EaselSpan) { (gsize) start, (gsize) size };
  return TRUE;
}

/**
 * easel_locks_from_json:
 * @json: (nullable): `[[start,length],…]`; %NULL and "" are no locks
 * @text: the prompt that they lie in, valid UTF-8
 * @locks: (out) (array length=n_locks) (transfer full) (nullable): the spans,
 *   sorted and merged, to be freed with g_free()
 * @n_locks: (out): how many
 * @error: return location of an error
 *
 * Reads what easel_locks_to_json() wrote, and holds it against @text: each
 * span lies within it, has at least one byte and cuts no character.
 *
 * Returns: whether all of it was right; else %EASEL_ERROR_INVALID_INPUT and
 *   no locks
 */
gboolean
easel_locks_from_json (const char *json, const char *text, EaselSpan **locks, gsize *n_locks, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree EaselSpan *spans = NULL;
  JsonArray *array;
  gsize length;
  guint n;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (locks != NULL && n_locks != NULL, FALSE);

  *locks = NULL;
  *n_locks = 0;
  if (json == NULL || *json == '\0')
    return TRUE;

  node = easel_json_parse (json, -1, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The list of locked parts is not of the form [[start,length],…]."));
      return FALSE;
    }

  length = strlen (text);
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  spans = g_new (EaselSpan, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    if (!read_lock (array, i, text, length, &spans[i]))
      {
        g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                     _ ("Locked part %u does not fit the prompt: lock the text again."), i + 1);
        return FALSE;
      }

  *n_locks = easel_locks_merge (spans, n);
  if (*n_locks > 0)
    *locks = g_steal_pointer (&spans);
  return TRUE;
}
