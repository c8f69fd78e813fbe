// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sidebar-list.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-rare-page.h"

/* A row is at least as high, and what stands above the rows too, in pixels. */
#define LEAST_ROW_HEIGHT 50
#define LEAST_HEAD_HEIGHT 160
/* As many as any window shows. */
#define FIRST_ROWS 40

/**
 * EaselSidebarList:
 *
 * What a place has, as a list in the sidebar with its search.
 */
typedef struct
{
  /* template */
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;

  /* owned */
  GListModel *model;
  GObject *opened;
  GtkSingleSelection *selection;
  GtkSliceListModel *slice;

  /* borrowed, weak: the rows that show their button */
  EaselSidebarRow *hovered;
  EaselSidebarRow *focused;

  /* state */
  guint grow_source;
  gint64 selected_id;
  gboolean collapsed;
  gboolean selecting;
  gboolean has_headings;
  guint search_serial;
} EaselSidebarListPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EaselSidebarList, easel_sidebar_list, ADW_TYPE_BIN)

static EaselSidebarListPrivate *
get_private (EaselSidebarList *self)
{
  return easel_sidebar_list_get_instance_private (self);
}

static gint64
get_id (EaselSidebarList *self, gpointer item)
{
  return EASEL_SIDEBAR_LIST_GET_CLASS (self)->get_id (self, item);
}

static gboolean
is_heading (EaselSidebarList *self, gpointer item)
{
  EaselSidebarListClass *klass = EASEL_SIDEBAR_LIST_GET_CLASS (self);

  return klass->is_heading != NULL && klass->is_heading (self, item);
}

static gboolean
is_searching (EaselSidebarListPrivate *priv)
{
  return *gtk_editable_get_text (GTK_EDITABLE (priv->search_entry)) != '\0';
}

static void
clear_search (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);

  gtk_editable_set_text (GTK_EDITABLE (priv->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (priv->list_view));
}

static void
update_stack (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);
  g_autoptr (GtkBuilder) builder = NULL;
  GObject *object;

  if (g_list_model_get_n_items (G_LIST_MODEL (priv->selection)) > 0)
    {
      gtk_stack_set_visible_child_name (priv->stack, "list");
      return;
    }
  builder = easel_rare_page_show (priv->stack, "window/easel-sidebar-list-pages",
                                  is_searching (priv) ? "none" : "empty");
  object = gtk_builder_get_object (builder, "clear_button");
  if (object != NULL)
    g_signal_connect_object (object, "clicked", G_CALLBACK (clear_search), self, G_CONNECT_SWAPPED);
  object = gtk_builder_get_object (builder, "empty_page");
  if (object != NULL)
    gtk_label_set_label (GTK_LABEL (object), gettext (EASEL_SIDEBAR_LIST_GET_CLASS (self)->empty_hint));
}

/* Where the same thing was found several times, the hit that was chosen stays. */
static guint
find_selected (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);
  GListModel *model = G_LIST_MODEL (priv->selection);
  guint n = g_list_model_get_n_items (model);
  guint first = GTK_INVALID_LIST_POSITION;

  if (priv->collapsed)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (is_heading (self, item) || get_id (self, item) != priv->selected_id)
        continue;
      if (item == priv->opened)
        return i;
      if (first == GTK_INVALID_LIST_POSITION)
        first = i;
    }
  return first;
}

static void
select_again (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);

  priv->selecting = TRUE;
  gtk_single_selection_set_selected (priv->selection, find_selected (self));
  priv->selecting = FALSE;
}

static void
on_items_changed_cb (EaselSidebarList *self)
{
  select_again (self);
  update_stack (self);
}

static void
show_model (EaselSidebarList *self, GListModel *model)
{
  EaselSidebarListPrivate *priv = get_private (self);

  priv->selecting = TRUE;
  gtk_slice_list_model_set_model (priv->slice, model);
  priv->selecting = FALSE;
  on_items_changed_cb (self);
}

static DexFuture *
search_fiber (gpointer data)
{
  EaselSidebarList *self = data;
  EaselSidebarListPrivate *priv = get_private (self);
  guint serial = ++priv->search_serial;
  g_autofree char *query = g_strdup (gtk_editable_get_text (GTK_EDITABLE (priv->search_entry)));
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  found = dex_await_object (EASEL_SIDEBAR_LIST_GET_CLASS (self)->search (self, query), &error);
  if (serial != priv->search_serial || priv->model == NULL)
    return NULL;
  if (found == NULL)
    g_warning ("Searching: %s", error->message);
  else
    show_model (self, found);
  return NULL;
}

static void
on_search_changed_cb (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);

  if (priv->model == NULL)
    return;

  if (is_searching (priv))
    dex_future_disown (easel_fiber_spawn (search_fiber, g_object_ref (self), g_object_unref));
  else
    {
      priv->search_serial++;
      show_model (self, priv->model);
    }
}

static void
open_position (EaselSidebarList *self, guint position)
{
  EaselSidebarListPrivate *priv = get_private (self);
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (priv->selection), position);

  if (item == NULL)
    return;
  if (!is_heading (self, item))
    g_set_object (&priv->opened, item);
  EASEL_SIDEBAR_LIST_GET_CLASS (self)->open (self, item);
}

/* Beside the page a selection opens; where the list covers the page, a click. */
static void
on_selected_changed_cb (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);
  GObject *item = gtk_single_selection_get_selected_item (priv->selection);

  if (priv->selecting || priv->collapsed || item == NULL)
    return;
  /* Two hits can be in one thing. */
  if (get_id (self, item) != priv->selected_id || (is_searching (priv) && item != priv->opened))
    open_position (self, gtk_single_selection_get_selected (priv->selection));
}

static void
on_list_activated_cb (EaselSidebarList *self, guint position)
{
  open_position (self, position);
}

static void
on_search_activated_cb (EaselSidebarList *self)
{
  GListModel *model = G_LIST_MODEL (get_private (self)->selection);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (is_heading (self, item))
        continue;
      open_position (self, i);
      return;
    }
}

static void
on_search_stopped_cb (EaselSidebarList *self)
{
  clear_search (self);
}

/* ---- the menu of a row ---- */

static EaselSidebarRow *
find_row (EaselSidebarList *self, GtkWidget *widget)
{
  EaselSidebarListPrivate *priv = get_private (self);
  GtkWidget *row = NULL;

  if (widget == NULL || !gtk_widget_is_ancestor (widget, GTK_WIDGET (priv->list_view)))
    return NULL;
  row = gtk_widget_get_ancestor (widget, EASEL_TYPE_SIDEBAR_ROW);
  /* The list has a widget of its own around each row, which takes the focus. */
  if (row == NULL)
    row = gtk_widget_get_first_child (widget);
  return EASEL_IS_SIDEBAR_ROW (row) ? EASEL_SIDEBAR_ROW (row) : NULL;
}

static EaselSidebarRow *
find_row_at (EaselSidebarList *self, double x, double y)
{
  EaselSidebarListPrivate *priv = get_private (self);

  return find_row (self, gtk_widget_pick (GTK_WIDGET (priv->list_view), x, y, GTK_PICK_DEFAULT));
}

static void
set_row (EaselSidebarListPrivate *priv, EaselSidebarRow **place, EaselSidebarRow *row)
{
  EaselSidebarRow *old = *place;

  g_set_weak_pointer (place, row);
  if (old != NULL && old != priv->hovered && old != priv->focused)
    easel_sidebar_row_set_hot (old, FALSE);
  if (row != NULL)
    easel_sidebar_row_set_hot (row, TRUE);
}

static void
on_motion_cb (EaselSidebarList *self, double x, double y)
{
  EaselSidebarListPrivate *priv = get_private (self);

  set_row (priv, &priv->hovered, find_row_at (self, x, y));
}

static void
on_leave_cb (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);

  set_row (priv, &priv->hovered, NULL);
}

static void
on_focus_changed_cb (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  set_row (priv, &priv->focused, root != NULL ? find_row (self, gtk_root_get_focus (root)) : NULL);
}

static void
show_menu_at (EaselSidebarList *self, double x, double y)
{
  EaselSidebarListPrivate *priv = get_private (self);
  EaselSidebarRow *row = find_row_at (self, x, y);
  graphene_point_t at;

  if (row != NULL && gtk_widget_compute_point (GTK_WIDGET (priv->list_view), GTK_WIDGET (row),
                                               &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    easel_sidebar_row_show_menu_at (row, at.x, at.y);
}

static void
on_secondary_pressed_cb (EaselSidebarList *self, int n_press, double x, double y)
{
  show_menu_at (self, x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EaselSidebarList *self = user_data;
  EaselSidebarRow *row = find_row (self, gtk_root_get_focus (gtk_widget_get_root (widget)));

  if (row == NULL)
    return FALSE;
  easel_sidebar_row_show_menu (row);
  return TRUE;
}

/* On the list, not on each of its rows: those are made before the first frame. */
static void
add_menu_controllers (EaselSidebarList *self)
{
  GtkWidget *list = GTK_WIDGET (get_private (self)->list_view);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (show_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (press));

  g_signal_connect_object (motion, "enter", G_CALLBACK (on_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (list, motion);

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                                                        gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (list, keys);
}

/* ---- headings ---- */

static void
fold (EaselSidebarList *self, EaselSidebarRow *row)
{
  EASEL_SIDEBAR_LIST_GET_CLASS (self)->open (self, easel_sidebar_row_get_item (row));
}

/* One click is enough, as a heading is never chosen. */
static void
on_primary_pressed_cb (EaselSidebarList *self, int n_press, double x, double y, GtkGesture *gesture)
{
  EaselSidebarRow *row = find_row_at (self, x, y);
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (get_private (self)->list_view), x, y, GTK_PICK_DEFAULT);

  if (row == NULL || !easel_sidebar_row_is_heading (row) ||
      gtk_widget_get_ancestor (picked, GTK_TYPE_BUTTON) != NULL)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
  else
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_primary_released_cb (EaselSidebarList *self, int n_press, double x, double y)
{
  EaselSidebarRow *row = find_row_at (self, x, y);

  if (row == NULL || !easel_sidebar_row_is_heading (row))
    return;
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
  fold (self, row);
}

/* @arguments: what the key does: -1 folds, 1 unfolds, 0 either. */
static gboolean
on_fold_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EaselSidebarList *self = user_data;
  EaselSidebarRow *row = find_row (self, gtk_root_get_focus (gtk_widget_get_root (widget)));
  int wanted = g_variant_get_int32 (arguments);

  if (row == NULL || !easel_sidebar_row_is_heading (row))
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    wanted = -wanted;
  if (wanted == 0 || (wanted < 0) != easel_sidebar_row_is_folded (row))
    fold (self, row);
  return TRUE;
}

/* Made with the first heading: most lists have none. */
static void
ensure_heading_controllers (EaselSidebarList *self)
{
  static const struct
  {
    const char *trigger;
    int wanted;
  } keys[] = {
    { "Left|KP_Left", -1 }, { "minus|KP_Subtract", -1 }, { "Right|KP_Right", 1 }, { "plus|KP_Add", 1 },
    { "space", 0 },
  };
  EaselSidebarListPrivate *priv = get_private (self);
  GtkGesture *click;
  GtkEventController *shortcuts;

  if (priv->has_headings)
    return;
  priv->has_headings = TRUE;
  click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_primary_pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (on_primary_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (priv->list_view), GTK_EVENT_CONTROLLER (click));

  shortcuts = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                gtk_callback_action_new (on_fold_key, self, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (keys[i].wanted));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (priv->list_view), shortcuts);
}

/* ---- rows ---- */

static void
on_row_update_cb (EaselSidebarList *self, GObject *item, EaselSidebarRow *row)
{
  EASEL_SIDEBAR_LIST_GET_CLASS (self)->update_row (self, row, item);
}

static GMenuModel *
on_row_make_menu_cb (EaselSidebarList *self, GObject *item)
{
  return EASEL_SIDEBAR_LIST_GET_CLASS (self)->make_menu (self, item);
}

static void
on_setup_cb (EaselSidebarList *self, GtkListItem *item)
{
  GtkWidget *row = easel_sidebar_row_new ();

  g_signal_connect_object (row, "update", G_CALLBACK (on_row_update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "make-menu", G_CALLBACK (on_row_make_menu_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, row);
  easel_sidebar_row_name_item (EASEL_SIDEBAR_ROW (row), item);
}

static void
on_bind_cb (EaselSidebarList *self, GtkListItem *item)
{
  gboolean heading = is_heading (self, gtk_list_item_get_item (item));

  gtk_list_item_set_selectable (item, !heading);
  if (heading)
    ensure_heading_controllers (self);
  easel_sidebar_row_set_item (EASEL_SIDEBAR_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
on_unbind_cb (EaselSidebarList *self, GtkListItem *item)
{
  easel_sidebar_row_set_item (EASEL_SIDEBAR_ROW (gtk_list_item_get_child (item)), NULL);
}

/* What the window shows at first: a list view makes widgets for 200 rows, seen
 * or not, before it is painted. */
static guint
count_first_rows (EaselSidebarList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = 0;

  if (GTK_IS_WINDOW (root) && !gtk_window_is_maximized (GTK_WINDOW (root)))
    gtk_window_get_default_size (GTK_WINDOW (root), NULL, &height);
  return height > 0 ? (guint) MAX (height - LEAST_HEAD_HEIGHT, 0) / LEAST_ROW_HEIGHT + 1 : FIRST_ROWS;
}

static gboolean
on_grow_cb (gpointer user_data)
{
  EaselSidebarListPrivate *priv = get_private (user_data);

  priv->grow_source = 0;
  priv->selecting = TRUE;
  gtk_slice_list_model_set_size (priv->slice, G_MAXUINT);
  priv->selecting = FALSE;
  return G_SOURCE_REMOVE;
}

/* After the frame in which the list is first seen. */
static void
easel_sidebar_list_map (GtkWidget *widget)
{
  EaselSidebarListPrivate *priv = get_private (EASEL_SIDEBAR_LIST (widget));

  GTK_WIDGET_CLASS (easel_sidebar_list_parent_class)->map (widget);
  if (priv->grow_source == 0 && gtk_slice_list_model_get_size (priv->slice) != G_MAXUINT)
    priv->grow_source = g_idle_add_full (G_PRIORITY_LOW, on_grow_cb, widget, NULL);
}

/* How many rows are seen at first is known in a window only. */
static void
show_first_rows (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);

  if (priv->model == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_slice_list_model_set_size (priv->slice, count_first_rows (self));
  show_model (self, priv->model);
}

static void
easel_sidebar_list_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_sidebar_list_parent_class)->root (widget);
  if (gtk_slice_list_model_get_model (get_private (EASEL_SIDEBAR_LIST (widget))->slice) == NULL)
    show_first_rows (EASEL_SIDEBAR_LIST (widget));
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (on_focus_changed_cb), widget, G_CONNECT_SWAPPED);
}

static void
easel_sidebar_list_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_focus_changed_cb, widget);
  GTK_WIDGET_CLASS (easel_sidebar_list_parent_class)->unroot (widget);
}

static void
easel_sidebar_list_constructed (GObject *object)
{
  EaselSidebarList *self = EASEL_SIDEBAR_LIST (object);
  EaselSidebarListPrivate *priv = get_private (self);
  EaselSidebarListClass *klass = EASEL_SIDEBAR_LIST_GET_CLASS (self);

  G_OBJECT_CLASS (easel_sidebar_list_parent_class)->constructed (object);

  gtk_search_entry_set_placeholder_text (priv->search_entry, gettext (klass->search_hint));
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->search_entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (klass->search_hint), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (klass->name), -1);
}

static void
easel_sidebar_list_dispose (GObject *object)
{
  EaselSidebarList *self = EASEL_SIDEBAR_LIST (object);
  EaselSidebarListPrivate *priv = get_private (self);

  priv->search_serial++;
  g_clear_handle_id (&priv->grow_source, g_source_remove);
  g_clear_weak_pointer (&priv->hovered);
  g_clear_weak_pointer (&priv->focused);
  g_clear_object (&priv->slice);
  g_clear_object (&priv->selection);
  g_clear_object (&priv->opened);
  g_clear_object (&priv->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_SIDEBAR_LIST);

  G_OBJECT_CLASS (easel_sidebar_list_parent_class)->dispose (object);
}

static void
easel_sidebar_list_class_init (EaselSidebarListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = easel_sidebar_list_constructed;
  object_class->dispose = easel_sidebar_list_dispose;
  widget_class->map = easel_sidebar_list_map;
  widget_class->root = easel_sidebar_list_root;
  widget_class->unroot = easel_sidebar_list_unroot;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/window/easel-sidebar-list.ui");
  gtk_widget_class_bind_template_child_private (widget_class, EaselSidebarList, search_entry);
  gtk_widget_class_bind_template_child_private (widget_class, EaselSidebarList, stack);
  gtk_widget_class_bind_template_child_private (widget_class, EaselSidebarList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated_cb);
}

static void
easel_sidebar_list_init (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv = get_private (self);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (priv->search_entry, GTK_WIDGET (priv->list_view));
  add_menu_controllers (self);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (priv->list_view, factory);

  priv->slice = gtk_slice_list_model_new (NULL, 0, FIRST_ROWS);
  priv->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (priv->slice)));
  gtk_single_selection_set_autoselect (priv->selection, FALSE);
  gtk_single_selection_set_can_unselect (priv->selection, TRUE);
  gtk_list_view_set_model (priv->list_view, GTK_SELECTION_MODEL (priv->selection));
  g_signal_connect_object (priv->selection, "notify::selected", G_CALLBACK (on_selected_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->selection, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * easel_sidebar_list_set_model:
 * @self: the list
 * @model: what it shows as long as nothing is searched
 */
void
easel_sidebar_list_set_model (EaselSidebarList *self, GListModel *model)
{
  EaselSidebarListPrivate *priv;

  g_return_if_fail (EASEL_IS_SIDEBAR_LIST (self));

  priv = get_private (self);
  if (g_set_object (&priv->model, model))
    show_first_rows (self);
}

/**
 * easel_sidebar_list_select:
 * @self: the list
 * @id: what the page shows, 0 if nothing
 */
void
easel_sidebar_list_select (EaselSidebarList *self, gint64 id)
{
  EaselSidebarListPrivate *priv;

  g_return_if_fail (EASEL_IS_SIDEBAR_LIST (self));

  priv = get_private (self);
  priv->selected_id = id;
  select_again (self);
}

/**
 * easel_sidebar_list_search:
 * @self: the list
 *
 * Moves the focus to the search.
 */
void
easel_sidebar_list_search (EaselSidebarList *self)
{
  EaselSidebarListPrivate *priv;

  g_return_if_fail (EASEL_IS_SIDEBAR_LIST (self));

  priv = get_private (self);
  gtk_widget_grab_focus (GTK_WIDGET (priv->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (priv->search_entry), 0, -1);
}

/**
 * easel_sidebar_list_find_row_at:
 * @self: the list
 * @x: in pixels of @self
 * @y: in pixels of @self
 *
 * Returns: (transfer none) (nullable): the row there
 */
EaselSidebarRow *
easel_sidebar_list_find_row_at (EaselSidebarList *self, double x, double y)
{
  graphene_point_t at;

  g_return_val_if_fail (EASEL_IS_SIDEBAR_LIST (self), NULL);

  if (!gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (get_private (self)->list_view),
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    return NULL;
  return find_row_at (self, at.x, at.y);
}

/**
 * easel_sidebar_list_set_collapsed:
 * @self: the list
 * @collapsed: whether the list covers the page instead of standing beside it
 */
void
easel_sidebar_list_set_collapsed (EaselSidebarList *self, gboolean collapsed)
{
  EaselSidebarListPrivate *priv;

  g_return_if_fail (EASEL_IS_SIDEBAR_LIST (self));

  priv = get_private (self);
  priv->collapsed = collapsed;
  gtk_list_view_set_single_click_activate (priv->list_view, collapsed);
  select_again (self);
}
