// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-record.h"

#include "easel-store-row-private.h"

static void
easel_message_record_init (EaselMessageRecord *self)
{
  for (guint i = 0; i < EASEL_MESSAGE_N_TOKEN_COUNTS; i++)
    self->head.token_counts[i] = -1;
  self->reasoning_duration = -1;
  self->input_tokens = -1;
  self->output_tokens = -1;
  self->cached_tokens = -1;
  self->reasoning_tokens = -1;
  self->cost = -1;
  self->duration = -1;
  self->first_token = -1;
}

static void
easel_message_record_clear (EaselMessageRecord *self)
{
  g_free (self->text);
  g_free (self->reasoning);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->provider_state);
  g_free (self->sources);
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->model_name);
  g_free (self->fallback_for);
  g_free (self->request_id);
  g_free (self->error);
  g_free (self->error_code);
}

EASEL_DEFINE_ROW (EaselMessageRecord, easel_message_record)

static const char *const kind_names[] = {
  [EASEL_MESSAGE_RECORD_USER] = "user",
  [EASEL_MESSAGE_RECORD_ASSISTANT] = "assistant",
  [EASEL_MESSAGE_RECORD_NOTICE] = "notice",
  [EASEL_MESSAGE_RECORD_INSIGHT] = "insight",
};

static const char *const state_names[] = {
  [EASEL_MESSAGE_RECORD_DONE] = "done",       [EASEL_MESSAGE_RECORD_STREAMING] = "streaming",
  [EASEL_MESSAGE_RECORD_STOPPED] = "stopped", [EASEL_MESSAGE_RECORD_CUT] = "cut",
  [EASEL_MESSAGE_RECORD_FAILED] = "failed",
};

/**
 * easel_message_file_new:
 * @asset_id: what the library knows it as
 * @name: the file's name
 *
 * Returns: (transfer full): a file that goes along with a message
 */
EaselMessageFile *
easel_message_file_new (gint64 asset_id, const char *name)
{
  EaselMessageFile *self = g_new0 (EaselMessageFile, 1);

  self->asset_id = asset_id;
  self->name = g_strdup (name);
  self->width = -1;
  self->height = -1;
  return self;
}

/** Frees @self. */
void
easel_message_file_free (EaselMessageFile *self)
{
  g_free (self->name);
  g_free (self->mime);
  g_free (self);
}

/**
 * easel_message_record_kind_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_message_record_kind_to_string (EaselMessageRecordKind value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (kind_names), "");

  return kind_names[value];
}

/**
 * easel_message_record_state_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_message_record_state_to_string (EaselMessageRecordState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (state_names), "");

  return state_names[value];
}

/**
 * easel_message_record_kind_from_string:
 * @name: (nullable): a word
 *
 * Returns: what it stands for; a notice if it is not known
 */
EaselMessageRecordKind
easel_message_record_kind_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      return (EaselMessageRecordKind) i;
  return EASEL_MESSAGE_RECORD_NOTICE;
}

/**
 * easel_message_record_state_from_string:
 * @name: (nullable): a word
 *
 * Returns: what it stands for; "failed" if it is not known
 */
EaselMessageRecordState
easel_message_record_state_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (name, state_names[i]) == 0)
      return (EaselMessageRecordState) i;
  return EASEL_MESSAGE_RECORD_FAILED;
}

/**
 * easel_message_head_dup_token_counts:
 * @head: a message
 *
 * Returns: (transfer full) (nullable): its counts as the database holds them,
 *   %NULL if they are not known
 */
char *
easel_message_head_dup_token_counts (const EaselMessageHead *head)
{
  const gint32 *n = head->token_counts;

  G_STATIC_ASSERT (EASEL_MESSAGE_N_TOKEN_COUNTS == 5);
  if (n[0] < 0)
    return NULL;
  return g_strdup_printf ("%d,%d,%d,%d,%d", n[0], n[1], n[2], n[3], n[4]);
}

/**
 * easel_message_head_parse_token_counts:
 * @head: a message
 * @text: (nullable): counts as the database holds them
 */
void
easel_message_head_parse_token_counts (EaselMessageHead *head, const char *text)
{
  /* Not strtol(): a thread has thousands of these. */
  for (guint i = 0; i < EASEL_MESSAGE_N_TOKEN_COUNTS; i++)
    {
      gint64 n = 0;

      head->token_counts[i] = -1;
      if (text == NULL || !g_ascii_isdigit (*text))
        continue;
      for (; g_ascii_isdigit (*text); text++)
        n = MIN (n * 10 + (*text - '0'), G_MAXINT32);
      head->token_counts[i] = (gint32) n;
      if (*text == ',')
        text++;
    }
}
