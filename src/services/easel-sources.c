// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sources-private.h"

#include <string.h>

#include "easel-json.h"

/* More than anybody reads; services name a page once for each sentence. */
#define MOST_SOURCES 100
/* In bytes. */
#define MOST_ADDRESS 4096
#define MOST_TITLE 500
#define MOST_TEXT 2000

static void
source_free (gpointer data)
{
  EaselSource *source = data;

  g_free (source->address);
  g_free (source->title);
  g_free (source->text);
  g_free (source);
}

/* An empty list of what an answer names. */
GPtrArray *
_easel_sources_new (void)
{
  return g_ptr_array_new_with_free_func (source_free);
}

/* On one line, whatever came; NULL if there is nothing. */
static char *
clean (const char *text, gsize most)
{
  g_autofree char *line = NULL;
  const char *end;

  if (text == NULL)
    return NULL;
  end = text + strnlen (text, most + 1);
  if ((gsize) (end - text) > most)
    end = g_utf8_find_prev_char (text, text + most);
  line = g_utf8_make_valid (text, end != NULL ? end - text : 0);
  for (char *p = line; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 0x7f)
      *p = ' ';
  g_strstrip (line);
  return *line != '\0' ? g_steal_pointer (&line) : NULL;
}

static gboolean
is_same (const EaselSource *a, const EaselSource *b)
{
  return a->address != NULL || b->address != NULL ? g_strcmp0 (a->address, b->address) == 0
                                                  : g_strcmp0 (a->title, b->title) == 0;
}

/* Adds what is not there yet; a page that is named again keeps its first words. */
void
_easel_sources_add (GPtrArray *sources, const char *address, const char *title, const char *text)
{
  EaselSource *source = g_new0 (EaselSource, 1);

  /* An address that is cut leads elsewhere. */
  if (address != NULL && strlen (address) <= MOST_ADDRESS)
    source->address = clean (address, MOST_ADDRESS);
  source->title = clean (title, MOST_TITLE);
  source->text = clean (text, MOST_TEXT);
  if (sources->len >= MOST_SOURCES || (source->address == NULL && source->title == NULL))
    {
      source_free (source);
      return;
    }
  for (guint i = 0; i < sources->len; i++)
    if (is_same (source, g_ptr_array_index (sources, i)))
      {
        source_free (source);
        return;
      }
  g_ptr_array_add (sources, source);
}

static void
set_member (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/* As the store has them; NULL if there are none. */
char *
_easel_sources_to_text (GPtrArray *sources)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;

  if (sources->len == 0)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; i < sources->len; i++)
    {
      const EaselSource *source = g_ptr_array_index (sources, i);
      JsonObject *object = json_object_new ();

      set_member (object, "address", source->address);
      set_member (object, "title", source->title);
      set_member (object, "text", source->text);
      json_array_add_object_element (array, object);
    }
  root = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return easel_json_to_string (root);
}

/* What the store has; nothing if it is none of these. */
GPtrArray *
_easel_sources_parse (const char *text)
{
  GPtrArray *sources = _easel_sources_new ();
  g_autoptr (JsonNode) root = text != NULL ? easel_json_parse (text, -1, NULL) : NULL;
  JsonArray *array = root != NULL ? easel_json_get_array (root, "") : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      _easel_sources_add (sources, easel_json_get_string (node, "address"),
                          easel_json_get_string (node, "title"), easel_json_get_string (node, "text"));
    }
  return sources;
}
