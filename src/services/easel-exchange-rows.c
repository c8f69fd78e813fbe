// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-chat-context-private.h"
#include "easel-store-imports.h"
#include "easel-sources-private.h"

/* Bytes of what went wrong: what a page shows at once. */
#define MOST_ERROR 8000

/* What has one name in the store and another outside. */

static const EaselTranscriptKind kinds[] = {
  [EASEL_MESSAGE_RECORD_USER] = EASEL_TRANSCRIPT_USER,
  [EASEL_MESSAGE_RECORD_ASSISTANT] = EASEL_TRANSCRIPT_ASSISTANT,
  [EASEL_MESSAGE_RECORD_NOTICE] = EASEL_TRANSCRIPT_NOTICE,
  [EASEL_MESSAGE_RECORD_INSIGHT] = EASEL_TRANSCRIPT_INSIGHT,
};
/* One that is being written is outside what it would be if nobody went on. */
static const EaselTranscriptState states[] = {
  [EASEL_MESSAGE_RECORD_DONE] = EASEL_TRANSCRIPT_DONE,
  [EASEL_MESSAGE_RECORD_STREAMING] = EASEL_TRANSCRIPT_CUT,
  [EASEL_MESSAGE_RECORD_STOPPED] = EASEL_TRANSCRIPT_STOPPED,
  [EASEL_MESSAGE_RECORD_CUT] = EASEL_TRANSCRIPT_CUT,
  [EASEL_MESSAGE_RECORD_FAILED] = EASEL_TRANSCRIPT_FAILED,
};

static EaselMessageRecordKind
find_kind (EaselTranscriptKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == kind)
      return (EaselMessageRecordKind) i;
  return EASEL_MESSAGE_RECORD_USER;
}

static EaselMessageRecordState
find_state (EaselTranscriptState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i] == state && i != EASEL_MESSAGE_RECORD_STREAMING)
      return (EaselMessageRecordState) i;
  return EASEL_MESSAGE_RECORD_DONE;
}

/* What @thread says of itself, without messages. */
EaselTranscript *
_easel_exchange_make_transcript (const EaselThreadRow *thread)
{
  EaselTranscript *self = easel_transcript_new ();

  self->source = easel_store_imports_make_source (thread);
  g_set_str (&self->title, thread->title);
  self->titled = thread->titled;
  self->pinned = thread->pinned;
  g_set_str (&self->folder, thread->folder);
  g_set_str (&self->model, thread->model);
  g_set_str (&self->system_prompt, thread->system_prompt);
  g_set_str (&self->draft, thread->draft);
  self->temperature = thread->temperature;
  self->max_tokens = thread->max_tokens;
  self->created_at = thread->created_at;
  self->updated_at = thread->updated_at;
  return self;
}

static guint
get_place (GHashTable *places, gint64 id)
{
  return id != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (places, &id)) : 0;
}

/* Appends the message of @row; @places says where those before it are, by their ids. */
void
_easel_exchange_add_message (EaselTranscript *transcript, const EaselMessageRecord *row, GHashTable *places)
{
  EaselTranscriptMessage *message = easel_transcript_message_new ();

  message->parent = get_place (places, row->head.parent_id);
  message->covers = get_place (places, row->head.covers_id);
  message->kind = kinds[row->head.kind];
  message->state = states[row->head.state];
  g_set_str (&message->text, row->text != NULL ? row->text : "");
  if (row->reasoning != NULL && *row->reasoning != '\0')
    message->reasoning = g_strdup (row->reasoning);
  message->sources = g_strdup (row->sources);
  message->reasoning_duration = row->reasoning_duration;
  message->provider = g_strdup (row->provider_slug);
  message->provider_name = g_strdup (row->provider_name);
  message->model = g_strdup (row->model_id);
  message->model_name = g_strdup (row->model_name);
  message->fallback_for = g_strdup (row->fallback_for);
  message->input_tokens = row->input_tokens;
  message->output_tokens = row->output_tokens;
  message->cached_tokens = row->cached_tokens;
  message->reasoning_tokens = row->reasoning_tokens;
  message->cost = row->cost;
  message->duration = row->duration;
  message->first_token = row->first_token;
  message->error = g_strdup (row->error);
  message->error_code = g_strdup (row->error_code);
  message->created_at = row->created_at;
  for (guint i = 0; row->files != NULL && i < row->files->len; i++)
    {
      const EaselMessageFile *kept = g_ptr_array_index (row->files, i);
      EaselTranscriptFile *file = easel_transcript_file_new (kept->name);

      file->type = g_strdup (kept->mime);
      file->size = kept->bytes;
      g_ptr_array_add (message->files, file);
    }
  g_ptr_array_add (transcript->messages, message);
  g_hash_table_insert (places, g_memdup2 (&row->head.id, sizeof (gint64)),
                       GUINT_TO_POINTER (transcript->messages->len));
}

/* At most so many bytes of it, in one line, and without the power to turn what stands
 * around it about; NULL of NULL. */
char *
_easel_exchange_dup_line (const char *text, gsize most)
{
  const char *end;
  GString *line;

  if (text == NULL)
    return NULL;
  end = text + strnlen (text, most);
  if (*end != '\0')
    end = g_utf8_find_prev_char (text, end);
  line = g_string_new (NULL);
  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      /* As long, and does nothing. */
      if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        c = 0x2060;
      g_string_append_unichar (line, g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 ? ' ' : c);
    }
  return g_string_free (line, FALSE);
}

static char *
dup_words (const char *text, gsize most)
{
  const char *end = text != NULL ? text + strnlen (text, most) : NULL;

  if (end != NULL && *end != '\0')
    end = g_utf8_find_prev_char (text, end);
  return text != NULL ? g_strndup (text, (gsize) (end - text)) : NULL;
}

/* A row without an id. */
EaselThreadRow *
_easel_exchange_make_thread (const EaselTranscript *transcript)
{
  EaselThreadRow *row = easel_thread_row_new ();
  const gint64 now = g_get_real_time ();

  g_free (row->title);
  row->title = _easel_exchange_dup_line (transcript->title, EASEL_EXCHANGE_MOST_NAME);
  row->titled = transcript->titled;
  row->pinned = transcript->pinned;
  g_free (row->folder);
  row->folder = _easel_exchange_dup_line (transcript->folder, EASEL_EXCHANGE_MOST_NAME);
  row->model = _easel_exchange_dup_line (transcript->model, EASEL_EXCHANGE_MOST_NAME);
  g_set_str (&row->system_prompt, transcript->system_prompt);
  row->temperature = transcript->temperature;
  row->max_tokens = transcript->max_tokens;
  row->source = g_strdup (transcript->source);
  /* From the future nothing comes: it would stand first for ever. */
  row->created_at = MIN (transcript->created_at, now);
  row->updated_at = MIN (transcript->updated_at != 0 ? transcript->updated_at : transcript->created_at, now);
  return row;
}

/* Where nothing is left of a message but the names of files: these. */
static char *
make_text (const EaselTranscriptMessage *message)
{
  g_autoptr (GString) text = g_string_new (message->text);

  if (text->len > 0 || message->reasoning != NULL || message->error != NULL)
    return g_strdup (message->text);
  for (guint i = 0; i < message->files->len; i++)
    {
      const EaselTranscriptFile *file = g_ptr_array_index (message->files, i);

      if (file->bytes != NULL)
        return g_strdup (message->text);
      /* Translators: instead of a message; %s is a file's name */
      g_string_append_printf (text, _ ("(%s was not in the file.)"), *file->name != '\0' ? file->name : "?");
      g_string_append_c (text, '\n');
    }
  return g_strdup (g_strchomp (text->str));
}

static EaselMessageRecord *
make_row (const EaselTranscriptMessage *message, gint64 before)
{
  EaselMessageRecord *row = easel_message_record_new ();
  g_autoptr (GPtrArray) sources = _easel_sources_parse (message->sources);

  row->sources = _easel_sources_to_text (sources);
  row->head.parent_id = message->parent;
  row->head.covers_id = message->covers;
  row->head.kind = (guint8) find_kind (message->kind);
  row->head.state = (guint8) find_state (message->state);
  row->text = make_text (message);
  row->reasoning = g_strdup (message->reasoning);
  _easel_chat_count (&row->head, row->text);
  row->reasoning_duration = message->reasoning_duration;
  row->provider_slug = _easel_exchange_dup_line (message->provider, EASEL_EXCHANGE_MOST_NAME);
  row->provider_name = _easel_exchange_dup_line (message->provider_name, EASEL_EXCHANGE_MOST_NAME);
  row->model_id = _easel_exchange_dup_line (message->model, EASEL_EXCHANGE_MOST_NAME);
  row->model_name = _easel_exchange_dup_line (message->model_name, EASEL_EXCHANGE_MOST_NAME);
  row->fallback_for = _easel_exchange_dup_line (message->fallback_for, EASEL_EXCHANGE_MOST_NAME);
  row->input_tokens = message->input_tokens;
  row->output_tokens = message->output_tokens;
  row->cached_tokens = message->cached_tokens;
  row->reasoning_tokens = message->reasoning_tokens;
  row->cost = message->cost;
  row->duration = message->duration;
  row->first_token = message->first_token;
  row->error = dup_words (message->error, MOST_ERROR);
  row->error_code = _easel_exchange_dup_line (message->error_code, EASEL_EXCHANGE_MOST_NAME);
  /* One of which nobody knows when it was said, was said after the one before it. */
  row->created_at = message->created_at != 0 ? message->created_at : before;
  return row;
}

/* Rows whose parents are places in the transcript. */
GPtrArray *
_easel_exchange_make_rows (const EaselTranscript *transcript)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_record_unref);

  for (guint i = 0; i < transcript->messages->len; i++)
    {
      const EaselTranscriptMessage *message = g_ptr_array_index (transcript->messages, i);
      const EaselMessageRecord *before =
          message->parent > 0 ? g_ptr_array_index (rows, message->parent - 1) : NULL;

      g_ptr_array_add (rows,
                       make_row (message, before != NULL ? before->created_at : transcript->created_at));
    }
  return rows;
}
