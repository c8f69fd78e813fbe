// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-part-menu.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* While the slider is dragged the weight is asked for this often at most, ms. */
#define SLIDER_REST 120

/**
 * EaselPartMenu:
 *
 * What can be done with one part of a prompt: its weight on a slider, lock,
 * switch off, move, remove. It asks by signals; it changes nothing itself.
 */
struct _EaselPartMenu
{
  GtkPopover parent_instance;

  /* Template */
  GtkLabel *title_label;
  GtkWidget *weight_box;
  GtkAdjustment *adjustment;
  GtkScale *scale;
  GtkWidget *show_button;
  GtkWidget *lock_button;
  GtkLabel *lock_label;
  GtkWidget *off_button;
  GtkLabel *off_label;
  GtkWidget *left_button;
  GtkWidget *right_button;
  GtkWidget *remove_button;

  /* State */
  guint index;
  gboolean locked;
  gboolean off;
  gboolean updating;
  guint slider_timeout;
};

G_DEFINE_FINAL_TYPE (EaselPartMenu, easel_part_menu, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_WEIGHT,
  SIGNAL_ASKED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
ask_weight (EaselPartMenu *self)
{
  if (self->slider_timeout == 0)
    return;
  g_clear_handle_id (&self->slider_timeout, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_WEIGHT], 0, self->index, gtk_adjustment_get_value (self->adjustment));
}

static gboolean
on_slider_rest_cb (gpointer user_data)
{
  ask_weight (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_weight_changed_cb (EaselPartMenu *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  double stepped = round (value * 20) / 20;

  if (self->updating)
    return;
  if (fabs (stepped - value) > 0.0001)
    {
      gtk_adjustment_set_value (self->adjustment, stepped);
      return;
    }
  if (self->slider_timeout == 0)
    self->slider_timeout = g_timeout_add (SLIDER_REST, on_slider_rest_cb, self);
}

static void
on_closed_cb (EaselPartMenu *self)
{
  ask_weight (self);
}

/* The popover goes first, so that the focus is back on the chip. */
static void
on_button_clicked_cb (EaselPartMenu *self, GtkButton *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), "easel-asks");

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_ASKED], g_quark_from_string (name), self->index);
}

static void
easel_part_menu_dispose (GObject *object)
{
  EaselPartMenu *self = EASEL_PART_MENU (object);

  g_clear_handle_id (&self->slider_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_PART_MENU);
  G_OBJECT_CLASS (easel_part_menu_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, weight_box);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, adjustment);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, scale);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, show_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, lock_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, lock_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, off_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, off_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, left_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, right_button);
  gtk_widget_class_bind_template_child (widget_class, EaselPartMenu, remove_button);
}

static void
easel_part_menu_class_init (EaselPartMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_part_menu_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/parts/easel-part-menu.ui");
  bind_children (widget_class);

  /**
   * EaselPartMenu::weight:
   * @index: the part
   * @weight: the weight that the slider rests at
   */
  signals[SIGNAL_WEIGHT] = g_signal_new ("weight", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_DOUBLE);

  /**
   * EaselPartMenu::asked:
   * @index: the part
   *
   * Emitted with a detail: `show`, `lock`, `off`, `left`, `right`, `remove`.
   */
  signals[SIGNAL_ASKED] =
      g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
easel_part_menu_init (EaselPartMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  {
    const struct
    {
      GtkWidget *button;
      const char *name;
    } buttons[] = {
      { self->show_button, "show" }, { self->lock_button, "lock" },   { self->off_button, "off" },
      { self->left_button, "left" }, { self->right_button, "right" }, { self->remove_button, "remove" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
      {
        g_object_set_data (G_OBJECT (buttons[i].button), "easel-asks", (gpointer) buttons[i].name);
        g_signal_connect_object (buttons[i].button, "clicked", G_CALLBACK (on_button_clicked_cb), self,
                                 G_CONNECT_SWAPPED);
      }
  }
  gtk_scale_add_mark (self->scale, 1, GTK_POS_BOTTOM, NULL);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_weight_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (on_closed_cb), NULL);
}

/**
 * easel_part_menu_new:
 *
 * Returns: (transfer floating): a menu, to be given a parent
 */
GtkWidget *
easel_part_menu_new (void)
{
  return g_object_new (EASEL_TYPE_PART_MENU, NULL);
}

/**
 * easel_part_menu_update:
 * @self: the menu
 * @chip: the chip that it speaks of
 * @n_parts: how many parts there are
 *
 * Shows what the part is like now.
 */
void
easel_part_menu_update (EaselPartMenu *self, EaselPartChip *chip, guint n_parts)
{
  const EaselPart *part;

  g_return_if_fail (EASEL_IS_PART_MENU (self));
  g_return_if_fail (EASEL_IS_PART_CHIP (chip));

  part = easel_part_chip_get_part (chip);
  self->index = easel_part_chip_get_index (chip);
  self->locked = part->locked;
  self->off = part->off;
  gtk_label_set_text (self->title_label, easel_part_chip_get_text (chip));
  gtk_label_set_text (self->lock_label, part->locked ? _ ("Unlock") : _ ("Lock"));
  gtk_label_set_text (self->off_label, part->off ? _ ("Switch On") : _ ("Switch Off"));
  gtk_widget_set_visible (self->weight_box, !part->parameter);
  gtk_widget_set_sensitive (self->left_button, !part->parameter && self->index > 0);
  gtk_widget_set_sensitive (self->right_button, !part->parameter && self->index + 1 < n_parts);
  gtk_widget_set_sensitive (self->remove_button, !part->locked);
  if (self->slider_timeout != 0)
    return;
  self->updating = TRUE;
  gtk_adjustment_set_value (self->adjustment, part->weight);
  self->updating = FALSE;
}

/**
 * easel_part_menu_show_chip:
 * @self: the menu, a child of one of the chip's parents
 * @chip: the chip to speak of
 * @n_parts: how many parts there are
 *
 * Opens the menu at a chip.
 */
void
easel_part_menu_show_chip (EaselPartMenu *self, EaselPartChip *chip, guint n_parts)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  graphene_rect_t bounds;

  g_return_if_fail (EASEL_IS_PART_MENU (self));

  ask_weight (self);
  easel_part_menu_update (self, chip, n_parts);
  if (gtk_widget_compute_bounds (GTK_WIDGET (chip), parent, &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self),
                                 &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                   (int) bounds.size.width, (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self));
}
