// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-private.h"

#include "easel-provider-private.h"
#include "easel-sources-private.h"

/* What is known of a message. */

gint64
easel_message_get_id (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->head.id;
}

gint64
easel_message_get_parent_id (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->head.parent_id;
}

gint64
easel_message_get_thread_id (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->thread_id;
}

EaselMessageKind
easel_message_get_kind (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), EASEL_MESSAGE_NOTICE);

  return (EaselMessageKind) self->head.kind;
}

EaselMessageState
easel_message_get_state (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), EASEL_MESSAGE_FAILED);

  return (EaselMessageState) self->head.state;
}

/**
 * easel_message_get_created_at:
 * @self: a message
 *
 * Returns: UTC, microseconds; 0 before it is loaded
 */
gint64
easel_message_get_created_at (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->row != NULL ? self->row->created_at : 0;
}

/**
 * easel_message_is_loaded:
 * @self: a message
 *
 * Returns: whether its words are here
 */
gboolean
easel_message_is_loaded (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), FALSE);

  return self->row != NULL;
}

/**
 * easel_message_load:
 * @self: a message
 *
 * Reads its words. Those that are asked for together are read together.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_message_load (EaselMessage *self)
{
  dex_return_error_if_fail (EASEL_IS_MESSAGE (self));

  if (self->row != NULL && !self->stale)
    return dex_future_new_true ();
  return _easel_message_table_load (self->table, self);
}

/**
 * easel_message_get_text:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): its words so far, %NULL before they are
 *   loaded; valid until the main loop runs
 */
const char *
easel_message_get_text (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  if (self->text != NULL)
    return self->text->str;
  return self->row != NULL ? self->row->text : NULL;
}

/**
 * easel_message_get_length:
 * @self: a message
 *
 * Returns: bytes of its words, known before they are loaded
 */
gsize
easel_message_get_length (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->text != NULL ? self->text->len : (gsize) self->head.length;
}

/**
 * easel_message_get_reasoning:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what the model thought so far, %NULL
 *   before it is loaded
 */
const char *
easel_message_get_reasoning (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  if (self->reasoning != NULL)
    return self->reasoning->str;
  return self->row != NULL && self->row->reasoning != NULL ? self->row->reasoning : NULL;
}

/**
 * easel_message_has_reasoning:
 * @self: a message
 *
 * Returns: whether the model thought, known before that is loaded
 */
gboolean
easel_message_has_reasoning (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), FALSE);

  return self->reasoning != NULL ? self->reasoning->len > 0 : self->head.reasoning_length > 0;
}

/**
 * easel_message_get_reasoning_duration:
 * @self: a message
 *
 * Returns: microseconds that it thought, so far, -1 if not known
 */
gint64
easel_message_get_reasoning_duration (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  if (self->row == NULL)
    return -1;
  if (self->row->reasoning_duration < 0 && self->reasoning_began != 0)
    return g_get_monotonic_time () - self->reasoning_began;
  return self->row->reasoning_duration;
}

/**
 * easel_message_get_block_count:
 * @self: a message
 *
 * Returns: how many blocks its words have, as far as somebody counted them; 0 if
 *   nobody did
 */
guint
easel_message_get_block_count (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->head.block_count;
}

/**
 * easel_message_dup_sources:
 * @self: a message
 *
 * Returns: (transfer full) (element-type EaselSource): what the answer names as
 *   its sources, none before it is loaded and whole
 */
GPtrArray *
easel_message_dup_sources (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  return _easel_sources_parse (self->row != NULL ? self->row->sources : NULL);
}

/**
 * easel_message_get_attachments:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): a list of #EaselAttachment; %NULL before
 *   it is loaded, or if there are none
 */
GListModel *
easel_message_get_attachments (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

guint
easel_message_get_n_attachments (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->head.attachment_count;
}

EaselMessagePhase
easel_message_get_phase (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), EASEL_MESSAGE_IDLE);

  return self->phase;
}

/**
 * easel_message_get_retry_at:
 * @self: a message
 *
 * Returns: when it is tried again, in g_get_monotonic_time(), while the phase is
 *   %EASEL_MESSAGE_RETRYING
 */
gint64
easel_message_get_retry_at (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->retry_at;
}

/**
 * easel_message_get_elapsed:
 * @self: a message
 *
 * Returns: microseconds since this process began to write it; 0 if it does not
 */
gint64
easel_message_get_elapsed (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->phase != EASEL_MESSAGE_IDLE ? g_get_monotonic_time () - self->started : 0;
}

/**
 * easel_message_is_unsaved:
 * @self: a message
 *
 * Returns: whether words of it are only in memory because the disk did not take
 *   them; they are written when it does
 */
gboolean
easel_message_is_unsaved (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), FALSE);

  return self->unsaved;
}

/**
 * easel_message_dup_model_ref:
 * @self: a message
 *
 * Returns: (transfer full) (nullable): "PROVIDER:MODEL" that wrote it
 */
char *
easel_message_dup_model_ref (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  if (self->row == NULL || self->row->provider_slug == NULL || self->row->model_id == NULL)
    return NULL;
  return g_strconcat (self->row->provider_slug, ":", self->row->model_id, NULL);
}

/**
 * easel_message_get_model_name:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what people call the model
 */
const char *
easel_message_get_model_name (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  if (self->row == NULL || self->row->provider_slug == NULL || self->row->model_name == NULL)
    return self->row != NULL ? self->row->model_name : NULL;
  return _easel_provider_translate (self->row->provider_slug, self->row->model_name);
}

const char *
easel_message_get_provider_slug (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  return self->row != NULL ? self->row->provider_slug : NULL;
}

/**
 * easel_message_get_provider_name:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what the account was called
 */
const char *
easel_message_get_provider_name (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  if (self->row == NULL || self->row->provider_slug == NULL || self->row->provider_name == NULL)
    return self->row != NULL ? self->row->provider_name : NULL;
  return _easel_provider_translate (self->row->provider_slug, self->row->provider_name);
}

/**
 * easel_message_get_fallback_for:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): PROVIDER:MODEL that was asked for and did
 *   not answer
 */
const char *
easel_message_get_fallback_for (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  return self->row != NULL ? self->row->fallback_for : NULL;
}

/**
 * easel_message_get_error:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): why it failed, or why not all that was made for it
 *   is there
 */
const GError *
easel_message_get_error (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), NULL);

  return self->error;
}

gint64
easel_message_get_input_tokens (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  return self->row != NULL ? self->row->input_tokens : -1;
}

gint64
easel_message_get_output_tokens (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  return self->row != NULL ? self->row->output_tokens : -1;
}

/**
 * easel_message_get_cost:
 * @self: a message
 *
 * Returns: millionths of a US dollar, -1 if not known
 */
gint64
easel_message_get_cost (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  return self->row != NULL ? self->row->cost : -1;
}

/**
 * easel_message_get_duration:
 * @self: a message
 *
 * Returns: microseconds from the start to the end, -1 if not known
 */
gint64
easel_message_get_duration (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  return self->row != NULL ? self->row->duration : -1;
}

/**
 * easel_message_get_first_token:
 * @self: a message
 *
 * Returns: microseconds until something came, -1 if not known
 */
gint64
easel_message_get_first_token (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  return self->row != NULL ? self->row->first_token : -1;
}

/**
 * easel_message_get_speed:
 * @self: a message
 *
 * Returns: tokens a second since the first came, -1 if not known
 */
double
easel_message_get_speed (EaselMessage *self)
{
  gint64 time;

  g_return_val_if_fail (EASEL_IS_MESSAGE (self), -1);

  if (self->row == NULL || self->row->output_tokens <= 0 || self->row->duration <= 0)
    return -1;
  time = self->row->duration - MAX (self->row->first_token, 0);
  return time > 0 ? (double) self->row->output_tokens * G_USEC_PER_SEC / (double) time : -1;
}

guint
easel_message_get_sibling_index (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 0);

  return self->head.sibling_index;
}

guint
easel_message_get_sibling_count (EaselMessage *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE (self), 1);

  return self->head.sibling_count;
}
