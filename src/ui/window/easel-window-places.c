// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-tooltip.h"

/* The places of the window: Prompts, Chats and those to come. Of each the list
 * and the page are made when it is first shown. */

static const EaselPlace *const places[] = {
  &_easel_place_prompts,
  &_easel_place_chats,
  &_easel_place_library,
};

static const EaselPlace *
find_place (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i]->id, id) == 0)
      return places[i];
  return NULL;
}

static GtkWidget *
make_row (const EaselPlace *place)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (place->icon_name));
  gtk_box_append (GTK_BOX (box), gtk_label_new (gettext (place->title)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, gettext (place->title),
                                  -1);
  return row;
}

/* The Tab key goes past the places, the arrows go through them: a list box would
 * stop at each with the Tab key, and show it. */
static gboolean
on_key_pressed_cb (EaselWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->places_list);
  GtkListBoxRow *next;

  if (row == NULL || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  next = gtk_list_box_get_row_at_index (self->places_list,
                                        gtk_list_box_row_get_index (row) + (keyval == GDK_KEY_Up ? -1 : 1));
  if (next == NULL)
    return FALSE;
  gtk_list_box_select_row (self->places_list, next);
  gtk_widget_grab_focus (GTK_WIDGET (next));
  return TRUE;
}

/* To be called once. */
void
_easel_window_add_places (EaselWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    gtk_list_box_append (self->places_list, make_row (places[i]));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->places_list), keys);
}

/* The list of a place that was shown before, NULL of another. */
static EaselSidebarList *
get_list (EaselWindow *self, const EaselPlace *place)
{
  GtkWidget *list = gtk_stack_get_child_by_name (self->list_stack, place->id);

  return list != NULL ? EASEL_SIDEBAR_LIST (list) : NULL;
}

/* Shows the list of the place. The window is painted without it first: what is
 * worked on is seen a little earlier, and the list is there in the next frame. */
void
_easel_window_show_list (EaselWindow *self)
{
  EaselSidebarList *list;

  if (!self->painted || self->place == NULL)
    return;
  list = get_list (self, self->place);
  if (list == NULL)
    {
      list = self->place->make_list (self);
      gtk_stack_add_named (self->list_stack, GTK_WIDGET (list), self->place->id);
      easel_sidebar_list_select (list, self->first_selected);
      easel_sidebar_list_set_collapsed (list, adw_navigation_split_view_get_collapsed (self->split_view));
    }
  gtk_stack_set_visible_child_name (self->list_stack, self->place->id);
}

/* Marks what the page shows in the list of its place. */
void
_easel_window_select (EaselWindow *self, const EaselPlace *place, gint64 id)
{
  EaselSidebarList *list = get_list (self, place);

  if (list != NULL)
    easel_sidebar_list_select (list, id);
  else
    self->first_selected = id;
}

void
_easel_window_search_list (EaselWindow *self)
{
  EaselSidebarList *list = get_list (self, self->place);

  if (list != NULL)
    easel_sidebar_list_search (list);
}

/* The sidebar shows a place; what page is beside it is the caller's. */
void
_easel_window_set_place (EaselWindow *self, const EaselPlace *place)
{
  g_autofree char *id = NULL;

  if (self->place == place)
    return;
  self->place = place;
  self->choosing_place = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->places_list, (int) i);

      gtk_widget_set_focusable (GTK_WIDGET (row), places[i] == place);
      if (places[i] == place)
        gtk_list_box_select_row (self->places_list, row);
    }
  self->choosing_place = FALSE;
  self->first_selected = 0;
  _easel_window_show_list (self);
  easel_tooltip_set (GTK_WIDGET (self->new_button), gettext (place->new_title));
  id = g_settings_get_string (self->settings, "place");
  if (!g_str_equal (id, place->id))
    g_settings_set_string (self->settings, "place", place->id);
}

void
_easel_window_on_place_selected (EaselWindow *self, GtkListBoxRow *row)
{
  gboolean content;

  if (row == NULL || self->choosing_place || !self->started)
    return;
  content = adw_navigation_split_view_get_show_content (self->split_view);
  _easel_window_set_place (self, places[gtk_list_box_row_get_index (row)]);
  self->place->show (self);
  /* Who chose it where the sidebar covers the page looks for something in its list. */
  adw_navigation_split_view_set_show_content (self->split_view, content);
}

/* The place in which the last session ended. */
void
_easel_window_restore_place (EaselWindow *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, "place");
  const EaselPlace *place = find_place (id);

  _easel_window_set_place (self, place != NULL ? place : places[0]);
  self->place->show (self);
}

void
_easel_window_remember_places (EaselWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i]->remember != NULL)
      places[i]->remember (self);
}

static void
on_show_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  const EaselPlace *place = find_place (g_variant_get_string (parameter, NULL));
  EaselPlacePage *page;

  if (place == NULL || !self->started)
    return;
  _easel_window_show_main (self);
  _easel_window_set_place (self, place);
  place->show (self);
  page = _easel_window_get_page (self);
  if (page != NULL && _easel_window_shows_content (self))
    easel_place_page_focus (page);
}

static void
on_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->place != NULL)
    gtk_widget_activate_action (widget, self->place->new_action, NULL);
}

void
_easel_window_install_place_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-place", "s", on_show_place);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, on_new);
}
