// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-page-keys.h"

#include <adwaita.h>

/*
 * The keys of a page work wherever the focus is in the window: a button that was
 * just pressed may be gone, and the focus with it.
 */

typedef struct
{
  const EaselPageKey *keys;
  guint n_keys;
  GtkEventController *leading; /* weak, of the split view that the page is in */
} PageKeys;

#define PAGE_KEYS "easel-page-keys"

static void
remove_leading (PageKeys *self)
{
  GtkWidget *split = self->leading != NULL ? gtk_event_controller_get_widget (self->leading) : NULL;

  if (split != NULL)
    gtk_widget_remove_controller (split, self->leading);
  g_clear_weak_pointer (&self->leading);
}

static void
page_keys_free (gpointer data)
{
  PageKeys *self = data;

  remove_leading (self);
  g_free (self);
}

/* Behind a dialog they do nothing. */
static gboolean
is_behind_dialog (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_ancestor (widget, ADW_TYPE_APPLICATION_WINDOW);

  return window != NULL &&
         adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) != NULL;
}

/* The list stands in front of @widget, or comes: a page that slides away is still mapped. */
static gboolean
is_behind_list (GtkWidget *widget)
{
  GtkWidget *split = gtk_widget_get_ancestor (widget, ADW_TYPE_NAVIGATION_SPLIT_VIEW);

  return split != NULL && adw_navigation_split_view_get_collapsed (ADW_NAVIGATION_SPLIT_VIEW (split)) &&
         !adw_navigation_split_view_get_show_content (ADW_NAVIGATION_SPLIT_VIEW (split));
}

/* What cannot be done now leaves its key to others: in a review it applies. */
static gboolean
activate (GtkWidget *widget, gconstpointer key)
{
  g_autoptr (GtkShortcutAction) action = gtk_named_action_new (((const EaselPageKey *) key)->action);

  return gtk_shortcut_action_activate (action, 0, widget, NULL);
}

static gboolean
on_key_cb (GtkWidget *widget, GVariant *args, gpointer key)
{
  return !is_behind_dialog (widget) && !is_behind_list (widget) && activate (widget, key);
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
  GtkWidget *page = user_data;
  PageKeys *self = g_object_get_data (G_OBJECT (page), PAGE_KEYS);

  /* What shows has keys of its own. */
  if (is_behind_dialog (widget) || !is_behind_list (page) || !is_next (page))
    return FALSE;
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (widget), TRUE);
  return activate (page, &self->keys[g_variant_get_uint32 (position)]);
}

static GtkShortcut *
shortcut_new (const EaselPageKey *key, GtkShortcutFunc func, gpointer data)
{
  return gtk_shortcut_new (gtk_shortcut_trigger_parse_string (key->trigger),
                           gtk_callback_action_new (func, data, NULL));
}

/* In a narrow window the list stands in front of the page, and what does not
 * show gets no keys. */
static void
add_leading (PageKeys *self, GtkWidget *page)
{
  GtkWidget *split = gtk_widget_get_ancestor (page, ADW_TYPE_NAVIGATION_SPLIT_VIEW);

  if (split == NULL || self->leading != NULL)
    return;
  g_set_weak_pointer (&self->leading, gtk_shortcut_controller_new ());
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (self->leading), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < self->n_keys; i++)
    if (self->keys[i].leads)
      {
        GtkShortcut *shortcut = shortcut_new (&self->keys[i], on_leading_key_cb, page);

        gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (i));
        gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (self->leading), shortcut);
      }
  gtk_widget_add_controller (split, self->leading);
}

static void
on_root_cb (GtkWidget *page)
{
  PageKeys *self = g_object_get_data (G_OBJECT (page), PAGE_KEYS);

  if (gtk_widget_get_root (page) != NULL)
    add_leading (self, page);
  else
    remove_leading (self);
}

static void
add_controller (GtkWidget *page, const EaselPageKey *keys, guint n_keys, GtkPropagationPhase phase)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  if (phase == GTK_PHASE_BUBBLE)
    gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (controller, phase);
  for (guint i = 0; i < n_keys; i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          shortcut_new (&keys[i], on_key_cb, (gpointer) &keys[i]));
  gtk_widget_add_controller (page, controller);
}

/**
 * easel_page_keys_attach:
 * @page: a page of the window
 * @keys: (array length=n_keys): its keys; they must outlive it
 * @n_keys: how many
 *
 * From now on the keys activate the page's actions while it is in view. To be
 * called once, before the page is in a window.
 */
void
easel_page_keys_attach (GtkWidget *page, const EaselPageKey *keys, guint n_keys)
{
  PageKeys *self;

  g_return_if_fail (GTK_IS_WIDGET (page));

  self = g_new0 (PageKeys, 1);
  self->keys = keys;
  self->n_keys = n_keys;
  g_object_set_data_full (G_OBJECT (page), PAGE_KEYS, self, page_keys_free);
  add_controller (page, keys, n_keys, GTK_PHASE_BUBBLE);
  g_signal_connect (page, "notify::root", G_CALLBACK (on_root_cb), NULL);
}

/**
 * easel_page_keys_attach_first:
 * @page: a page of the window
 * @key: a key; it must outlive it
 *
 * Has the key come to the page before the widget in it that has the focus, such
 * as a text that would take it for a new line.
 */
void
easel_page_keys_attach_first (GtkWidget *page, const EaselPageKey *key)
{
  g_return_if_fail (GTK_IS_WIDGET (page));

  add_controller (page, key, 1, GTK_PHASE_CAPTURE);
}
