// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript.h"

#include <string.h>

static const char *const kind_names[] = { "user", "assistant", "notice", "insight" };
static const char *const state_names[] = { "done", "stopped", "cut", "failed" };

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == EASEL_TRANSCRIPT_N_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (state_names) == EASEL_TRANSCRIPT_N_STATES);

/**
 * easel_transcript_new:
 *
 * Returns: (transfer full): an empty one in which nothing is set
 */
EaselTranscript *
easel_transcript_new (void)
{
  EaselTranscript *self = g_new0 (EaselTranscript, 1);

  self->title = g_strdup ("");
  self->folder = g_strdup ("");
  self->system_prompt = g_strdup ("");
  self->draft = g_strdup ("");
  self->temperature = -1;
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_transcript_message_free);
  return self;
}

/**
 * easel_transcript_free:
 * @self: (transfer full) (nullable): a transcript
 *
 * Frees it with its messages.
 */
void
easel_transcript_free (EaselTranscript *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_free (self->title);
  g_free (self->folder);
  g_free (self->model);
  g_free (self->system_prompt);
  g_free (self->draft);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

/**
 * easel_transcript_message_new:
 *
 * Returns: (transfer full): a user's message of which nothing is known
 */
EaselTranscriptMessage *
easel_transcript_message_new (void)
{
  EaselTranscriptMessage *message = g_new0 (EaselTranscriptMessage, 1);

  message->text = g_strdup ("");
  message->reasoning_duration = -1;
  message->input_tokens = -1;
  message->output_tokens = -1;
  message->cached_tokens = -1;
  message->reasoning_tokens = -1;
  message->cost = -1;
  message->duration = -1;
  message->first_token = -1;
  message->files = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_transcript_file_free);
  return message;
}

/**
 * easel_transcript_message_free:
 * @message: (transfer full) (nullable): a message
 *
 * Frees it with its files.
 */
void
easel_transcript_message_free (EaselTranscriptMessage *message)
{
  if (message == NULL)
    return;

  g_free (message->text);
  g_free (message->reasoning);
  g_free (message->sources);
  g_free (message->provider);
  g_free (message->provider_name);
  g_free (message->model);
  g_free (message->model_name);
  g_free (message->fallback_for);
  g_free (message->error);
  g_free (message->error_code);
  g_ptr_array_unref (message->files);
  g_free (message);
}

/* The characters that a name may not have: those that end a folder's name, that
 * cannot be seen, or that change the order of others. */
static gboolean
is_unfit (gunichar c)
{
  return g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT ||
         g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR ||
         g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/**
 * easel_transcript_file_new:
 * @name: what the file is called, perhaps with folders before it
 *
 * Returns: (transfer full): a file of which only the name is known, of that the
 *   part after the last folder, without what cannot be seen
 */
EaselTranscriptFile *
easel_transcript_file_new (const char *name)
{
  EaselTranscriptFile *file = g_new0 (EaselTranscriptFile, 1);
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && kept->len < 200; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '/' || c == '\\')
        g_string_truncate (kept, 0);
      else if (!is_unfit (c))
        g_string_append_unichar (kept, c);
    }
  g_strstrip (kept->str);
  file->name = g_strdup (kept->str);
  file->size = -1;
  return file;
}

/**
 * easel_transcript_file_free:
 * @file: (transfer full) (nullable): a file
 *
 * Frees it.
 */
void
easel_transcript_file_free (EaselTranscriptFile *file)
{
  if (file == NULL)
    return;

  g_free (file->name);
  g_free (file->type);
  g_free (file->hash);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

/**
 * easel_transcript_get_message:
 * @self: a transcript
 * @number: a message's place in it, counted from 1
 *
 * Returns: (transfer none) (nullable): the message; %NULL if there is none
 */
EaselTranscriptMessage *
easel_transcript_get_message (const EaselTranscript *self, guint number)
{
  g_return_val_if_fail (self != NULL, NULL);

  return number > 0 && number <= self->messages->len ? g_ptr_array_index (self->messages, number - 1) : NULL;
}

/**
 * easel_transcript_dup_branch:
 * @self: a sound transcript
 *
 * Returns: (transfer full) (element-type guint): the messages of the branch in
 *   view, first to last, counted from 1; where none is in view, of the one that
 *   ends with the last message
 */
GArray *
easel_transcript_dup_branch (const EaselTranscript *self)
{
  g_autoptr (GArray) branch = g_array_new (FALSE, FALSE, sizeof (guint));
  guint number;

  g_return_val_if_fail (self != NULL, NULL);

  number = self->leaf > 0 && self->leaf <= self->messages->len ? self->leaf : self->messages->len;
  for (guint left = self->messages->len; number > 0 && left > 0; left--)
    {
      EaselTranscriptMessage *message = easel_transcript_get_message (self, number);

      g_array_append_val (branch, number);
      number = message->parent;
    }
  for (guint i = 0; i < branch->len / 2; i++)
    {
      guint *first = &g_array_index (branch, guint, i);
      guint *last = &g_array_index (branch, guint, branch->len - 1 - i);
      guint kept = *first;

      *first = *last;
      *last = kept;
    }
  return g_steal_pointer (&branch);
}

/**
 * easel_transcript_is_sound:
 * @self: a transcript
 *
 * Returns: whether its messages are a tree in the order that #EaselTranscript
 *   promises, and its texts are valid UTF-8
 */
gboolean
easel_transcript_is_sound (const EaselTranscript *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->leaf > self->messages->len || !g_utf8_validate (self->title, -1, NULL) ||
      !g_utf8_validate (self->system_prompt, -1, NULL))
    return FALSE;
  for (guint i = 0; i < self->messages->len; i++)
    {
      const EaselTranscriptMessage *message = g_ptr_array_index (self->messages, i);

      if (message->parent > i || message->covers > i || (guint) message->kind >= EASEL_TRANSCRIPT_N_KINDS ||
          (guint) message->state >= EASEL_TRANSCRIPT_N_STATES || !g_utf8_validate (message->text, -1, NULL) ||
          (message->reasoning != NULL && !g_utf8_validate (message->reasoning, -1, NULL)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *found)
{
  for (guint i = 0; name != NULL && i < n_names; i++)
    if (strcmp (names[i], name) == 0)
      {
        *found = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * easel_transcript_kind_to_string:
 * @kind: a kind
 *
 * Returns: its name in a file
 */
const char *
easel_transcript_kind_to_string (EaselTranscriptKind kind)
{
  g_return_val_if_fail ((guint) kind < EASEL_TRANSCRIPT_N_KINDS, NULL);

  return kind_names[kind];
}

/**
 * easel_transcript_state_to_string:
 * @state: a state
 *
 * Returns: its name in a file
 */
const char *
easel_transcript_state_to_string (EaselTranscriptState state)
{
  g_return_val_if_fail ((guint) state < EASEL_TRANSCRIPT_N_STATES, NULL);

  return state_names[state];
}

/**
 * easel_transcript_kind_from_string:
 * @name: (nullable): a name from a file
 * @kind: (out): the kind; untouched if there is none of that name
 *
 * Returns: whether there is one
 */
gboolean
easel_transcript_kind_from_string (const char *name, EaselTranscriptKind *kind)
{
  guint found;

  if (!find_name (kind_names, G_N_ELEMENTS (kind_names), name, &found))
    return FALSE;
  *kind = (EaselTranscriptKind) found;
  return TRUE;
}

/**
 * easel_transcript_state_from_string:
 * @name: (nullable): a name from a file
 * @state: (out): the state; untouched if there is none of that name
 *
 * Returns: whether there is one
 */
gboolean
easel_transcript_state_from_string (const char *name, EaselTranscriptState *state)
{
  guint found;

  if (!find_name (state_names, G_N_ELEMENTS (state_names), name, &found))
    return FALSE;
  *state = (EaselTranscriptState) found;
  return TRUE;
}
