// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-part-chip.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A longer part is cut when it is shown or read out, in characters. */
#define LONGEST_SHOWN 120

/**
 * EaselPartChip:
 *
 * One part of a prompt, as a chip of #EaselPartsBar: its words, its weight if
 * it has one, a padlock, and a line through it while it is switched off.
 */
struct _EaselPartChip
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *lock_image;
  GtkLabel *text_label;
  GtkLabel *weight_label;

  /* Owned */
  char *text;

  /* State */
  EaselPart part;
  guint index;
};

G_DEFINE_FINAL_TYPE (EaselPartChip, easel_part_chip, GTK_TYPE_WIDGET)

static gboolean
has_weight (const EaselPart *part)
{
  return fabs (part->weight - 1) > 0.001;
}

/* The words in one line, without their weight. */
static char *
one_line (const char *prompt, EaselSpan span)
{
  g_autofree char *text = g_strndup (prompt + span.start, span.length);

  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_isspace (*c))
      *c = ' ';
  if (g_utf8_strlen (text, -1) > LONGEST_SHOWN)
    {
      g_autofree char *cut = g_utf8_substring (text, 0, LONGEST_SHOWN);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&text);
}

static void
set_class (EaselPartChip *self, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

static gboolean
on_query_tooltip_cb (EaselPartChip *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (self->text_label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->text);
  return TRUE;
}

static void
easel_part_chip_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_PART_CHIP);
  G_OBJECT_CLASS (easel_part_chip_parent_class)->dispose (object);
}

static void
easel_part_chip_finalize (GObject *object)
{
  g_free (EASEL_PART_CHIP (object)->text);
  G_OBJECT_CLASS (easel_part_chip_parent_class)->finalize (object);
}

static void
easel_part_chip_class_init (EaselPartChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_part_chip_dispose;
  object_class->finalize = easel_part_chip_finalize;
  gtk_widget_class_set_css_name (widget_class, "partchip");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/parts/easel-part-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPartChip, lock_image);
  gtk_widget_class_bind_template_child (widget_class, EaselPartChip, text_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPartChip, weight_label);
}

static void
easel_part_chip_init (EaselPartChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
}

/**
 * easel_part_chip_new:
 *
 * Returns: (transfer floating): a chip without a part
 */
GtkWidget *
easel_part_chip_new (void)
{
  return g_object_new (EASEL_TYPE_PART_CHIP, NULL);
}

/**
 * easel_part_chip_describe:
 * @self: the chip
 *
 * Returns: (transfer full): the part for those who hear it: "castle, weight
 *   1.3, locked"
 */
char *
easel_part_chip_describe (EaselPartChip *self)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (EASEL_IS_PART_CHIP (self), NULL);

  text = g_string_new (self->text);
  if (has_weight (&self->part))
    {
      g_autofree char *number = easel_parts_format_weight (self->part.weight);

      g_string_append (text, ", ");
      /* Translators: of a part of a prompt: a number from 0.1 to 2. */
      g_string_append_printf (text, _ ("weight %s"), number);
    }
  if (self->part.locked)
    g_string_append_printf (text, ", %s", _ ("locked"));
  if (self->part.off)
    g_string_append_printf (text, ", %s", _ ("switched off"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * easel_part_chip_set_part:
 * @self: the chip
 * @prompt: the prompt that the part's spans are in
 * @part: the part
 *
 * Shows a part. Cheap if it looks as it did: this is called as the user types.
 */
void
easel_part_chip_set_part (EaselPartChip *self, const char *prompt, const EaselPart *part)
{
  g_autofree char *text = NULL, *spoken = NULL, *weight = NULL;
  gboolean same;

  g_return_if_fail (EASEL_IS_PART_CHIP (self));
  g_return_if_fail (prompt != NULL && part != NULL);

  text = one_line (prompt, part->content.length > 0 ? part->content : part->text);
  same = self->text != NULL && g_str_equal (self->text, text) &&
         fabs (part->weight - self->part.weight) < 0.001 && part->locked == self->part.locked &&
         part->off == self->part.off && part->parameter == self->part.parameter;
  self->part = *part;
  if (same)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  gtk_label_set_text (self->text_label, self->text);
  weight = easel_parts_format_weight (part->weight);
  gtk_label_set_text (self->weight_label, weight);
  gtk_widget_set_visible (GTK_WIDGET (self->weight_label), has_weight (part));
  gtk_widget_set_visible (self->lock_image, part->locked);
  set_class (self, "off", part->off);
  set_class (self, "locked", part->locked);
  set_class (self, "parameter", part->parameter);
  spoken = easel_part_chip_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * easel_part_chip_set_position:
 * @self: the chip
 * @index: its index among the parts
 * @n_parts: how many parts there are
 */
void
easel_part_chip_set_position (EaselPartChip *self, guint index, guint n_parts)
{
  g_return_if_fail (EASEL_IS_PART_CHIP (self));

  self->index = index;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) index + 1,
                                  GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) n_parts, -1);
}

guint
easel_part_chip_get_index (EaselPartChip *self)
{
  g_return_val_if_fail (EASEL_IS_PART_CHIP (self), 0);

  return self->index;
}

/**
 * easel_part_chip_get_part:
 * @self: the chip
 *
 * Returns: (transfer none): its part
 */
const EaselPart *
easel_part_chip_get_part (EaselPartChip *self)
{
  g_return_val_if_fail (EASEL_IS_PART_CHIP (self), NULL);

  return &self->part;
}

/**
 * easel_part_chip_get_text:
 * @self: the chip
 *
 * Returns: (transfer none): its words in one line
 */
const char *
easel_part_chip_get_text (EaselPartChip *self)
{
  g_return_val_if_fail (EASEL_IS_PART_CHIP (self), NULL);

  return self->text;
}
