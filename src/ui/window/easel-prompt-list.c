// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-list.h"

#include <glib/gi18n.h>

#include "easel-format.h"

/**
 * EaselPromptList:
 *
 * The sidebar's list of prompts.
 */
struct _EaselPromptList
{
  EaselSidebarList parent_instance;

  /* owned */
  EaselPromptService *service;
};

G_DEFINE_FINAL_TYPE (EaselPromptList, easel_prompt_list, EASEL_TYPE_SIDEBAR_LIST)

static void
easel_prompt_list_update_row (EaselSidebarList *list, EaselSidebarRow *row, gpointer item)
{
  EaselPrompt *prompt = item;
  guint n = easel_prompt_get_n_revisions (prompt);
  g_autofree char *title =
      easel_format_prompt_title (easel_prompt_get_title (prompt), easel_prompt_get_snippet (prompt));
  g_autofree char *when = easel_format_time (easel_prompt_get_updated (prompt), g_get_real_time ());
  g_autofree char *revisions = NULL;
  g_autofree char *caption = NULL;

  if (n > 0)
    {
      revisions = g_strdup_printf (ngettext ("%u revision", "%u revisions", n), n);
      /* Translators: number of revisions · when it was changed */
      caption = g_strdup_printf (C_ ("prompt caption", "%s · %s"), revisions, when);
    }
  else
    /* Translators: a prompt that has no revision yet · when it was changed */
    caption = g_strdup_printf (_ ("Draft · %s"), when);
  easel_sidebar_row_set_text (row, title, caption);
}

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
easel_prompt_list_make_menu (EaselSidebarList *list, gpointer item)
{
  GMenu *menu = g_menu_new ();
  gint64 id = easel_prompt_get_id (item);

  add_item (menu, _ ("Rename…"), "win.rename-prompt", id);
  add_item (menu, _ ("Delete"), "win.delete-prompt", id);
  return G_MENU_MODEL (menu);
}

static gint64
easel_prompt_list_get_id (EaselSidebarList *list, gpointer item)
{
  return easel_prompt_get_id (item);
}

static void
easel_prompt_list_open (EaselSidebarList *list, gpointer item)
{
  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-prompt", "x", easel_prompt_get_id (item));
}

static DexFuture *
easel_prompt_list_search (EaselSidebarList *list, const char *query)
{
  return easel_prompt_service_search (EASEL_PROMPT_LIST (list)->service, query);
}

static void
easel_prompt_list_dispose (GObject *object)
{
  g_clear_object (&EASEL_PROMPT_LIST (object)->service);

  G_OBJECT_CLASS (easel_prompt_list_parent_class)->dispose (object);
}

static void
easel_prompt_list_class_init (EaselPromptListClass *klass)
{
  EaselSidebarListClass *list_class = EASEL_SIDEBAR_LIST_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_prompt_list_dispose;

  list_class->name = N_ ("Prompts");
  list_class->search_hint = N_ ("Search prompts");
  list_class->empty_hint = N_ ("Your prompts appear here.");
  list_class->update_row = easel_prompt_list_update_row;
  list_class->make_menu = easel_prompt_list_make_menu;
  list_class->get_id = easel_prompt_list_get_id;
  list_class->open = easel_prompt_list_open;
  list_class->search = easel_prompt_list_search;
}

static void
easel_prompt_list_init (EaselPromptList *self)
{
}

GtkWidget *
easel_prompt_list_new (void)
{
  return g_object_new (EASEL_TYPE_PROMPT_LIST, NULL);
}

/**
 * easel_prompt_list_set_service:
 * @self: the list
 * @service: whose prompts it shows
 */
void
easel_prompt_list_set_service (EaselPromptList *self, EaselPromptService *service)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST (self));

  if (g_set_object (&self->service, service))
    easel_sidebar_list_set_model (EASEL_SIDEBAR_LIST (self), easel_prompt_service_get_prompts (service));
}
