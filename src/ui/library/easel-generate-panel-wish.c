// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-panel-private.h"

#include "easel-sheet-dialog.h"

#include "easel-generate-size.h"

/* From what the panel's rows say to a request. */

EaselModel *
_easel_generate_panel_get_model (EaselGeneratePanel *self)
{
  return EASEL_MODEL (adw_combo_row_get_selected_item (self->model_row));
}

EaselPurposes
_easel_generate_panel_get_kind (EaselModel *model)
{
  return (easel_model_get_kinds (model) & EASEL_PURPOSE_IMAGE) != 0 ? EASEL_PURPOSE_IMAGE
                                                                    : EASEL_PURPOSE_VIDEO;
}

static char *
dup_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
_easel_generate_wish_free (EaselGenerateWish *wish)
{
  g_free (wish->prompt);
  g_free (wish->negative);
  g_free (wish->model);
  g_free (wish->ratio);
  g_free (wish->sampler);
  g_free (wish->quality);
  g_strfreev (wish->references);
  g_free (wish);
}

/* The chosen word of a list; NULL for the first, which is the model's own choice. */
static char *
dup_choice (AdwComboRow *row)
{
  GtkStringObject *item;

  if (!gtk_widget_get_visible (GTK_WIDGET (row)) || adw_combo_row_get_selected (row) == 0)
    return NULL;
  item = adw_combo_row_get_selected_item (row);
  return item != NULL ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

/* Whether the words are no longer those of the revision that they came from. */
gboolean
_easel_generate_panel_is_changed (EaselGeneratePanel *self)
{
  g_autofree char *prompt = dup_text (self->prompt_view);
  g_autofree char *negative = dup_text (self->negative_view);

  return g_strcmp0 (prompt, self->origin_text) != 0 || g_strcmp0 (negative, self->origin_negative) != 0;
}

static gint64
get_seed (EaselGeneratePanel *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->seed_row));
  guint64 seed;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->seed_row)) ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &seed, NULL))
    return -1;
  return (gint64) seed;
}

static void
fill_size (EaselGeneratePanel *self, EaselGenerateRequest *request)
{
  g_autofree char *size = dup_choice (self->size_row);

  if (gtk_widget_get_visible (self->size_group))
    {
      request->width = (int) adw_spin_row_get_value (self->width_row);
      request->height = (int) adw_spin_row_get_value (self->height_row);
    }
  else if (size != NULL)
    easel_generate_size_parse (size, &request->width, &request->height);
}

EaselGenerateWish *
_easel_generate_panel_make_wish (EaselGeneratePanel *self)
{
  EaselModel *model = _easel_generate_panel_get_model (self);
  EaselGenerateWish *wish;
  GtkStringObject *duration;

  if (model == NULL || self->takes == NULL)
    return NULL;
  wish = g_new0 (EaselGenerateWish, 1);
  wish->request = (EaselGenerateRequest) EASEL_GENERATE_REQUEST_INIT;
  wish->prompt = dup_text (self->prompt_view);
  wish->negative = gtk_widget_get_visible (self->negative_group) ? dup_text (self->negative_view) : NULL;
  wish->model = g_strdup (easel_model_get_ref (model));
  wish->ratio = dup_choice (self->ratio_row);
  wish->sampler = dup_choice (self->sampler_row);
  wish->quality = dup_choice (self->quality_row);
  wish->request.model = wish->model;
  wish->request.kind = _easel_generate_panel_get_kind (model);
  wish->request.prompt = wish->prompt;
  wish->request.negative = wish->negative != NULL && *wish->negative != '\0' ? wish->negative : NULL;
  wish->request.ratio = wish->ratio;
  wish->request.sampler = wish->sampler;
  wish->request.quality = wish->quality;
  wish->request.count = (guint) adw_spin_row_get_value (self->count_row);
  wish->request.seed = get_seed (self);
  wish->request.spend = self->spend;
  wish->request.prompt_id = self->prompt_id;
  wish->request.revision_id = self->revision_id;
  wish->request.changed = _easel_generate_panel_is_changed (self);
  wish->request.previews = gtk_widget_get_visible (GTK_WIDGET (self->previews_row)) &&
                           adw_switch_row_get_active (self->previews_row);
  if (gtk_widget_get_visible (GTK_WIDGET (self->steps_row)))
    wish->request.steps = (int) adw_spin_row_get_value (self->steps_row);
  if (gtk_widget_get_visible (GTK_WIDGET (self->guidance_row)))
    wish->request.guidance = adw_spin_row_get_value (self->guidance_row);
  fill_size (self, &wish->request);
  duration = adw_combo_row_get_selected_item (self->duration_row);
  if (gtk_widget_get_visible (GTK_WIDGET (self->duration_row)) && duration != NULL)
    wish->request.duration = g_ascii_strtod (gtk_string_object_get_string (duration), NULL);
  if (self->references->len > 0 && self->takes->max_references > 0)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

      for (guint i = 0; i < MIN (self->references->len, self->takes->max_references); i++)
        g_strv_builder_add (builder, g_ptr_array_index (self->references, i));
      wish->references = g_strv_builder_end (builder);
      wish->request.references = (const char *const *) wish->references;
    }
  return wish;
}

/* ---- two revisions ---- */

/* A page that was never laid out has no room for a dialog yet. */
static gboolean
on_wanted_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselGeneratePanel *self = EASEL_GENERATE_PANEL (widget);
  g_autofree char *revisions = NULL;
  g_autoptr (EaselGenerateWish) wish = NULL;
  EaselSheetDialog *dialog;

  if (self->wanted_revisions != NULL && gtk_widget_get_width (widget) <= 0)
    return G_SOURCE_CONTINUE;
  revisions = g_steal_pointer (&self->wanted_revisions);
  wish = revisions != NULL && self->takes != NULL ? _easel_generate_panel_make_wish (self) : NULL;
  if (wish == NULL)
    return G_SOURCE_REMOVE;
  dialog = easel_sheet_dialog_new (self->context, &wish->request, self->takes);
  easel_sheet_dialog_set_revisions (dialog, revisions);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
  return G_SOURCE_REMOVE;
}

/*
 * What the panel asks for is known: the sheet that was wanted of it can be.
 */
void
_easel_generate_panel_show_wanted_sheet (EaselGeneratePanel *self)
{
  if (self->wanted_revisions != NULL && self->takes != NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_wanted_tick_cb, NULL, NULL);
}

/**
 * easel_generate_panel_vary_revisions:
 * @self: the panel, whose prompt is set
 * @older: the number of a revision of it
 * @newer: the number of another
 *
 * Asks for a sheet of the two, with equal seeds, as soon as the panel knows what
 * its model takes.
 */
void
easel_generate_panel_vary_revisions (EaselGeneratePanel *self, guint older, guint newer)
{
  g_return_if_fail (EASEL_IS_GENERATE_PANEL (self));

  g_free (self->wanted_revisions);
  self->wanted_revisions = g_strdup_printf ("%u, %u", older, newer);
  _easel_generate_panel_update_price (self);
}
