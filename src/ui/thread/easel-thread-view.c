// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include <glib/gi18n.h>

static void
easel_thread_view_scrollable_init (GtkScrollableInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EaselThreadView,
                               easel_thread_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, easel_thread_view_scrollable_init))

enum
{
  PROP_0,
  PROP_AT_END,
  PROP_HAS_SELECTION,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  USE_AS_PROMPT,
  PLACE_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_model_changed_cb (EaselThreadView *self)
{
  if (!self->in_layout)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_model_grown_cb (EaselThreadView *self, guint message)
{
  if (!self->in_layout)
    _easel_thread_view_hear (self, message);
}

static void
on_messages_changed_cb (EaselThreadView *self, guint position, guint removed, guint added)
{
  EaselThreadPlace *places[] = { &self->anchor, &self->focused };

  if (removed > 0)
    self->first_in_view = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i]->message >= position + removed)
      places[i]->message += added - removed;
    else if (places[i]->message >= position)
      *places[i] = (EaselThreadPlace) { position, 0 };
  /* Positions in what is shown are found again by message and row. */
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);

      /* Those that are gone stay so until the next layout. */
      if (shown->place.message == G_MAXUINT)
        continue;
      if (shown->place.message >= position + removed)
        shown->place.message += added - removed;
      else if (shown->place.message >= position)
        shown->place.message = G_MAXUINT;
    }
  _easel_thread_view_messages_changed (self, position, removed, added);
  if (self->follows_start && position == 0 && removed == 0)
    self->anchor = (EaselThreadPlace) { 0, 0 };
  /* What the user sends is seen. */
  if (self->at_end && added > 0 && position + added == easel_thread_model_get_n_messages (self->model))
    self->follows_end = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_adjusted_cb (EaselThreadView *self)
{
  _easel_thread_view_scrolled (self);
}

static void
set_adjustment (EaselThreadView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  if (self->adjustments[orientation] == adjustment && adjustment != NULL)
    return;
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_clear_object (&self->adjustments[orientation]);
  if (adjustment == NULL)
    return;
  self->adjustments[orientation] = g_object_ref_sink (adjustment);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_adjusted_cb), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* ---- actions ---- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_thread_view_copy (EASEL_THREAD_VIEW (widget), FALSE);
}

static void
copy_plain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_thread_view_copy (EASEL_THREAD_VIEW (widget), TRUE);
}

static void
select_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_thread_view_select_all (EASEL_THREAD_VIEW (widget));
}

static void
use_selection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (widget);
  g_autofree char *text = _easel_thread_view_write (self, TRUE);

  _easel_thread_view_use (self, MIN (self->from.message, self->to.message), text);
}

static void
open_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_thread_view_open (EASEL_THREAD_VIEW (widget), g_variant_get_string (parameter, NULL));
}

static void
copy_link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_thread_view_pop_up (EASEL_THREAD_VIEW (widget));
}

static void
to_end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_thread_view_scroll_to_end (EASEL_THREAD_VIEW (widget));
}

/* ---- as a widget ---- */

static void
easel_thread_view_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 300;
}

static void
note_width (EaselThreadView *self, int width)
{
  g_autoptr (PangoLayout) layout = NULL;
  int char_width, line_height;

  if (self->measured_width == width)
    return;
  self->measured_width = width;
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "abcdefghijklmnopqrstuvwxyz eeee");
  pango_layout_get_pixel_size (layout, &char_width, &line_height);
  easel_thread_model_forget_heights (self->model, CLAMP (width - 36, 40, 720), char_width / 31.0,
                                     line_height * 1.2);
}

static void
easel_thread_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (widget);
  GtkRequisition size;

  note_width (self, width);
  _easel_thread_view_lay_out (self, width, height);
  _easel_thread_view_keep_focus (self);
  gtk_widget_get_preferred_size (self->target, NULL, &size);
  size.width = MIN (size.width, width - 12);
  gtk_widget_size_allocate (
      self->target,
      &(GtkAllocation) { gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - size.width - 6 : 6,
                         height - size.height - 6, size.width, size.height },
      -1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (self->adjustments[GTK_ORIENTATION_HORIZONTAL] != NULL)
    gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_HORIZONTAL], 0, 0, width, 1, 1, width);
}

static void
easel_thread_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (widget);
  int height = gtk_widget_get_height (widget);

  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);

      if (shown->y < height && shown->y + shown->height > 0)
        gtk_widget_snapshot_child (widget, shown->widget, snapshot);
    }
  gtk_widget_snapshot_child (widget, self->target, snapshot);
}

/* Tab goes through the buttons of one row, and then on. */
static gboolean
easel_thread_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (widget);
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (child != NULL)
    return gtk_widget_child_focus (child, direction);
  if (gtk_widget_is_focus (widget))
    return FALSE;
  return _easel_thread_view_move_focus (self, 0) || gtk_widget_grab_focus (widget);
}

static void
easel_thread_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (easel_thread_view_parent_class)->css_changed (widget, change);
  EASEL_THREAD_VIEW (widget)->measured_width = 0;
}

static void
easel_thread_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (object);

  switch (id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    case PROP_HAS_SELECTION:
      g_value_set_boolean (value, self->has_selection);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, GTK_SCROLL_MINIMUM);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_thread_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_thread_view_dispose (GObject *object)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->settle, g_source_remove);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      _easel_thread_view_clear_shown (self);
    }
  g_clear_object (&self->model);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < EASEL_THREAD_N_POOLS; i++)
    g_ptr_array_set_size (self->pools[i], 0);
  G_OBJECT_CLASS (easel_thread_view_parent_class)->dispose (object);
}

static void
easel_thread_view_finalize (GObject *object)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (object);

  g_array_unref (self->shown);
  g_clear_pointer (&self->words, g_regex_unref);
  for (guint i = 0; i < EASEL_THREAD_N_POOLS; i++)
    g_ptr_array_unref (self->pools[i]);
  G_OBJECT_CLASS (easel_thread_view_parent_class)->finalize (object);
}

static void
easel_thread_view_class_init (EaselThreadViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = easel_thread_view_get_property;
  object_class->set_property = easel_thread_view_set_property;
  object_class->dispose = easel_thread_view_dispose;
  object_class->finalize = easel_thread_view_finalize;
  widget_class->measure = easel_thread_view_measure;
  widget_class->size_allocate = easel_thread_view_size_allocate;
  widget_class->snapshot = easel_thread_view_snapshot;
  widget_class->focus = easel_thread_view_focus;
  widget_class->css_changed = easel_thread_view_css_changed;

  properties[PROP_AT_END] = g_param_spec_boolean (
      "at-end", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_SELECTION] =
      g_param_spec_boolean ("has-selection", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[USE_AS_PROMPT] = g_signal_new ("use-as-prompt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_OBJECT, G_TYPE_STRING);
  signals[PLACE_CHANGED] = g_signal_new ("place-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "thread.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "thread.copy-plain", NULL, copy_plain_action);
  gtk_widget_class_install_action (widget_class, "thread.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "thread.use-selection", NULL, use_selection_action);
  gtk_widget_class_install_action (widget_class, "thread.to-end", NULL, to_end_action);
  gtk_widget_class_install_action (widget_class, "thread.open-link", "s", open_link_action);
  gtk_widget_class_install_action (widget_class, "thread.copy-link", "s", copy_link_action);
  gtk_widget_class_install_action (widget_class, "thread.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "thread.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, GDK_NO_MODIFIER_MASK, "thread.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "thread.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "thread.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "thread.select-all", NULL);
  gtk_widget_class_set_css_name (widget_class, "threadview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
easel_thread_view_init (EaselThreadView *self)
{
  self->model = easel_thread_model_new ();
  self->shown = g_array_new (FALSE, TRUE, sizeof (EaselThreadShown));
  for (guint i = 0; i < EASEL_THREAD_N_POOLS; i++)
    self->pools[i] = g_ptr_array_new ();
  self->follows_end = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Messages"), -1);

  self->target = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->target), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (self->target, "easel-link-target");
  gtk_widget_set_can_target (self->target, FALSE);
  gtk_widget_set_visible (self->target, FALSE);
  gtk_widget_set_parent (self->target, GTK_WIDGET (self));

  g_signal_connect_object (self->model, "changed", G_CALLBACK (on_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "grown", G_CALLBACK (on_model_grown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "messages-changed", G_CALLBACK (on_messages_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.copy-plain", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.use-selection", FALSE);
  _easel_thread_view_add_input (self);
}

GtkWidget *
easel_thread_view_new (void)
{
  return g_object_new (EASEL_TYPE_THREAD_VIEW, NULL);
}

/**
 * easel_thread_view_set_rows:
 * @self: a view
 * @rows: (nullable): the rows of a message beside its blocks
 * @data: given to its functions
 * @destroy: (nullable): for @data
 *
 * To be called before the messages are set.
 */
void
easel_thread_view_set_rows (EaselThreadView *self,
                            const EaselThreadRows *rows,
                            gpointer data,
                            GDestroyNotify destroy)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  _easel_thread_view_clear_shown (self);
  easel_thread_model_set_rows (self->model, rows, data, destroy);
}

/**
 * easel_thread_view_set_messages:
 * @self: a view
 * @messages: (nullable): the messages, first to last
 * @source: how they are read; it lives longer
 *
 * Shows a thread, at its end.
 */
void
easel_thread_view_set_messages (EaselThreadView *self, GListModel *messages, const EaselThreadSource *source)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));
  g_return_if_fail (messages == NULL || source != NULL);

  _easel_thread_view_clear_shown (self);
  easel_thread_view_select_none (self);
  self->heard_message = self->focused_message = self->first_in_view = NULL;
  self->follows_end = TRUE;
  self->follows_start = FALSE;
  self->direction = 0;
  self->scrolled_at = 0;
  easel_thread_model_set_messages (self->model, messages, source);
}

/**
 * easel_thread_view_update_message:
 * @self: a view
 * @message: one of its messages
 *
 * Asks again which rows the message has beside its blocks.
 */
void
easel_thread_view_update_message (EaselThreadView *self, gpointer message)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  easel_thread_model_update (self->model, message);
}

gboolean
easel_thread_view_is_at_end (EaselThreadView *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD_VIEW (self), FALSE);

  return self->at_end;
}

void
easel_thread_view_scroll_to_end (EaselThreadView *self)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  self->follows_end = TRUE;
  self->follows_start = FALSE;
  self->direction = 0;
  self->scrolled_at = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * easel_thread_view_scroll_to_message:
 * @self: a view
 * @message: one of its messages
 *
 * Puts the first row of a message at the top third of the view.
 */
void
easel_thread_view_scroll_to_message (EaselThreadView *self, gpointer message)
{
  guint position;

  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  if (!easel_thread_model_find (self->model, message, &position))
    return;
  self->follows_end = self->follows_start = FALSE;
  self->direction = -1;
  self->scrolled_at = 0;
  self->anchor = (EaselThreadPlace) { position, 0 };
  /* Some way down also before the view has a height. */
  self->anchor_y = MAX (gtk_widget_get_height (GTK_WIDGET (self)) / 3, 32);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * easel_thread_view_get_first_in_view:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the message at the top of the view, where one
 *   can come back to; %NULL at the end
 */
gpointer
easel_thread_view_get_first_in_view (EaselThreadView *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD_VIEW (self), NULL);

  return self->follows_end ? NULL : self->first_in_view;
}

/**
 * easel_thread_view_get_message_at:
 * @self: the view
 * @y: how far below its top
 *
 * Returns: (nullable): the message that has a row there, not to be looked into,
 *   only to compare
 */
gconstpointer
easel_thread_view_get_message_at (EaselThreadView *self, double y)
{
  g_return_val_if_fail (EASEL_IS_THREAD_VIEW (self), NULL);

  for (guint i = 0; i < self->shown->len; i++)
    {
      const EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);

      if (y >= shown->y && y < shown->y + shown->height)
        return shown->message;
    }
  return NULL;
}

gboolean
easel_thread_view_has_selection (EaselThreadView *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD_VIEW (self), FALSE);

  return self->has_selection;
}

void
easel_thread_view_select_all (EaselThreadView *self)
{
  guint n;

  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  dex_future_disown (easel_thread_model_complete (self->model));
  n = easel_thread_model_get_n_messages (self->model);
  if (n > 0)
    _easel_thread_view_select (self, (EaselThreadPoint) { 0 },
                               (EaselThreadPoint) { n - 1, G_MAXUINT, G_MAXSIZE });
}

void
easel_thread_view_select_none (EaselThreadView *self)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  _easel_thread_view_select (self, (EaselThreadPoint) { 0 }, (EaselThreadPoint) { 0 });
}

void
_easel_thread_view_use (EaselThreadView *self, guint message, const char *text)
{
  g_signal_emit (self, signals[USE_AS_PROMPT], 0, easel_thread_model_get_message (self->model, message),
                 text);
}
