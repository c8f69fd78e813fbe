// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-bar-private.h"

#include "easel-part-menu.h"

#include <glib/gi18n-lib.h>

/**
 * EaselPartsBar:
 *
 * A prompt seen as its parts: chips that can be reordered, weighted, locked,
 * switched off and removed, by key and mouse. The bar only asks, by signals;
 * whoever owns the text changes it and sets the parts anew. One chip at a time
 * is in the tab order, the one that had the focus last; arrows move it.
 */
G_DEFINE_FINAL_TYPE (EaselPartsBar, easel_parts_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_MOVE,
  SIGNAL_WEIGHT,
  SIGNAL_LOCK,
  SIGNAL_OFF,
  SIGNAL_REMOVE,
  SIGNAL_ACTIVATE,
  SIGNAL_SHOW_MORE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

EaselPartChip *
_easel_parts_bar_chip_at (EaselPartsBar *self, guint index)
{
  return index < self->chips->len ? g_ptr_array_index (self->chips, index) : NULL;
}

EaselPartChip *
_easel_parts_bar_chip_of (GtkWidget *widget)
{
  GtkWidget *chip = widget != NULL ? gtk_widget_get_ancestor (widget, EASEL_TYPE_PART_CHIP) : NULL;

  return chip != NULL ? EASEL_PART_CHIP (chip) : NULL;
}

EaselPartChip *
_easel_parts_bar_focused_chip (EaselPartsBar *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self->box));

  return child != NULL ? _easel_parts_bar_chip_of (child) : NULL;
}

/* ------------------------------------------------------------ focus */

gboolean
_easel_parts_bar_focus_index (EaselPartsBar *self, int index)
{
  if (index < 0 || (guint) index >= self->chips->len)
    return FALSE;
  return gtk_widget_grab_focus (g_ptr_array_index (self->chips, (guint) index));
}

static gboolean
easel_parts_bar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (widget);
  GtkWidget *focus_child = gtk_widget_get_focus_child (GTK_WIDGET (self->box));

  if (focus_child == NULL)
    return _easel_parts_bar_focus_index (self, (int) MIN (self->last_focus, MAX (self->chips->len, 1) - 1));
  if (direction == GTK_DIR_TAB_FORWARD && focus_child != self->more_button &&
      gtk_widget_get_visible (self->more_button))
    return gtk_widget_grab_focus (self->more_button);
  if (direction == GTK_DIR_TAB_BACKWARD && focus_child == self->more_button)
    return _easel_parts_bar_focus_index (self, (int) self->last_focus);
  return FALSE;
}

static gboolean
easel_parts_bar_grab_focus (GtkWidget *widget)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (widget);

  return _easel_parts_bar_focus_index (self, (int) MIN (self->last_focus, MAX (self->chips->len, 1) - 1));
}

static void
on_focus_child_cb (EaselPartsBar *self)
{
  EaselPartChip *chip = _easel_parts_bar_focused_chip (self);

  if (chip != NULL)
    self->last_focus = easel_part_chip_get_index (chip);
}

/* ------------------------------------------------------------ object */

static void
on_more_clicked_cb (EaselPartsBar *self)
{
  guint first = self->chips->len;

  self->limit += EASEL_PARTS_BAR_SHOWN;
  g_signal_emit (self, signals[SIGNAL_SHOW_MORE], 0);
  _easel_parts_bar_focus_index (self, (int) first);
}

static void
easel_parts_bar_dispose (GObject *object)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (object);

  g_clear_weak_pointer (&self->marked);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_ptr_array_set_size (self->chips, 0);
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_PARTS_BAR);
  G_OBJECT_CLASS (easel_parts_bar_parent_class)->dispose (object);
}

static void
easel_parts_bar_finalize (GObject *object)
{
  g_ptr_array_unref (EASEL_PARTS_BAR (object)->chips);
  G_OBJECT_CLASS (easel_parts_bar_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * EaselPartsBar::move:
   * @from: the part
   * @to: the index that it is to have afterwards
   */
  signals[SIGNAL_MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_UINT);

  /**
   * EaselPartsBar::weight:
   * @index: the part
   * @weight: its new weight, from 0.1 to 2
   */
  signals[SIGNAL_WEIGHT] = g_signal_new ("weight", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         2, G_TYPE_UINT, G_TYPE_DOUBLE);

  /**
   * EaselPartsBar::lock:
   * @index: the part
   * @locked: whether it is to be locked
   */
  signals[SIGNAL_LOCK] = g_signal_new ("lock", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * EaselPartsBar::off:
   * @index: the part
   * @off: whether it is to be switched off
   */
  signals[SIGNAL_OFF] = g_signal_new ("off", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                      G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * EaselPartsBar::remove:
   * @index: the part
   */
  signals[SIGNAL_REMOVE] =
      g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * EaselPartsBar::activate:
   * @index: the part to select in the editor
   */
  signals[SIGNAL_ACTIVATE] =
      g_signal_new ("activate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * EaselPartsBar::show-more:
   *
   * Emitted when more chips are to be shown: the parts are to be set again.
   */
  signals[SIGNAL_SHOW_MORE] =
      g_signal_new ("show-more", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_parts_bar_class_init (EaselPartsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_parts_bar_dispose;
  object_class->finalize = easel_parts_bar_finalize;
  widget_class->focus = easel_parts_bar_focus;
  widget_class->grab_focus = easel_parts_bar_grab_focus;
  install_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_css_name (widget_class, "partsbar");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/parts/easel-parts-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPartsBar, window);
  gtk_widget_class_bind_template_child (widget_class, EaselPartsBar, box);
}

static void
load_css (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

      gtk_css_provider_load_from_resource (provider, RESOURCE_PREFIX "/parts/parts.css");
      gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
      g_once_init_leave (&once, 1);
    }
}

/* Style sheets cannot ask for high contrast themselves before GTK 4.20. */
static void
on_contrast_changed_cb (EaselPartsBar *self, GParamSpec *pspec, AdwStyleManager *manager)
{
  if (adw_style_manager_get_high_contrast (manager))
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "contrast");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->box), "contrast");
}

static void
easel_parts_bar_init (EaselPartsBar *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  load_css ();
  self->chips = g_ptr_array_new ();
  self->limit = EASEL_PARTS_BAR_SHOWN;
  self->wanted_focus = -1;
  self->dragged = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->more_button = gtk_button_new ();
  gtk_widget_set_visible (self->more_button, FALSE);
  gtk_widget_add_css_class (self->more_button, "flat");
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (on_more_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_wrap_box_append (self->box, self->more_button);
  g_signal_connect_object (self->box, "notify::focus-child", G_CALLBACK (on_focus_child_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (on_contrast_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_contrast_changed_cb (self, NULL, manager);
  _easel_parts_bar_add_controllers (self);
}

/**
 * easel_parts_bar_new:
 *
 * Returns: (transfer floating): a bar without parts
 */
GtkWidget *
easel_parts_bar_new (void)
{
  return g_object_new (EASEL_TYPE_PARTS_BAR, NULL);
}

/* Chips are kept and given other parts: the n-th chip is always the n-th part. */
static void
resize (EaselPartsBar *self, guint n_shown)
{
  while (self->chips->len > n_shown)
    {
      GtkWidget *chip = g_ptr_array_steal_index (self->chips, self->chips->len - 1);

      adw_wrap_box_remove (self->box, chip);
    }
  while (self->chips->len < n_shown)
    {
      GtkWidget *chip = easel_part_chip_new ();

      adw_wrap_box_insert_child_after (
          self->box, chip,
          self->chips->len > 0 ? g_ptr_array_index (self->chips, self->chips->len - 1) : NULL);
      g_ptr_array_add (self->chips, chip);
    }
}

static void
restore_focus (EaselPartsBar *self, gboolean had_focus)
{
  int wanted = self->wanted_focus;

  self->wanted_focus = -1;
  if (!had_focus || self->chips->len == 0)
    return;
  if (wanted >= 0)
    _easel_parts_bar_focus_index (self, MIN (wanted, (int) self->chips->len - 1));
  else if (_easel_parts_bar_focused_chip (self) == NULL)
    _easel_parts_bar_focus_index (self, (int) MIN (self->last_focus, self->chips->len - 1));
}

/**
 * easel_parts_bar_set_parts:
 * @self: the bar
 * @prompt: the prompt
 * @parts: (array length=n_parts): its parts, in order
 * @n_parts: how many
 *
 * Shows the parts of a prompt. Cheap if little is different: to be called as
 * the user types. Of more than 300 the first 300 are shown, then a button with
 * the number of the rest, which brings 300 more. The focus stays on the part
 * that was moved.
 */
void
easel_parts_bar_set_parts (EaselPartsBar *self, const char *prompt, const EaselPart *parts, guint n_parts)
{
  guint n_shown;
  gboolean had_focus, other_count;

  g_return_if_fail (EASEL_IS_PARTS_BAR (self));
  g_return_if_fail (prompt != NULL);
  g_return_if_fail (parts != NULL || n_parts == 0);

  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->box)) != NULL;
  other_count = self->n_parts != n_parts;
  n_shown = MIN (n_parts, self->limit);
  self->n_parts = n_parts;
  for (guint i = 0, known = self->chips->len; i < n_shown; i++)
    {
      if (i == 0)
        resize (self, n_shown);
      easel_part_chip_set_part (_easel_parts_bar_chip_at (self, i), prompt, &parts[i]);
      if (other_count || i >= known)
        easel_part_chip_set_position (_easel_parts_bar_chip_at (self, i), i, n_parts);
    }
  if (n_shown == 0)
    resize (self, 0);
  gtk_widget_set_visible (self->more_button, n_parts > n_shown);
  if (n_parts > n_shown)
    {
      guint rest = n_parts - n_shown;
      /* Translators: a button after the first 300 parts of a prompt. */
      g_autofree char *label = g_strdup_printf (ngettext ("%u More…", "%u More…", rest), rest);

      gtk_button_set_label (GTK_BUTTON (self->more_button), label);
    }
  restore_focus (self, had_focus);
  if (self->menu != NULL && gtk_widget_get_visible (self->menu) &&
      _easel_parts_bar_chip_at (self, self->last_focus) != NULL)
    easel_part_menu_update (EASEL_PART_MENU (self->menu), _easel_parts_bar_chip_at (self, self->last_focus),
                            n_parts);
}

/**
 * easel_parts_bar_set_state:
 * @self: the bar
 * @state: a prompt with its locks and switched-off parts
 *
 * Splits a prompt and shows its parts.
 */
void
easel_parts_bar_set_state (EaselPartsBar *self, const EaselPartsState *state)
{
  g_autofree EaselPart *parts = NULL;
  gsize n_parts = 0;

  g_return_if_fail (EASEL_IS_PARTS_BAR (self));
  g_return_if_fail (state != NULL);

  parts = easel_parts_split (state, &n_parts);
  easel_parts_bar_set_parts (self, state->text, parts, (guint) n_parts);
}

guint
easel_parts_bar_get_n_parts (EaselPartsBar *self)
{
  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), 0);

  return self->n_parts;
}

/**
 * easel_parts_bar_get_chip:
 * @self: the bar
 * @index: a part
 *
 * Returns: (transfer none) (nullable): its chip, if it is shown
 */
GtkWidget *
easel_parts_bar_get_chip (EaselPartsBar *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), NULL);

  return (GtkWidget *) _easel_parts_bar_chip_at (self, index);
}

/**
 * easel_parts_bar_get_focused:
 * @self: the bar
 *
 * Returns: the part whose chip has the keyboard's focus, or -1
 */
int
easel_parts_bar_get_focused (EaselPartsBar *self)
{
  EaselPartChip *chip;

  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), -1);

  chip = _easel_parts_bar_focused_chip (self);
  return chip != NULL ? (int) easel_part_chip_get_index (chip) : -1;
}

/**
 * easel_parts_bar_focus_part:
 * @self: the bar
 * @index: a part
 *
 * Gives a part's chip the keyboard's focus.
 */
void
easel_parts_bar_focus_part (EaselPartsBar *self, guint index)
{
  g_return_if_fail (EASEL_IS_PARTS_BAR (self));

  _easel_parts_bar_focus_index (self, (int) index);
}
