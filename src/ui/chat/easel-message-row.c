// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-row.h"

#include "easel-message-attachments.h"
#include "easel-message-editor.h"
#include "easel-message-footer.h"
#include "easel-message-heading.h"
#include "easel-message-problem.h"
#include "easel-message-progress.h"
#include "easel-message-reasoning.h"

/**
 * EaselMessageRow:
 *
 * A row of a thread that belongs to a message and is none of its text. The list
 * of rows makes one for a kind, and binds it to one message after the other.
 * What the user wants of the message it says as an action "chat.NAME" with the
 * message's id, which the page has.
 */
typedef struct
{
  EaselMessage *message;
  GSignalGroup *signals;
} EaselMessageRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EaselMessageRow, easel_message_row, ADW_TYPE_BIN)

static EaselMessageRowPrivate *
get_private (EaselMessageRow *self)
{
  return easel_message_row_get_instance_private (self);
}

static void
update (EaselMessageRow *self)
{
  EaselMessage *message = get_private (self)->message;

  if (message != NULL)
    EASEL_MESSAGE_ROW_GET_CLASS (self)->update (self, message);
}

static void
on_notify_cb (EaselMessageRow *self, GParamSpec *pspec)
{
  gboolean grows = g_str_equal (pspec->name, "text") || g_str_equal (pspec->name, "reasoning");

  if (!grows || EASEL_MESSAGE_ROW_GET_CLASS (self)->follows_text)
    update (self);
}

static void
easel_message_row_dispose (GObject *object)
{
  EaselMessageRowPrivate *priv = get_private (EASEL_MESSAGE_ROW (object));

  g_clear_object (&priv->signals);
  g_clear_object (&priv->message);

  G_OBJECT_CLASS (easel_message_row_parent_class)->dispose (object);
}

static void
easel_message_row_class_init (EaselMessageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_message_row_dispose;
}

static void
easel_message_row_init (EaselMessageRow *self)
{
  EaselMessageRowPrivate *priv = get_private (self);

  priv->signals = g_signal_group_new (EASEL_TYPE_MESSAGE);
  g_signal_group_connect_swapped (priv->signals, "notify", G_CALLBACK (on_notify_cb), self);
}

/**
 * easel_message_row_find_kinds:
 * @message: a message
 * @edited: whether it is being edited
 *
 * Returns: a bit, %EASEL_MESSAGE_ROW_BIT, for each kind of row that @message has
 *   now. That changes with its "state", "details" and "loaded" only.
 */
guint
easel_message_row_find_kinds (EaselMessage *message, gboolean edited)
{
  EaselMessageState state;
  guint kinds = 0;

  g_return_val_if_fail (EASEL_IS_MESSAGE (message), 0);

  if (easel_message_get_kind (message) == EASEL_MESSAGE_NOTICE)
    return 0;
  state = easel_message_get_state (message);
  if (easel_message_get_kind (message) == EASEL_MESSAGE_INSIGHT)
    kinds |= EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_HEADING);
  if (easel_message_has_reasoning (message))
    kinds |= EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_REASONING);
  if (easel_message_get_n_attachments (message) > 0)
    kinds |= EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_ATTACHMENTS);
  if (edited)
    return kinds | EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_EDITOR);
  if (state == EASEL_MESSAGE_STREAMING)
    return kinds | EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_PROGRESS);
  if (state != EASEL_MESSAGE_DONE || easel_message_get_error (message) != NULL)
    kinds |= EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_PROBLEM);
  return kinds | EASEL_MESSAGE_ROW_BIT (EASEL_MESSAGE_ROW_FOOTER);
}

/**
 * easel_message_row_new:
 * @kind: what it is to show
 *
 * Returns: (transfer floating): a row without a message
 */
EaselMessageRow *
easel_message_row_new (EaselMessageRowKind kind)
{
  switch (kind)
    {
    case EASEL_MESSAGE_ROW_HEADING:
      return g_object_new (EASEL_TYPE_MESSAGE_HEADING, NULL);
    case EASEL_MESSAGE_ROW_REASONING:
      return g_object_new (EASEL_TYPE_MESSAGE_REASONING, NULL);
    case EASEL_MESSAGE_ROW_EDITOR:
      return g_object_new (EASEL_TYPE_MESSAGE_EDITOR, NULL);
    case EASEL_MESSAGE_ROW_ATTACHMENTS:
      return g_object_new (EASEL_TYPE_MESSAGE_ATTACHMENTS, NULL);
    case EASEL_MESSAGE_ROW_PROGRESS:
      return g_object_new (EASEL_TYPE_MESSAGE_PROGRESS, NULL);
    case EASEL_MESSAGE_ROW_PROBLEM:
      return g_object_new (EASEL_TYPE_MESSAGE_PROBLEM, NULL);
    case EASEL_MESSAGE_ROW_FOOTER:
    default:
      return g_object_new (EASEL_TYPE_MESSAGE_FOOTER, NULL);
    }
}

/**
 * easel_message_row_set_message:
 * @self: a row
 * @message: (nullable): what it belongs to; %NULL when the row is unbound
 */
void
easel_message_row_set_message (EaselMessageRow *self, EaselMessage *message)
{
  EaselMessageRowPrivate *priv;
  EaselMessageRowClass *klass;

  g_return_if_fail (EASEL_IS_MESSAGE_ROW (self));

  priv = get_private (self);
  klass = EASEL_MESSAGE_ROW_GET_CLASS (self);
  if (priv->message == message)
    return;
  if (priv->message != NULL && klass->unbind != NULL)
    klass->unbind (self);
  g_set_object (&priv->message, message);
  g_signal_group_set_target (priv->signals, message);
  update (self);
}

/**
 * easel_message_row_get_message:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it belongs to
 */
EaselMessage *
easel_message_row_get_message (EaselMessageRow *self)
{
  g_return_val_if_fail (EASEL_IS_MESSAGE_ROW (self), NULL);

  return get_private (self)->message;
}

/**
 * easel_message_row_set_hot:
 * @self: a row
 * @hot: whether the pointer is on the message, or it is the last one
 *
 * What acts on a message shows itself while the message is looked at; with the
 * focus in it a row does so by itself.
 */
void
easel_message_row_set_hot (EaselMessageRow *self, gboolean hot)
{
  g_return_if_fail (EASEL_IS_MESSAGE_ROW (self));

  if (EASEL_MESSAGE_ROW_GET_CLASS (self)->set_hot != NULL)
    EASEL_MESSAGE_ROW_GET_CLASS (self)->set_hot (self, hot);
}

/**
 * easel_message_row_activate:
 * @self: a row
 * @action: an action of the page that takes a message's id
 */
void
easel_message_row_activate (EaselMessageRow *self, const char *action)
{
  EaselMessage *message;

  g_return_if_fail (EASEL_IS_MESSAGE_ROW (self));

  message = get_private (self)->message;
  if (message != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "x", easel_message_get_id (message));
}
