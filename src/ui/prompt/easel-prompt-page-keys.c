// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

/* The keys of the page. They work wherever the focus is in the window. */

static const struct
{
  const char *trigger;
  const char *action;
  gboolean leads; /* to a place on the page, so that it is shown for it */
} keys[] = {
  { "<Control>Return|<Control>KP_Enter", "page.run" },
  { "Escape", "page.stop" },
  { "<Control>s", "page.save-revision" },
  { "<Control>m", "page.choose-model", TRUE },
  { "<Control>h", "page.history", TRUE },
  { "<Control>l", "page.lock" },
  { "<Control>p", "page.parts", TRUE },
  { "<Control>i", "page.instruction", TRUE },
};

/* Behind a dialog they do nothing. */
static gboolean
is_behind_dialog (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_ancestor (widget, ADW_TYPE_APPLICATION_WINDOW);

  return window != NULL &&
         adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) != NULL;
}

/* What cannot be done now leaves its key to others: in a review it applies. */
static gboolean
activate (GtkWidget *widget, GVariant *position)
{
  g_autoptr (GtkShortcutAction) action = gtk_named_action_new (keys[g_variant_get_uint32 (position)].action);

  return gtk_shortcut_action_activate (action, 0, widget, NULL);
}

/* The list stands in front of @widget, or comes: a page that slides away is still mapped. */
static gboolean
is_behind_list (GtkWidget *widget)
{
  GtkWidget *split = gtk_widget_get_ancestor (widget, ADW_TYPE_NAVIGATION_SPLIT_VIEW);

  return split != NULL && adw_navigation_split_view_get_collapsed (ADW_NAVIGATION_SPLIT_VIEW (split)) &&
         !adw_navigation_split_view_get_show_content (ADW_NAVIGATION_SPLIT_VIEW (split));
}

static gboolean
on_key_cb (GtkWidget *widget, GVariant *position, gpointer user_data)
{
  return !is_behind_dialog (widget) && !is_behind_list (widget) && activate (widget, position);
}

/* @page is what would show if the list did not stand in front. */
static gboolean
is_next (GtkWidget *page)
{
  for (GtkWidget *widget = page; widget != NULL && !ADW_IS_NAVIGATION_PAGE (widget);
       widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
      return FALSE;
  return TRUE;
}

static gboolean
on_leading_key_cb (GtkWidget *widget, GVariant *position, gpointer user_data)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (user_data);
  AdwNavigationSplitView *split = ADW_NAVIGATION_SPLIT_VIEW (widget);

  /* What shows has keys of its own. */
  if (is_behind_dialog (widget) || !is_behind_list (GTK_WIDGET (self)) || !is_next (GTK_WIDGET (self)))
    return FALSE;
  adw_navigation_split_view_set_show_content (split, TRUE);
  return activate (GTK_WIDGET (self), position);
}

static void
add_key (GtkEventController *controller, guint position, GtkShortcutFunc func, gpointer data)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[position].trigger),
                                            gtk_callback_action_new (func, data, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (position));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* To be called once. */
void
_easel_prompt_page_add_keys (EaselPromptPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkEventController *first = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    add_key (controller, i, on_key_cb, NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);

  /* A text that has the focus would take it for a new line. */
  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  add_key (first, 0, on_key_cb, NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), first);
}

/* In a narrow window the list stands in front of the page, and what does not
 * show gets no keys. */
void
_easel_prompt_page_add_leading_keys (EaselPromptPage *self)
{
  GtkWidget *split = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_SPLIT_VIEW);

  if (split == NULL || self->leading_keys != NULL)
    return;
  g_set_weak_pointer (&self->leading_keys, gtk_shortcut_controller_new ());
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (self->leading_keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].leads)
      add_key (self->leading_keys, i, on_leading_key_cb, self);
  gtk_widget_add_controller (split, self->leading_keys);
}

void
_easel_prompt_page_remove_leading_keys (EaselPromptPage *self)
{
  GtkWidget *split = self->leading_keys != NULL ? gtk_event_controller_get_widget (self->leading_keys) : NULL;

  if (split != NULL)
    gtk_widget_remove_controller (split, self->leading_keys);
  g_clear_weak_pointer (&self->leading_keys);
}
