// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-transcript-html-private.h"
#include "easel-transcript-sources-private.h"

/*
 * A page that needs nothing else: its policy lets it load and run nothing, and
 * have no style but the one that it names by its hash. All words are text: no tag
 * of a message becomes one of the page.
 */

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #8886;padding:.5rem 0 1rem}"
    "h2{font-size:1.1rem;margin:.5rem 0 0}"
    ".details,.others,.file,.source{color:#808080;font-size:.85rem;margin:.2rem 0}"
    ".user{border-inline-start:3px solid #3584e4;padding-inline-start:1rem}"
    ".end{color:#c01c28;font-weight:600}"
    "p,pre,code,td{overflow-wrap:anywhere;white-space:pre-wrap}"
    "pre,code{font-family:monospace}"
    "pre{background:#8882;padding:.6rem .8rem;border-radius:8px}"
    ".i1{margin-inline-start:1.2rem}.i2{margin-inline-start:2.4rem}.i3{margin-inline-start:3.6rem}"
    ".i4{margin-inline-start:4.8rem}.i5{margin-inline-start:6rem}.i6{margin-inline-start:7.2rem}"
    ".q1,.q2,.q3,.q4,.q5,.q6{border-inline-start:3px solid #8888;padding-inline-start:1rem}"
    ".q2{padding-inline-start:2rem}.q3,.q4,.q5,.q6{padding-inline-start:3rem}"
    "table{border-collapse:collapse}"
    "th,td{border:1px solid #8886;padding:.2rem .6rem;text-align:start}"
    "img{max-width:100%;border-radius:8px}";

/* The kinds of pictures that browsers show and that hold no program. */
static const char *const picture_types[] = { "image/png", "image/jpeg", "image/gif", "image/webp",
                                             "image/avif" };

static void
add_element (EaselTranscriptWriter *self, GString *into, const char *tag, const char *class, const char *text)
{
  g_autofree char *clean = _easel_transcript_clean (self, text);

  if (class != NULL)
    g_string_append_printf (into, "<%s class=\"%s\">", tag, class);
  else
    g_string_append_printf (into, "<%s>", tag);
  _easel_html_add_escaped (into, clean, strlen (clean));
  g_string_append_printf (into, "</%s>\n", tag);
}

static void
add_markdown (EaselTranscriptWriter *self, GString *into, const char *text)
{
  g_autofree char *clean = _easel_transcript_clean (self, text);

  _easel_html_add_markdown (into, clean);
}

static void
add_folded (EaselTranscriptWriter *self, GString *into, const char *heading, const char *text)
{
  g_string_append (into, "<details>");
  add_element (self, into, "summary", NULL, heading);
  add_markdown (self, into, text);
  g_string_append (into, "</details>\n");
}

static void
add_file (EaselTranscriptWriter *self, GString *into, const EaselTranscriptFile *file)
{
  g_autofree char *line = _easel_transcript_dup_file_line (file);

  if (file->bytes != NULL && file->type != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (picture_types); i++)
      if (strcmp (picture_types[i], file->type) == 0)
        {
          gsize length;
          const guchar *bytes = g_bytes_get_data (file->bytes, &length);
          g_autofree char *data = g_base64_encode (bytes, length);
          g_autofree char *name = _easel_transcript_clean (self, file->name);

          g_string_append (into, "<p><img alt=\"");
          _easel_html_add_escaped (into, name, strlen (name));
          g_string_append_printf (into, "\" src=\"data:%s;base64,%s\"></p>\n", picture_types[i], data);
        }
  add_element (self, into, "p", "file", line);
}

static void
add_sources (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autoptr (GPtrArray) sources = _easel_transcript_read_sources (self, message);

  if (sources->len > 0)
    add_element (self, into, "h3", NULL, _ ("Sources"));
  for (guint i = 0; i < sources->len; i++)
    {
      const EaselTranscriptSource *source = g_ptr_array_index (sources, i);
      g_autofree char *title = _easel_transcript_source_dup_title (source);
      g_autofree char *link = _easel_transcript_source_dup_link (source);
      g_autofree char *place = _easel_transcript_source_dup_place (source);
      g_autofree char *text = _easel_transcript_source_dup_text (source);
      const char *where = link != NULL ? link : place;

      g_string_append_printf (into, "<p class=\"source\">%u. ", i + 1);
      if (link != NULL)
        _easel_html_add_link_start (into, link);
      _easel_html_add_escaped (into, title, strlen (title));
      g_string_append (into, link != NULL ? "</a>" : "");
      if (where != NULL)
        {
          g_string_append (into, " · ");
          _easel_html_add_escaped (into, where, strlen (where));
        }
      if (text != NULL)
        {
          g_string_append (into, "\n“");
          _easel_html_add_escaped (into, text, strlen (text));
          g_string_append (into, "”");
        }
      g_string_append (into, "</p>\n");
    }
}

static void
add_message (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autofree char *speaker = _easel_transcript_dup_speaker (message);
  g_autofree char *details = _easel_transcript_dup_details (message);
  g_autofree char *end = _easel_transcript_dup_end (self, message);

  g_string_append_printf (into, "<article class=\"%s\">\n", easel_transcript_kind_to_string (message->kind));
  add_element (self, into, "h2", NULL, speaker);
  if (*details != '\0')
    add_element (self, into, "p", "details", details);
  if (message->reasoning != NULL)
    add_folded (self, into, _ ("Thoughts"), message->reasoning);
  add_markdown (self, into, message->text);
  add_sources (self, into, message);
  for (guint i = 0; i < message->files->len; i++)
    add_file (self, into, g_ptr_array_index (message->files, i));
  if (end != NULL)
    add_element (self, into, "p", "end", end);
  g_string_append (into, "</article>\n");
}

static void
begin (EaselTranscriptWriter *self, const EaselTranscript *first, GString *into)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *title = _easel_transcript_dup_title (self, self->many ? NULL : first);
  g_autofree char *hash = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) style, (gssize) strlen (style));
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);
  g_string_append (into, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n");
  g_string_append_printf (into,
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                          "style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
                          hash);
  g_string_append (into, "<meta name=\"referrer\" content=\"no-referrer\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  add_element (self, into, "title", NULL, title);
  g_string_append_printf (into, "<style>%s</style>\n</head>\n<body>\n", style);
}

static void
add (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into)
{
  g_autofree char *title = _easel_transcript_dup_title (self, transcript);
  g_autoptr (GArray) branch = easel_transcript_dup_branch (transcript);
  g_autofree char *others = _easel_transcript_dup_others_line (transcript, branch->len);

  g_string_append (into, "<section>\n");
  add_element (self, into, "h1", NULL, title);
  if (*transcript->system_prompt != '\0')
    add_folded (self, into, _ ("System prompt"), transcript->system_prompt);
  for (guint i = 0; i < branch->len; i++)
    add_message (self, into, easel_transcript_get_message (transcript, g_array_index (branch, guint, i)));
  if (others != NULL)
    add_element (self, into, "p", "others", others);
  g_string_append (into, "</section>\n");
}

static void
end (EaselTranscriptWriter *self, GString *into)
{
  g_string_append (into, "</body>\n</html>\n");
}

const EaselTranscriptWriterClass _easel_transcript_html_class = { begin, add, end };
