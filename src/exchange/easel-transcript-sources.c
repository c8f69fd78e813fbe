// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-sources-private.h"

#include <string.h>

#include "easel-block-copy.h"
#include "easel-json.h"
#include "easel-transcript-writer-private.h"

static void
source_free (gpointer data)
{
  EaselTranscriptSource *source = data;

  g_free (source->address);
  g_free (source->title);
  g_free (source->text);
  g_free (source);
}

static char *
clean_member (EaselTranscriptWriter *self, JsonNode *node, const char *name)
{
  const char *text = easel_json_get_string (node, name);

  return text != NULL && *text != '\0' ? _easel_transcript_clean (self, text) : NULL;
}

/* Of a file on some machine only its name; an address of the web is no path. */
static char *
clean_address (EaselTranscriptWriter *self, JsonNode *node)
{
  g_autofree char *address = clean_member (self, node, "address");

  if (address == NULL || easel_link_may_open (address))
    return g_steal_pointer (&address);
  if (g_ascii_strncasecmp (address, "file:", strlen ("file:")) == 0)
    return g_path_get_basename (address);
  return _easel_transcript_clean_sentence (self, address);
}

/* The sources of @message, of which each has an address or a title. */
GPtrArray *
_easel_transcript_read_sources (EaselTranscriptWriter *self, const EaselTranscriptMessage *message)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (source_free);
  g_autoptr (JsonNode) root = message->sources != NULL ? easel_json_parse (message->sources, -1, NULL) : NULL;
  JsonArray *array = root != NULL ? easel_json_get_array (root, "") : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      EaselTranscriptSource *source = g_new0 (EaselTranscriptSource, 1);

      source->address = clean_address (self, node);
      source->title = clean_member (self, node, "title");
      source->text = clean_member (self, node, "text");
      if (source->address != NULL || source->title != NULL)
        g_ptr_array_add (sources, source);
      else
        source_free (source);
    }
  return sources;
}

/* On one line, and without what is not seen or turns the order of what is. */
static char *
make_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (c);

      if (g_unichar_isspace (c) || type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        {
          if (line->len > 0 && line->str[line->len - 1] != ' ')
            g_string_append_c (line, ' ');
        }
      /* The joiners belong to the writing of some languages. */
      else if (type != G_UNICODE_FORMAT || c == 0x200c || c == 0x200d)
        g_string_append_unichar (line, c);
    }
  return g_strchomp (g_string_free_and_steal (line));
}

/* What it is called, else its host, else where it is: one line. */
char *
_easel_transcript_source_dup_title (const EaselTranscriptSource *source)
{
  g_autofree char *title = source->title != NULL ? make_line (source->title) : NULL;
  g_autoptr (GUri) uri = NULL;

  if (title != NULL && *title != '\0')
    return g_steal_pointer (&title);
  if (source->address == NULL)
    return g_strdup ("?");
  uri = g_uri_parse (source->address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
    return make_line (g_uri_get_host (uri));
  return make_line (source->address);
}

/* Where a click may lead, in plain ASCII; %NULL if nowhere. */
char *
_easel_transcript_source_dup_link (const EaselTranscriptSource *source)
{
  return source->address != NULL && easel_link_may_open (source->address)
             ? easel_link_to_shown (source->address)
             : NULL;
}

/* Where it is, for one that is no link and says more than its title. */
char *
_easel_transcript_source_dup_place (const EaselTranscriptSource *source)
{
  if (source->address == NULL || source->title == NULL || easel_link_may_open (source->address))
    return NULL;
  return make_line (source->address);
}

/* The words that were taken from it, on one line; %NULL if there are none. */
char *
_easel_transcript_source_dup_text (const EaselTranscriptSource *source)
{
  g_autofree char *text = source->text != NULL ? make_line (source->text) : NULL;

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}
