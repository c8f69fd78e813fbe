// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-list.h"

#include "easel-fiber.h"
#include "easel-prompt-list-row.h"
#include "easel-rare-page.h"

/* A row is at least as high, and what stands above the rows too, in pixels. */
#define LEAST_ROW_HEIGHT 50
#define LEAST_HEAD_HEIGHT 80
/* As many as any window shows. */
#define FIRST_ROWS 40

/**
 * EaselPromptList:
 *
 * The sidebar's list of prompts with its search.
 */
struct _EaselPromptList
{
  AdwBin parent_instance;

  /* template */
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;

  /* owned */
  EaselPromptService *service;
  GtkSingleSelection *selection;
  GtkSliceListModel *slice;

  /* borrowed, weak: the rows that show their button */
  EaselPromptListRow *hovered;
  EaselPromptListRow *focused;

  /* state */
  guint grow_source;
  gint64 selected_id;
  gboolean collapsed;
  gboolean selecting;
  guint search_serial;
};

G_DEFINE_FINAL_TYPE (EaselPromptList, easel_prompt_list, ADW_TYPE_BIN)

static gboolean
is_searching (EaselPromptList *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

static void
clear_search (EaselPromptList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
update_stack (EaselPromptList *self)
{
  g_autoptr (GtkBuilder) builder = NULL;
  GObject *button;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  builder = easel_rare_page_show (self->stack, "window/easel-prompt-list-pages",
                                  is_searching (self) ? "none" : "empty");
  button = gtk_builder_get_object (builder, "clear_button");
  if (button != NULL)
    g_signal_connect_object (button, "clicked", G_CALLBACK (clear_search), self, G_CONNECT_SWAPPED);
}

static void
select_again (EaselPromptList *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (model);
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselPrompt) prompt = g_list_model_get_item (model, i);

      if (easel_prompt_get_id (prompt) == self->selected_id && !self->collapsed)
        {
          position = i;
          break;
        }
    }
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->selecting = FALSE;
}

static void
on_items_changed_cb (EaselPromptList *self)
{
  select_again (self);
  update_stack (self);
}

static void
show_model (EaselPromptList *self, GListModel *model)
{
  self->selecting = TRUE;
  gtk_slice_list_model_set_model (self->slice, model);
  self->selecting = FALSE;
  on_items_changed_cb (self);
}

static DexFuture *
search_fiber (gpointer data)
{
  EaselPromptList *self = data;
  guint serial = ++self->search_serial;
  g_autofree char *query = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  found = dex_await_object (easel_prompt_service_search (self->service, query), &error);
  if (serial != self->search_serial || self->service == NULL)
    return NULL;
  if (found == NULL)
    g_warning ("Searching: %s", error->message);
  else
    show_model (self, found);
  return NULL;
}

static void
on_search_changed_cb (EaselPromptList *self)
{
  if (self->service == NULL)
    return;

  if (is_searching (self))
    dex_future_disown (easel_fiber_spawn (search_fiber, g_object_ref (self), g_object_unref));
  else
    {
      self->search_serial++;
      show_model (self, easel_prompt_service_get_prompts (self->service));
    }
}

static void
open_position (EaselPromptList *self, guint position)
{
  g_autoptr (EaselPrompt) prompt = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (prompt != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-prompt", "x", easel_prompt_get_id (prompt));
}

/* Beside the page a selection opens; where the list covers the page, a click. */
static void
on_selected_changed_cb (EaselPromptList *self)
{
  EaselPrompt *prompt = gtk_single_selection_get_selected_item (self->selection);

  if (!self->selecting && !self->collapsed && prompt != NULL &&
      easel_prompt_get_id (prompt) != self->selected_id)
    open_position (self, gtk_single_selection_get_selected (self->selection));
}

static void
on_list_activated_cb (EaselPromptList *self, guint position)
{
  open_position (self, position);
}

static void
on_search_activated_cb (EaselPromptList *self)
{
  open_position (self, 0);
}

static void
on_search_stopped_cb (EaselPromptList *self)
{
  clear_search (self);
}

/* ---- the menu of a row ---- */

static EaselPromptListRow *
find_row (EaselPromptList *self, GtkWidget *widget)
{
  GtkWidget *row = NULL;

  if (widget == NULL || !gtk_widget_is_ancestor (widget, GTK_WIDGET (self->list_view)))
    return NULL;
  row = gtk_widget_get_ancestor (widget, EASEL_TYPE_PROMPT_LIST_ROW);
  /* The list has a widget of its own around each row, which takes the focus. */
  if (row == NULL)
    row = gtk_widget_get_first_child (widget);
  return EASEL_IS_PROMPT_LIST_ROW (row) ? EASEL_PROMPT_LIST_ROW (row) : NULL;
}

static EaselPromptListRow *
find_row_at (EaselPromptList *self, double x, double y)
{
  return find_row (self, gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT));
}

static void
set_row (EaselPromptList *self, EaselPromptListRow **place, EaselPromptListRow *row)
{
  EaselPromptListRow *old = *place;

  g_set_weak_pointer (place, row);
  if (old != NULL && old != self->hovered && old != self->focused)
    easel_prompt_list_row_set_hot (old, FALSE);
  if (row != NULL)
    easel_prompt_list_row_set_hot (row, TRUE);
}

static void
on_motion_cb (EaselPromptList *self, double x, double y)
{
  set_row (self, &self->hovered, find_row_at (self, x, y));
}

static void
on_leave_cb (EaselPromptList *self)
{
  set_row (self, &self->hovered, NULL);
}

static void
on_focus_changed_cb (EaselPromptList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  set_row (self, &self->focused, root != NULL ? find_row (self, gtk_root_get_focus (root)) : NULL);
}

static void
show_menu_at (EaselPromptList *self, double x, double y)
{
  EaselPromptListRow *row = find_row_at (self, x, y);
  graphene_point_t at;

  if (row != NULL && gtk_widget_compute_point (GTK_WIDGET (self->list_view), GTK_WIDGET (row),
                                               &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    easel_prompt_list_row_show_menu_at (row, at.x, at.y);
}

static void
on_secondary_pressed_cb (EaselPromptList *self, int n_press, double x, double y)
{
  show_menu_at (self, x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EaselPromptList *self = user_data;
  EaselPromptListRow *row = find_row (self, gtk_root_get_focus (gtk_widget_get_root (widget)));

  if (row == NULL)
    return FALSE;
  easel_prompt_list_row_show_menu (row);
  return TRUE;
}

/* On the list, not on each of its rows: those are made before the first frame. */
static void
add_menu_controllers (EaselPromptList *self)
{
  GtkWidget *list = GTK_WIDGET (self->list_view);
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

/* ---- rows ---- */

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = easel_prompt_list_row_new ();

  gtk_list_item_set_child (item, row);
  easel_prompt_list_row_name_item (EASEL_PROMPT_LIST_ROW (row), item);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  EaselPrompt *prompt = gtk_list_item_get_item (item);

  easel_prompt_list_row_set_prompt (EASEL_PROMPT_LIST_ROW (gtk_list_item_get_child (item)), prompt);
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  easel_prompt_list_row_set_prompt (EASEL_PROMPT_LIST_ROW (gtk_list_item_get_child (item)), NULL);
}

/* What the window shows at first: a list view makes widgets for 200 rows, seen
 * or not, before it is painted. */
static guint
count_first_rows (EaselPromptList *self)
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
  EaselPromptList *self = user_data;

  self->grow_source = 0;
  self->selecting = TRUE;
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
  self->selecting = FALSE;
  return G_SOURCE_REMOVE;
}

/* After the frame in which the list is first seen. */
static void
easel_prompt_list_map (GtkWidget *widget)
{
  EaselPromptList *self = EASEL_PROMPT_LIST (widget);

  GTK_WIDGET_CLASS (easel_prompt_list_parent_class)->map (widget);
  if (self->grow_source == 0 && gtk_slice_list_model_get_size (self->slice) != G_MAXUINT)
    self->grow_source = g_idle_add_full (G_PRIORITY_LOW, on_grow_cb, self, NULL);
}

static void
easel_prompt_list_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_prompt_list_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (on_focus_changed_cb), widget, G_CONNECT_SWAPPED);
}

static void
easel_prompt_list_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_focus_changed_cb, widget);
  GTK_WIDGET_CLASS (easel_prompt_list_parent_class)->unroot (widget);
}

static void
easel_prompt_list_dispose (GObject *object)
{
  EaselPromptList *self = EASEL_PROMPT_LIST (object);

  self->search_serial++;
  g_clear_handle_id (&self->grow_source, g_source_remove);
  g_clear_weak_pointer (&self->hovered);
  g_clear_weak_pointer (&self->focused);
  g_clear_object (&self->slice);
  g_clear_object (&self->selection);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PROMPT_LIST);

  G_OBJECT_CLASS (easel_prompt_list_parent_class)->dispose (object);
}

static void
easel_prompt_list_class_init (EaselPromptListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_prompt_list_dispose;
  widget_class->map = easel_prompt_list_map;
  widget_class->root = easel_prompt_list_root;
  widget_class->unroot = easel_prompt_list_unroot;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/window/easel-prompt-list.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPromptList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptList, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated_cb);
}

static void
easel_prompt_list_init (EaselPromptList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->list_view));
  add_menu_controllers (self);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  gtk_list_view_set_factory (self->list_view, factory);

  self->slice = gtk_slice_list_model_new (NULL, 0, FIRST_ROWS);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->slice)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
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

  if (!g_set_object (&self->service, service))
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_slice_list_model_set_size (self->slice, count_first_rows (self));
  show_model (self, easel_prompt_service_get_prompts (service));
}

/**
 * easel_prompt_list_select:
 * @self: the list
 * @prompt_id: the prompt that the page shows, 0 if none
 */
void
easel_prompt_list_select (EaselPromptList *self, gint64 prompt_id)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST (self));

  self->selected_id = prompt_id;
  select_again (self);
}

/**
 * easel_prompt_list_search:
 * @self: the list
 *
 * Moves the focus to the search.
 */
void
easel_prompt_list_search (EaselPromptList *self)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

/**
 * easel_prompt_list_set_collapsed:
 * @self: the list
 * @collapsed: whether the list covers the page instead of standing beside it
 */
void
easel_prompt_list_set_collapsed (EaselPromptList *self, gboolean collapsed)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST (self));

  self->collapsed = collapsed;
  gtk_list_view_set_single_click_activate (self->list_view, collapsed);
  select_again (self);
}
