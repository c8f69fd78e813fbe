// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/*
 * XMP (ISO 16684-1), as a plain list: each simple property, each member of an
 * array, by the usual prefix of its namespace. GMarkup knows no entities of the
 * document's own and does not recurse.
 */

#define MOST_BYTES (8 * 1024 * 1024)
#define MOST_DEPTH 32

typedef struct
{
  EaselReading *reading;
  GQueue path; /* (element-type utf8), owned */
  GString *text;
} Xmp;

/* Names that stand for the document's structure only. */
static gboolean
is_structure (const char *name)
{
  return g_str_has_prefix (name, "rdf:") || g_str_has_prefix (name, "x:");
}

/* The property that is being read: the innermost name that is no structure. */
static const char *
find_property (Xmp *xmp)
{
  for (GList *l = xmp->path.tail; l != NULL; l = l->prev)
    if (!is_structure (l->data))
      return l->data;
  return NULL;
}

static void
add_tag (Xmp *xmp, const char *text)
{
  GPtrArray *tags = xmp->reading->info->tags;

  if (tags->len < EASEL_READING_MOST_TAGS && *text != '\0' &&
      !g_ptr_array_find_with_equal_func (tags, text, g_str_equal, NULL))
    g_ptr_array_add (tags, g_strdup (text));
}

static void
add_property (Xmp *xmp, const char *name, const char *value)
{
  g_autofree char *key = g_strconcat ("xmp:", name, NULL);
  g_autofree char *stripped = g_strstrip (g_strdup (value));

  if (*stripped == '\0')
    return;
  if (g_str_equal (name, "dc:subject"))
    add_tag (xmp, stripped);
  else
    _easel_reading_add_text (xmp->reading, key, stripped, -1);
}

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Xmp *xmp = user_data;

  if (xmp->path.length >= MOST_DEPTH)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too deep");
      return;
    }
  g_queue_push_tail (&xmp->path, g_strdup (element));
  g_string_truncate (xmp->text, 0);
  for (guint i = 0; names[i] != NULL; i++)
    if (!is_structure (names[i]) && !g_str_has_prefix (names[i], "xml"))
      add_property (xmp, names[i], values[i]);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Xmp *xmp = user_data;
  const char *property = find_property (xmp);
  g_autofree char *last = NULL;

  if (property != NULL)
    add_property (xmp, property, xmp->text->str);
  g_string_truncate (xmp->text, 0);
  last = g_queue_pop_tail (&xmp->path);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Xmp *xmp = user_data;

  g_string_append_len (xmp->text, text, (gssize) length);
}

void
_easel_read_xmp (EaselReading *self, const guint8 *data, gsize size)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, NULL, NULL };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL;
  Xmp xmp = { .reading = self, .text = text };

  size = strnlen ((const char *) data, MIN (size, MOST_BYTES));
  if (size == 0)
    return;
  valid = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_queue_init (&xmp.path);
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &xmp, NULL);
  /* What stands before the fault is good. */
  if (g_markup_parse_context_parse (context, valid, -1, NULL))
    g_markup_parse_context_end_parse (context, NULL);
  g_queue_clear_full (&xmp.path, g_free);
}
