// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-revision-private.h"

/**
 * EaselRevision:
 *
 * One kept version of a prompt. It never changes.
 */
struct _EaselRevision
{
  GObject parent_instance;

  gint64 id;
  gint64 prompt_id;
  guint number;
  guint source_number;
  EaselPromptContent *content;
  EaselRevisionSource source;
  char *model_name;
  gint64 created;
  gint64 message_id;
};

G_DEFINE_FINAL_TYPE (EaselRevision, easel_revision, G_TYPE_OBJECT)

static void
easel_revision_finalize (GObject *object)
{
  EaselRevision *self = EASEL_REVISION (object);

  g_clear_pointer (&self->content, easel_prompt_content_unref);
  g_free (self->model_name);

  G_OBJECT_CLASS (easel_revision_parent_class)->finalize (object);
}

static void
easel_revision_class_init (EaselRevisionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_revision_finalize;
}

static void
easel_revision_init (EaselRevision *self)
{
}

EaselRevision *
_easel_revision_new (gint64 id,
                     gint64 prompt_id,
                     guint number,
                     guint source_number,
                     EaselPromptContent *content,
                     EaselRevisionSource source,
                     const char *model_name,
                     gint64 created)
{
  EaselRevision *self = g_object_new (EASEL_TYPE_REVISION, NULL);

  self->id = id;
  self->prompt_id = prompt_id;
  self->number = number;
  self->source_number = source_number;
  self->content = easel_prompt_content_ref (content);
  self->source = source;
  self->model_name = g_strdup (model_name);
  self->created = created;
  return self;
}

void
_easel_revision_set_message_id (EaselRevision *self, gint64 message_id)
{
  self->message_id = message_id;
}

/**
 * easel_revision_get_message_id:
 * @self: a revision
 *
 * Returns: the message of a chat that its words came from, 0 if none
 */
gint64
easel_revision_get_message_id (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->message_id;
}

gint64
easel_revision_get_id (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->id;
}

/**
 * easel_revision_get_number:
 * @self: a revision
 *
 * Returns: its place among the prompt's revisions, from 1
 */
guint
easel_revision_get_number (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->number;
}

/**
 * easel_revision_get_source_number:
 * @self: a revision
 *
 * Returns: the number of the revision that it was restored from or that it
 *   followed, 0 if there is none
 */
guint
easel_revision_get_source_number (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->source_number;
}

/**
 * easel_revision_get_content:
 * @self: a revision
 *
 * Returns: (transfer none): its texts, locks and switched-off parts
 */
EaselPromptContent *
easel_revision_get_content (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), NULL);

  return self->content;
}

EaselRevisionSource
easel_revision_get_source (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), EASEL_REVISION_SOURCE_TYPED);

  return self->source;
}

/**
 * easel_revision_get_model_name:
 * @self: a revision
 *
 * Returns: (transfer none) (nullable): the model whose changes were taken
 */
const char *
easel_revision_get_model_name (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), NULL);

  return self->model_name;
}

/**
 * easel_revision_get_created:
 * @self: a revision
 *
 * Returns: when it was made, microseconds UTC
 */
gint64
easel_revision_get_created (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->created;
}

/**
 * easel_revision_get_prompt_id:
 * @self: a revision
 *
 * Returns: the prompt that it is of
 */
gint64
easel_revision_get_prompt_id (EaselRevision *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION (self), 0);

  return self->prompt_id;
}
