// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-section.h"

/**
 * EaselChatSection:
 *
 * What stands above the chats of a folder: its name, how many they are, and
 * whether they are folded away.
 *
 * "changed" is notified when any of it is another than before.
 */
struct _EaselChatSection
{
  GObject parent_instance;

  /* owned */
  char *folder;

  /* state */
  guint count;
  gboolean folded;
  gboolean answering;
  gboolean unread;
};

G_DEFINE_FINAL_TYPE (EaselChatSection, easel_chat_section, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHANGED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
easel_chat_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHANGED:
      g_value_set_boolean (value, TRUE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_chat_section_finalize (GObject *object)
{
  g_free (EASEL_CHAT_SECTION (object)->folder);

  G_OBJECT_CLASS (easel_chat_section_parent_class)->finalize (object);
}

static void
easel_chat_section_class_init (EaselChatSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_chat_section_get_property;
  object_class->finalize = easel_chat_section_finalize;

  properties[PROP_CHANGED] = g_param_spec_boolean (
      "changed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_chat_section_init (EaselChatSection *self)
{
}

/**
 * easel_chat_section_new:
 * @folder: a folder's name, "" for the chats that are in none
 *
 * Returns: (transfer full): a section
 */
EaselChatSection *
easel_chat_section_new (const char *folder)
{
  EaselChatSection *self = g_object_new (EASEL_TYPE_CHAT_SECTION, NULL);

  self->folder = g_strdup (folder);
  return self;
}

const char *
easel_chat_section_get_folder (EaselChatSection *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SECTION (self), NULL);

  return self->folder;
}

guint
easel_chat_section_get_count (EaselChatSection *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SECTION (self), 0);

  return self->count;
}

gboolean
easel_chat_section_is_folded (EaselChatSection *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SECTION (self), FALSE);

  return self->folded;
}

/**
 * easel_chat_section_is_answering:
 * @self: a section
 *
 * Returns: whether an answer is being written in one of its chats
 */
gboolean
easel_chat_section_is_answering (EaselChatSection *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SECTION (self), FALSE);

  return self->answering;
}

/**
 * easel_chat_section_is_unread:
 * @self: a section
 *
 * Returns: whether one of its chats has an answer that was not seen
 */
gboolean
easel_chat_section_is_unread (EaselChatSection *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SECTION (self), FALSE);

  return self->unread;
}

/**
 * easel_chat_section_update:
 * @self: a section
 * @count: how many chats it has
 * @folded: whether they are folded away
 * @answering: whether one of them is being answered
 * @unread: whether one of them has an answer that was not seen
 *
 * Says how it is, in one notification.
 */
void
easel_chat_section_update (
    EaselChatSection *self, guint count, gboolean folded, gboolean answering, gboolean unread)
{
  g_return_if_fail (EASEL_IS_CHAT_SECTION (self));

  if (self->count == count && self->folded == folded && self->answering == answering &&
      self->unread == unread)
    return;
  self->count = count;
  self->folded = folded;
  self->answering = answering;
  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}
