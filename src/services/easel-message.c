// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-attachment-private.h"
#include "easel-error.h"

G_STATIC_ASSERT ((int) EASEL_MESSAGE_INSIGHT == (int) EASEL_MESSAGE_RECORD_INSIGHT);
G_STATIC_ASSERT ((int) EASEL_MESSAGE_FAILED == (int) EASEL_MESSAGE_RECORD_FAILED);

/* The window is told of new text at most once in so many microseconds. */
#define FRAME 16000

G_DEFINE_FINAL_TYPE (EaselMessage, easel_message, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PHASE,
  PROP_LOADED,
  PROP_TEXT,
  PROP_REASONING,
  PROP_SIBLING_INDEX,
  PROP_SIBLING_COUNT,
  PROP_BLOCK_COUNT,
  PROP_UNSAVED,
  PROP_DETAILS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (EaselMessageState,
                    easel_message_state,
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_STREAMING, "streaming"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_CUT, "cut"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (EaselMessagePhase,
                    easel_message_phase,
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_RETRYING, "retrying"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_THINKING, "thinking"),
                    G_DEFINE_ENUM_VALUE (EASEL_MESSAGE_WRITING, "writing"))

static void
notify (EaselMessage *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* ---- text that comes ---- */

static void
notify_text (EaselMessage *self)
{
  g_clear_handle_id (&self->notify_source, g_source_remove);
  self->last_notify = g_get_monotonic_time ();
  notify (self, PROP_TEXT);
  if (self->reasoning != NULL && self->reasoning->len > 0)
    notify (self, PROP_REASONING);
}

static gboolean
on_notify_timeout_cb (gpointer user_data)
{
  EaselMessage *self = user_data;

  self->notify_source = 0;
  notify_text (self);
  return G_SOURCE_REMOVE;
}

static void
queue_notify (EaselMessage *self)
{
  if (self->notify_source != 0)
    return;
  if (g_get_monotonic_time () - self->last_notify >= FRAME)
    notify_text (self);
  else
    self->notify_source =
        g_timeout_add_full (G_PRIORITY_HIGH_IDLE, FRAME / 1000, on_notify_timeout_cb, self, NULL);
}

/* ---- object ---- */

static void
easel_message_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselMessage *self = EASEL_MESSAGE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->head.state);
      break;
    case PROP_PHASE:
      g_value_set_enum (value, (int) self->phase);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, easel_message_is_loaded (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, easel_message_get_text (self));
      break;
    case PROP_REASONING:
      g_value_set_string (value, easel_message_get_reasoning (self));
      break;
    case PROP_SIBLING_INDEX:
      g_value_set_uint (value, self->head.sibling_index);
      break;
    case PROP_SIBLING_COUNT:
      g_value_set_uint (value, self->head.sibling_count);
      break;
    case PROP_BLOCK_COUNT:
      g_value_set_uint (value, self->head.block_count);
      break;
    case PROP_UNSAVED:
      g_value_set_boolean (value, self->unsaved);
      break;
    case PROP_DETAILS:
      g_value_set_boolean (value, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_message_dispose (GObject *object)
{
  EaselMessage *self = EASEL_MESSAGE (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  if (self->table != NULL)
    _easel_message_table_forget (self->table, self->head.id);
  g_clear_pointer (&self->table, _easel_message_table_unref);
  dex_clear (&self->stopped);
  dex_clear (&self->ended);
  g_clear_object (&self->attachments);

  G_OBJECT_CLASS (easel_message_parent_class)->dispose (object);
}

static void
free_string (GString **string)
{
  if (*string != NULL)
    g_string_free (g_steal_pointer (string), TRUE);
}

static void
easel_message_finalize (GObject *object)
{
  EaselMessage *self = EASEL_MESSAGE (object);

  g_clear_pointer (&self->row, easel_message_record_unref);
  free_string (&self->text);
  free_string (&self->reasoning);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (easel_message_parent_class)->finalize (object);
}

static void
easel_message_class_init (EaselMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_message_get_property;
  object_class->dispose = easel_message_dispose;
  object_class->finalize = easel_message_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, EASEL_TYPE_MESSAGE_STATE, EASEL_MESSAGE_DONE, flags);
  properties[PROP_PHASE] =
      g_param_spec_enum ("phase", NULL, NULL, EASEL_TYPE_MESSAGE_PHASE, EASEL_MESSAGE_IDLE, flags);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_REASONING] = g_param_spec_string ("reasoning", NULL, NULL, NULL, flags);
  properties[PROP_SIBLING_INDEX] = g_param_spec_uint ("sibling-index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SIBLING_COUNT] = g_param_spec_uint ("sibling-count", NULL, NULL, 0, G_MAXUINT, 1, flags);
  properties[PROP_BLOCK_COUNT] = g_param_spec_uint ("block-count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, flags);
  properties[PROP_DETAILS] = g_param_spec_boolean ("details", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_message_init (EaselMessage *self)
{
}

EaselMessage *
_easel_message_new (EaselMessageTable *table, gint64 thread_id, const EaselMessageHead *head)
{
  EaselMessage *self = g_object_new (EASEL_TYPE_MESSAGE, NULL);

  self->table = _easel_message_table_ref (table);
  self->thread_id = thread_id;
  self->head = *head;
  return self;
}

/* ---- what the store says ---- */

static void
take_error (EaselMessage *self)
{
  const EaselMessageRecord *row = self->row;
  EaselErrorDetails *details;

  g_clear_error (&self->error);
  if (row->error == NULL)
    return;
  self->error = g_error_new_literal (EASEL_ERROR, (int) easel_error_find_code (row->error_code), row->error);
  easel_error_set_provider (self->error, row->provider_slug, row->model_id);
  easel_error_set_account (self->error, row->provider_name);
  details = easel_error_get_details (self->error);
  details->http_status = row->http_status;
  g_set_str (&details->request_id, row->request_id);
  details->duration = row->duration;
  details->retries = row->retries;
}

static void
set_state (EaselMessage *self, EaselMessageState state)
{
  if (self->head.state == (guint) state)
    return;
  self->head.state = (guint8) state;
  notify (self, PROP_STATE);
}

/* Takes what stands in the tree, not what this process knows better. */
void
_easel_message_update (EaselMessage *self, const EaselMessageHead *head)
{
  gboolean index_moved = self->head.sibling_index != head->sibling_index;
  gboolean count_moved = self->head.sibling_count != head->sibling_count;
  gboolean blocks_moved = !self->own && self->head.block_count != head->block_count && head->block_count != 0;

  self->head.sibling_index = head->sibling_index;
  self->head.sibling_count = head->sibling_count;
  if (blocks_moved)
    self->head.block_count = head->block_count;
  if (!self->own && (self->head.state != head->state || self->head.length != head->length))
    {
      /* Another process wrote on. */
      self->stale = self->row != NULL;
      self->head.length = head->length;
      self->head.reasoning_length = head->reasoning_length;
      set_state (self, (EaselMessageState) head->state);
    }
  if (index_moved)
    notify (self, PROP_SIBLING_INDEX);
  if (count_moved)
    notify (self, PROP_SIBLING_COUNT);
  if (blocks_moved)
    notify (self, PROP_BLOCK_COUNT);
}

/* Whether its words, which were loaded, are no longer those in the store. */
gboolean
_easel_message_is_stale (EaselMessage *self)
{
  return self->stale;
}

static void
take_files (EaselMessage *self)
{
  if (self->row->files == NULL || self->row->files->len == 0)
    return;
  g_clear_object (&self->attachments);
  self->attachments = g_list_store_new (EASEL_TYPE_ATTACHMENT);
  for (guint i = 0; i < self->row->files->len; i++)
    {
      g_autoptr (EaselAttachment) attachment = _easel_attachment_new_stored (
          _easel_message_table_get_library (self->table), g_ptr_array_index (self->row->files, i));

      g_list_store_append (self->attachments, attachment);
    }
}

/* Takes the words and all that is known. */
void
_easel_message_take_row (EaselMessage *self, EaselMessageRecord *row)
{
  gboolean was_loaded = easel_message_is_loaded (self);

  if (self->own || (was_loaded && !self->stale))
    return;
  self->stale = FALSE;
  g_clear_pointer (&self->row, easel_message_record_unref);
  self->row = easel_message_record_ref (row);
  self->head.length = row->head.length;
  self->head.reasoning_length = row->head.reasoning_length;
  take_error (self);
  take_files (self);
  set_state (self, (EaselMessageState) row->head.state);
  if (!was_loaded)
    notify (self, PROP_LOADED);
  notify_text (self);
  notify (self, PROP_DETAILS);
}

EaselMessageRecord *
_easel_message_get_row (EaselMessage *self)
{
  return self->row;
}

/* ---- one that this process writes ---- */

/* From here on the message is written here; row is filled in as it goes. Text
 * that the row has is what it begins with. */
void
_easel_message_begin (EaselMessage *self, EaselMessageRecord *row)
{
  self->own = TRUE;
  self->started = g_get_monotonic_time ();
  self->stopped = dex_promise_new ();
  self->ended = dex_promise_new ();
  g_clear_pointer (&self->row, easel_message_record_unref);
  self->row = easel_message_record_ref (row);
  self->text = g_string_new (row->text);
  self->text_saved = self->text->len;
  self->reasoning = g_string_new (NULL);
  self->head.state = EASEL_MESSAGE_RECORD_STREAMING;
  self->phase = EASEL_MESSAGE_STARTING;
  notify (self, PROP_LOADED);
  notify (self, PROP_PHASE);
}

/* A future that is rejected when the user stops the message. */
DexFuture *
_easel_message_get_stopped (EaselMessage *self)
{
  return dex_ref (DEX_FUTURE (self->stopped));
}

void
_easel_message_set_phase (EaselMessage *self, EaselMessagePhase phase, gint64 retry_at)
{
  if (phase == EASEL_MESSAGE_THINKING && self->reasoning_began == 0)
    self->reasoning_began = g_get_monotonic_time ();
  if (phase == EASEL_MESSAGE_WRITING && self->reasoning_began != 0 && self->row->reasoning_duration < 0)
    self->row->reasoning_duration = g_get_monotonic_time () - self->reasoning_began;
  /* Each wait is news, though the phase is the same. */
  if (self->phase == phase && phase != EASEL_MESSAGE_RETRYING)
    return;
  self->retry_at = retry_at;
  self->phase = phase;
  notify (self, PROP_PHASE);
}

void
_easel_message_append (EaselMessage *self, const char *text, gboolean is_reasoning)
{
  g_string_append (is_reasoning ? self->reasoning : self->text, text);
  queue_notify (self);
}

/* What came is void; what the message began with is not. */
void
_easel_message_restart (EaselMessage *self)
{
  g_string_assign (self->text, self->row->text);
  self->text_saved = self->text->len;
  g_string_truncate (self->reasoning, 0);
  self->reasoning_saved = 0;
  self->reasoning_began = 0;
  self->row->reasoning_duration = -1;
  queue_notify (self);
}

/* Hands out what came since the last call; FALSE if nothing did. */
gboolean
_easel_message_take_unsaved (EaselMessage *self, char **text, char **reasoning)
{
  *text = *reasoning = NULL;
  if (self->text == NULL)
    return FALSE;
  if (self->text_saved >= self->text->len && self->reasoning_saved >= self->reasoning->len)
    return FALSE;
  *text = g_strndup (self->text->str + self->text_saved, self->text->len - self->text_saved);
  *reasoning =
      g_strndup (self->reasoning->str + self->reasoning_saved, self->reasoning->len - self->reasoning_saved);
  self->text_saved = self->text->len;
  self->reasoning_saved = self->reasoning->len;
  return TRUE;
}

/* What was handed out, and all after it, could not be written. */
void
_easel_message_give_back_unsaved (EaselMessage *self, gsize text_length, gsize reasoning_length)
{
  self->text_saved -= MIN (text_length, self->text_saved);
  self->reasoning_saved -= MIN (reasoning_length, self->reasoning_saved);
}

void
_easel_message_set_unsaved (EaselMessage *self, gboolean unsaved)
{
  if (self->unsaved == unsaved)
    return;
  self->unsaved = unsaved;
  notify (self, PROP_UNSAVED);
}

void
_easel_message_note_details (EaselMessage *self)
{
  notify (self, PROP_DETAILS);
}

/* Puts the end into the row, which the caller keeps, and tells everybody. */
void
_easel_message_finish (EaselMessage *self, EaselMessageState state, const GError *error)
{
  EaselMessageRecord *row = self->row;

  if (self->reasoning_began != 0 && row->reasoning_duration < 0)
    row->reasoning_duration = g_get_monotonic_time () - self->reasoning_began;
  g_set_str (&row->text, self->text->str);
  g_set_str (&row->reasoning, self->reasoning->str);
  row->head.length = self->head.length = (gint64) self->text->len;
  row->head.reasoning_length = self->head.reasoning_length = (gint64) self->reasoning->len;
  row->head.state = (guint8) state;
  self->head.attachment_count = row->head.attachment_count;
  take_files (self);
  row->duration = g_get_monotonic_time () - self->started;
  if (error != NULL)
    {
      g_set_str (&row->error, error->message);
      g_set_str (&row->error_code, easel_error_get_name (error));
      g_clear_error (&self->error);
      self->error = g_error_copy (error);
    }
  free_string (&self->text);
  free_string (&self->reasoning);
  self->phase = EASEL_MESSAGE_IDLE;
  notify_text (self);
  set_state (self, state);
  notify (self, PROP_PHASE);
  notify (self, PROP_DETAILS);
}

/* Whoever waits goes on: the end is on disk, or kept in memory to be written. */
void
_easel_message_tell_end (EaselMessage *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->ended)))
    dex_promise_resolve_boolean (self->ended, TRUE);
}

/* ---- public ---- */

/**
 * easel_message_stop:
 * @self: a message
 *
 * Stops it, if this process writes it; what came is kept.
 */
void
easel_message_stop (EaselMessage *self)
{
  g_return_if_fail (EASEL_IS_MESSAGE (self));

  if (self->stopped != NULL && dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped,
                        g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Stopped.")));
}

/**
 * easel_message_wait:
 * @self: a message
 *
 * Returns: (transfer full): resolves to %TRUE when it is no longer written by
 *   this process, however it ended, and is on disk
 */
DexFuture *
easel_message_wait (EaselMessage *self)
{
  dex_return_error_if_fail (EASEL_IS_MESSAGE (self));

  return self->ended != NULL ? dex_ref (DEX_FUTURE (self->ended)) : dex_future_new_true ();
}

/**
 * easel_message_note_block_count:
 * @self: a message that is loaded
 * @n_blocks: how many blocks its words have
 *
 * Keeps the count for the next time that the thread is opened.
 */
void
easel_message_note_block_count (EaselMessage *self, guint n_blocks)
{
  g_return_if_fail (EASEL_IS_MESSAGE (self));

  if (self->head.block_count == n_blocks)
    return;
  self->head.block_count = n_blocks;
  if (self->row != NULL && self->own)
    self->row->head.block_count = n_blocks;
  if (self->head.state != EASEL_MESSAGE_RECORD_STREAMING)
    _easel_message_table_note_blocks (self->table, self->head.id, n_blocks);
  notify (self, PROP_BLOCK_COUNT);
}
