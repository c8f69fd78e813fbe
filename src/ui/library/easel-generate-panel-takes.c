// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-panel-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "easel-generate-size.h"

/* The panel's rows: only what the chosen model takes. */

/* A list of choices, the first of which leaves it to the model. */
static void
show_choices (AdwComboRow *row, const char *const *words)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  if (words != NULL && words[0] != NULL)
    {
      gtk_string_list_append (list, _ ("The model’s own"));
      gtk_string_list_splice (list, 1, 0, words);
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (row), words != NULL && words[0] != NULL);
}

static void
show_durations (EaselGeneratePanel *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  GArray *durations = self->takes->durations;

  for (guint i = 0; durations != NULL && i < durations->len; i++)
    gtk_string_list_take (list, g_strdup_printf ("%g", g_array_index (durations, double, i)));
  if (durations == NULL && self->takes->max_duration > 0)
    for (double d = MAX (1, ceil (self->takes->min_duration)); d <= self->takes->max_duration; d++)
      gtk_string_list_take (list, g_strdup_printf ("%g", d));
  adw_combo_row_set_model (self->duration_row, G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (self->duration_row),
                          g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
}

void
_easel_generate_panel_show_size (EaselGeneratePanel *self)
{
  g_autofree char *text = g_strdup_printf ("%d × %d", (int) adw_spin_row_get_value (self->width_row),
                                           (int) adw_spin_row_get_value (self->height_row));

  gtk_label_set_label (self->size_label, text);
}

void
_easel_generate_panel_choose_shape (EaselGeneratePanel *self)
{
  int width, height;

  if (self->updating || self->takes == NULL)
    return;
  easel_generate_size_find (
      self->takes, (EaselGenerateShape) adw_toggle_group_get_active (self->shape_toggles), &width, &height);
  adw_spin_row_set_value (self->width_row, width);
  adw_spin_row_set_value (self->height_row, height);
  _easel_generate_panel_show_size (self);
  _easel_generate_panel_note_change (self);
}

static void
show_sizes (EaselGeneratePanel *self)
{
  const EaselModelTakes *takes = self->takes;
  gboolean any = (takes->takes & EASEL_TAKES_SIZE) != 0;
  double least = takes->min_side > 0 ? takes->min_side : 64;
  double most = takes->max_side > 0 ? takes->max_side : 8192;
  double step = takes->multiple > 0 ? takes->multiple : 8;

  gtk_widget_set_visible (self->size_group, any);
  gtk_widget_set_visible (GTK_WIDGET (self->width_row), any);
  gtk_widget_set_visible (GTK_WIDGET (self->height_row), any);
  adw_spin_row_set_range (self->width_row, least, most);
  adw_spin_row_set_range (self->height_row, least, most);
  gtk_adjustment_set_step_increment (adw_spin_row_get_adjustment (self->width_row), step);
  gtk_adjustment_set_step_increment (adw_spin_row_get_adjustment (self->height_row), step);
  show_choices (self->size_row, any ? NULL : (const char *const *) takes->sizes);
  show_choices (self->ratio_row, any ? NULL : (const char *const *) takes->ratios);
}

/* What is written there and not sent is said, not dropped. */
void
_easel_generate_panel_show_negative (EaselGeneratePanel *self)
{
  gboolean taken = self->takes == NULL || (self->takes->takes & EASEL_TAKES_NEGATIVE) != 0;
  gboolean written = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->negative_view)) > 0;

  gtk_widget_set_visible (self->negative_group, taken);
  gtk_widget_set_visible (self->negative_note, !taken && written);
}

void
_easel_generate_panel_show_takes (EaselGeneratePanel *self)
{
  const EaselModelTakes *takes = self->takes;
  gboolean steps = (takes->takes & EASEL_TAKES_STEPS) != 0;
  gboolean guidance = (takes->takes & EASEL_TAKES_GUIDANCE) != 0;
  /* Where they cost nothing they come unasked. */
  gboolean previews = (takes->takes & EASEL_TAKES_PREVIEWS) != 0 &&
                      !easel_model_is_free (_easel_generate_panel_get_model (self));

  self->updating = TRUE;
  _easel_generate_panel_show_negative (self);
  gtk_widget_set_visible (GTK_WIDGET (self->seed_row), (takes->takes & EASEL_TAKES_SEED) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->steps_row), steps);
  gtk_widget_set_visible (GTK_WIDGET (self->guidance_row), guidance);
  adw_spin_row_set_range (self->steps_row, MAX (takes->min_steps, 1),
                          takes->max_steps > 0 ? takes->max_steps : 200);
  adw_spin_row_set_value (self->steps_row, takes->default_steps > 0 ? takes->default_steps : 28);
  adw_spin_row_set_range (self->guidance_row, isnan (takes->min_guidance) ? 0 : takes->min_guidance,
                          isnan (takes->max_guidance) ? 30 : takes->max_guidance);
  adw_spin_row_set_value (self->guidance_row, isnan (takes->default_guidance) ? 5 : takes->default_guidance);
  show_sizes (self);
  show_choices (self->sampler_row, (const char *const *) takes->samplers);
  show_choices (self->quality_row, (const char *const *) takes->qualities);
  gtk_widget_set_visible (GTK_WIDGET (self->previews_row), previews);
  show_durations (self);
  gtk_widget_set_visible (GTK_WIDGET (self->references_group), takes->max_references > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->advanced_row),
                          steps || guidance || previews || gtk_widget_get_visible (self->size_group) ||
                              gtk_widget_get_visible (GTK_WIDGET (self->sampler_row)) ||
                              gtk_widget_get_visible (GTK_WIDGET (self->quality_row)));
  self->updating = FALSE;
  _easel_generate_panel_choose_shape (self);
  _easel_generate_panel_update_price (self);
}
