// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-sections.h"

#include <string.h>

#define FOLDED_KEY "folded-chat-folders"

/**
 * EaselChatSections:
 *
 * The chats as the sidebar lists them: first those that are pinned, then each
 * folder's beneath an #EaselChatSection, then the others beneath another one. As
 * long as there is no folder there is no section either.
 *
 * Which sections are folded is kept in the window's settings.
 */
struct _EaselChatSections
{
  GObject parent_instance;

  /* owned */
  EaselChatService *chats;
  GSettings *settings;
  GPtrArray *items;
  GHashTable *sections;

  /* state */
  gulong settings_handler;
};

static GType
easel_chat_sections_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
easel_chat_sections_get_n_items (GListModel *model)
{
  return EASEL_CHAT_SECTIONS (model)->items->len;
}

static gpointer
easel_chat_sections_get_item (GListModel *model, guint position)
{
  EaselChatSections *self = EASEL_CHAT_SECTIONS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
easel_chat_sections_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = easel_chat_sections_get_item_type;
  iface->get_n_items = easel_chat_sections_get_n_items;
  iface->get_item = easel_chat_sections_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EaselChatSections,
                               easel_chat_sections,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, easel_chat_sections_list_model_init))

/* ---- what is folded ---- */

static void rebuild (EaselChatSections *self);

/* Read with the first folder: most have none. */
static GStrv
dup_folded (EaselChatSections *self)
{
  if (self->settings == NULL)
    {
      self->settings = g_settings_new (APPLICATION_ID);
      self->settings_handler = g_signal_connect_object (self->settings, "changed::" FOLDED_KEY,
                                                        G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
    }
  return g_settings_get_strv (self->settings, FOLDED_KEY);
}

/* ---- the list ---- */

/* The chats of one folder in their order. */
typedef struct
{
  const char *folder;
  char *key;
  GPtrArray *threads;
  gboolean answering;
  gboolean unread;
} Group;

static Group *
group_new (const char *folder)
{
  Group *group = g_new0 (Group, 1);

  group->folder = folder;
  /* Numbers in names by their value, and those in no folder last. */
  group->key = *folder != '\0' ? g_utf8_collate_key_for_filename (folder, -1) : NULL;
  group->threads = g_ptr_array_new ();
  return group;
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->key);
  g_ptr_array_unref (group->threads);
  g_free (group);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *first = *(const Group *const *) a, *second = *(const Group *const *) b;

  if (first->key == NULL || second->key == NULL)
    return (first->key == NULL) - (second->key == NULL);
  return strcmp (first->key, second->key);
}

/* Adds those that are pinned to @items; returns the others in their groups. */
static GPtrArray *
sort_threads (EaselChatSections *self, GPtrArray *items)
{
  GListModel *threads = easel_chat_service_get_threads (self->chats);
  g_autoptr (GHashTable) by_folder = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);

  for (guint i = 0; i < g_list_model_get_n_items (threads); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (threads, i);
      const char *folder = easel_thread_get_folder (thread);
      Group *group;

      if (easel_thread_is_pinned (thread))
        {
          g_ptr_array_add (items, g_object_ref (thread));
          continue;
        }
      group = g_hash_table_lookup (by_folder, folder);
      if (group == NULL)
        {
          group = group_new (folder);
          g_hash_table_insert (by_folder, (gpointer) group->folder, group);
          g_ptr_array_add (groups, group);
        }
      /* The list has it as long as this one is built. */
      g_ptr_array_add (group->threads, thread);
      group->answering |= easel_thread_is_answering (thread);
      group->unread |= easel_thread_is_unread (thread);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

/* A section stays the same object as long as there is something in it. */
static EaselChatSection *
take_section (EaselChatSections *self, GHashTable *sections, const Group *group)
{
  EaselChatSection *section = g_hash_table_lookup (self->sections, group->folder);

  section = section != NULL ? g_object_ref (section) : easel_chat_section_new (group->folder);
  g_hash_table_insert (sections, (gpointer) easel_chat_section_get_folder (section), section);
  return section;
}

static void
add_group (GPtrArray *items, const Group *group)
{
  for (guint i = 0; i < group->threads->len; i++)
    g_ptr_array_add (items, g_object_ref (g_ptr_array_index (group->threads, i)));
}

static GPtrArray *
make_items (EaselChatSections *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTable *sections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_autoptr (GPtrArray) groups = sort_threads (self, items);
  g_auto (GStrv) folded = NULL;

  if (groups->len == 1 && ((Group *) g_ptr_array_index (groups, 0))->key == NULL)
    add_group (items, g_ptr_array_index (groups, 0));
  else if (groups->len > 0)
    {
      folded = dup_folded (self);
      for (guint i = 0; i < groups->len; i++)
        {
          const Group *group = g_ptr_array_index (groups, i);
          EaselChatSection *section = take_section (self, sections, group);
          gboolean is_folded = g_strv_contains ((const char *const *) folded, group->folder);

          easel_chat_section_update (section, group->threads->len, is_folded, group->answering,
                                     group->unread);
          g_ptr_array_add (items, g_object_ref (section));
          if (!is_folded)
            add_group (items, group);
        }
    }
  g_hash_table_unref (self->sections);
  self->sections = sections;
  return items;
}

/* Only the stretch that differs is replaced. */
static void
rebuild (EaselChatSections *self)
{
  g_autoptr (GPtrArray) old = self->items;
  guint head = 0, tail = 0;

  self->items = make_items (self);
  while (head < old->len && head < self->items->len && old->pdata[head] == self->items->pdata[head])
    head++;
  while (tail < old->len - head && tail < self->items->len - head &&
         old->pdata[old->len - 1 - tail] == self->items->pdata[self->items->len - 1 - tail])
    tail++;
  if (head + tail < old->len || head + tail < self->items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                self->items->len - head - tail);
}

/* ---- object ---- */

static void
easel_chat_sections_dispose (GObject *object)
{
  EaselChatSections *self = EASEL_CHAT_SECTIONS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->chats);

  G_OBJECT_CLASS (easel_chat_sections_parent_class)->dispose (object);
}

static void
easel_chat_sections_finalize (GObject *object)
{
  EaselChatSections *self = EASEL_CHAT_SECTIONS (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->sections);

  G_OBJECT_CLASS (easel_chat_sections_parent_class)->finalize (object);
}

static void
easel_chat_sections_class_init (EaselChatSectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_chat_sections_dispose;
  object_class->finalize = easel_chat_sections_finalize;
}

static void
easel_chat_sections_init (EaselChatSections *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->sections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

/**
 * easel_chat_sections_new:
 * @chats: whose chats it lists
 *
 * Returns: (transfer full): a list of #EaselThread and #EaselChatSection
 */
EaselChatSections *
easel_chat_sections_new (EaselChatService *chats)
{
  EaselChatSections *self = g_object_new (EASEL_TYPE_CHAT_SECTIONS, NULL);

  self->chats = g_object_ref (chats);
  self->items = make_items (self);
  g_signal_connect_object (chats, "threads-changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (easel_chat_service_get_threads (chats), "items-changed", G_CALLBACK (rebuild),
                           self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_chat_sections_fold:
 * @self: the list
 * @section: one of it
 * @folded: whether its chats shall be folded away
 *
 * Folds a section or unfolds it, for all windows and from now on.
 */
void
easel_chat_sections_fold (EaselChatSections *self, EaselChatSection *section, gboolean folded)
{
  const char *folder = easel_chat_section_get_folder (section);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) old = dup_folded (self);
  g_auto (GStrv) names = NULL;

  g_return_if_fail (EASEL_IS_CHAT_SECTIONS (self));

  /* Those that are gone are forgotten. */
  for (guint i = 0; old[i] != NULL; i++)
    if (g_strcmp0 (old[i], folder) != 0 && g_hash_table_contains (self->sections, old[i]))
      g_strv_builder_add (builder, old[i]);
  if (folded)
    g_strv_builder_add (builder, folder);
  names = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, FOLDED_KEY, (const char *const *) names);
}
