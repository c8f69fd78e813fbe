// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include <string.h>

#include "easel-transcript-format-private.h"
#include "easel-transcript-sources-private.h"

/* Easel's own form, as data/chat-export.md says: nothing is left out of it but
 * what looks like a key. */

static void
append_quoted (GString *into, const char *text)
{
  g_string_append_c (into, '"');
  for (const char *at = text; *at != '\0';)
    {
      gsize plain = 0;

      while ((guchar) at[plain] >= ' ' && at[plain] != '"' && at[plain] != '\\' && at[plain] != 0x7f)
        plain++;
      g_string_append_len (into, at, (gssize) plain);
      at += plain;
      if (*at == '\0')
        break;
      if (*at == '"' || *at == '\\')
        g_string_append_printf (into, "\\%c", *at);
      else if (*at == '\n')
        g_string_append (into, "\\n");
      else
        g_string_append_printf (into, "\\u%04x", (guint) (guchar) *at);
      at++;
    }
  g_string_append_c (into, '"');
}

static void
add_name (GString *into, const char *name)
{
  g_string_append_printf (into, ", \"%s\": ", name);
}

static void
add_text (EaselTranscriptWriter *self, GString *into, const char *name, const char *text)
{
  g_autofree char *clean = NULL;

  if (text == NULL)
    return;
  clean = _easel_transcript_clean (self, text);
  add_name (into, name);
  append_quoted (into, clean);
}

static void
add_number (GString *into, const char *name, gint64 number)
{
  if (number < 0)
    return;
  add_name (into, name);
  g_string_append_printf (into, "%" G_GINT64_FORMAT, number);
}

static void
add_time (GString *into, const char *name, gint64 time)
{
  g_autoptr (GDateTime) date = time > 0 ? g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%S") : NULL;

  if (text == NULL)
    return;
  add_name (into, name);
  g_string_append_printf (into, "\"%s.%06dZ\"", text, (int) (time % G_USEC_PER_SEC));
}

static void
add_file (EaselTranscriptWriter *self, GString *into, const EaselTranscriptFile *file)
{
  g_autofree char *name = _easel_transcript_clean (self, file->name);

  g_string_append (into, "{\"name\": ");
  append_quoted (into, name);
  add_text (self, into, "type", file->type);
  add_number (into, "size", file->size);
  add_text (self, into, "sha256", file->hash);
  if (file->bytes != NULL)
    {
      gsize length;
      const guchar *bytes = g_bytes_get_data (file->bytes, &length);
      g_autofree char *data = g_base64_encode (bytes, length);

      add_name (into, "data");
      g_string_append_printf (into, "\"%s\"", data);
    }
  g_string_append_c (into, '}');
}

static void
add_error (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autofree char *sentence = _easel_transcript_clean_sentence (self, message->error);

  if (message->error == NULL && message->error_code == NULL)
    return;
  add_name (into, "error");
  g_string_append_c (into, '{');
  if (message->error != NULL)
    {
      g_string_append (into, "\"message\": ");
      append_quoted (into, sentence);
    }
  if (message->error_code != NULL)
    {
      g_string_append (into, message->error != NULL ? ", \"code\": " : "\"code\": ");
      append_quoted (into, message->error_code);
    }
  g_string_append_c (into, '}');
}

static void
add_sources (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autoptr (GPtrArray) sources = _easel_transcript_read_sources (self, message);

  if (sources->len == 0)
    return;
  add_name (into, "sources");
  for (guint i = 0; i < sources->len; i++)
    {
      const EaselTranscriptSource *source = g_ptr_array_index (sources, i);
      const char *const members[][2] = { { "address", source->address },
                                         { "title", source->title },
                                         { "text", source->text } };
      const char *start = i == 0 ? "[{" : ", {";

      for (guint j = 0; j < G_N_ELEMENTS (members); j++)
        if (members[j][1] != NULL)
          {
            g_string_append_printf (into, "%s\"%s\": ", start, members[j][0]);
            append_quoted (into, members[j][1]);
            start = ", ";
          }
      g_string_append_c (into, '}');
    }
  g_string_append_c (into, ']');
}

static void
add_message (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message, guint number)
{
  g_string_append_printf (into, "{\"id\": %u, \"parent\": ", number);
  if (message->parent > 0)
    g_string_append_printf (into, "%u", message->parent);
  else
    g_string_append (into, "null");
  add_text (self, into, "kind", easel_transcript_kind_to_string (message->kind));
  add_text (self, into, "state", easel_transcript_state_to_string (message->state));
  add_time (into, "created_at", message->created_at);
  add_text (self, into, "text", message->text);
  add_text (self, into, "reasoning", message->reasoning);
  add_number (into, "reasoning_duration_us", message->reasoning_duration);
  add_sources (self, into, message);
  add_number (into, "covers", message->covers > 0 ? (gint64) message->covers : -1);
  add_text (self, into, "provider", message->provider);
  add_text (self, into, "provider_name", message->provider_name);
  add_text (self, into, "model", message->model);
  add_text (self, into, "model_name", message->model_name);
  add_text (self, into, "fallback_for", message->fallback_for);
  add_number (into, "input_tokens", message->input_tokens);
  add_number (into, "output_tokens", message->output_tokens);
  add_number (into, "cached_tokens", message->cached_tokens);
  add_number (into, "reasoning_tokens", message->reasoning_tokens);
  add_number (into, "cost_microusd", message->cost);
  add_number (into, "duration_us", message->duration);
  add_number (into, "first_token_us", message->first_token);
  add_error (self, into, message);
  if (message->files->len > 0)
    {
      add_name (into, "attachments");
      for (guint i = 0; i < message->files->len; i++)
        {
          g_string_append_c (into, i == 0 ? '[' : ',');
          add_file (self, into, g_ptr_array_index (message->files, i));
        }
      g_string_append_c (into, ']');
    }
  g_string_append_c (into, '}');
}

static void
add (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into)
{
  g_string_append (into, self->n_written > 0 ? ",\n" : "");
  g_string_append_printf (into, "{\"format\": \"%s\", \"version\": %d", EASEL_TRANSCRIPT_FORMAT,
                          EASEL_TRANSCRIPT_VERSION);
  add_text (self, into, "title", transcript->title);
  g_string_append_printf (into, ", \"titled\": %s, \"pinned\": %s", transcript->titled ? "true" : "false",
                          transcript->pinned ? "true" : "false");
  add_text (self, into, "folder", transcript->folder);
  add_text (self, into, "source", transcript->source);
  add_time (into, "created_at", transcript->created_at);
  add_time (into, "updated_at", transcript->updated_at);
  add_text (self, into, "model", transcript->model);
  add_text (self, into, "system_prompt", transcript->system_prompt);
  if (transcript->temperature >= 0)
    {
      add_name (into, "temperature");
      g_string_append_printf (into, "%" G_GINT64_FORMAT ".%03d", transcript->temperature / 1000,
                              (int) (transcript->temperature % 1000));
    }
  add_number (into, "max_tokens", transcript->max_tokens > 0 ? transcript->max_tokens : -1);
  add_text (self, into, "draft", transcript->draft);
  add_number (into, "view", transcript->leaf > 0 ? (gint64) transcript->leaf : -1);
  add_name (into, "messages");
  g_string_append (into, "[\n");
  for (guint i = 0; i < transcript->messages->len; i++)
    {
      g_string_append (into, i > 0 ? ",\n" : "");
      add_message (self, into, g_ptr_array_index (transcript->messages, i), i + 1);
    }
  g_string_append (into, "\n]}");
}

static void
begin (EaselTranscriptWriter *self, const EaselTranscript *first, GString *into)
{
  if (self->many)
    g_string_append (into, "[\n");
}

static void
end (EaselTranscriptWriter *self, GString *into)
{
  g_string_append (into, self->many ? "\n]\n" : "\n");
}

const EaselTranscriptWriterClass _easel_transcript_json_class = { begin, add, end };
