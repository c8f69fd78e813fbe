// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pull-row.h"

#include <glib/gi18n.h>

/**
 * EaselPullRow:
 *
 * A model that is fetched: how far it is, and a button to stop it; or why it
 * failed, and a button to take it away.
 */
struct _EaselPullRow
{
  AdwActionRow parent_instance;

  /* children */
  GtkWidget *bar;
  GtkWidget *button;

  /* owned */
  EaselModelPull *pull;
};

G_DEFINE_FINAL_TYPE (EaselPullRow, easel_pull_row, ADW_TYPE_ACTION_ROW)

enum
{
  FORGOTTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
describe (EaselModelPull *pull)
{
  gint64 total = easel_model_pull_get_total (pull);
  g_autofree char *part = g_format_size ((guint64) easel_model_pull_get_completed (pull));
  g_autofree char *whole = g_format_size ((guint64) total);

  if (easel_model_pull_get_error (pull) != NULL)
    return g_strdup (easel_model_pull_get_error (pull)->message);
  if (total == 0)
    return g_strdup (_ ("Starting…"));
  if (easel_model_pull_get_completed (pull) >= total)
    return g_strdup (_ ("Checking…"));
  /* Translators: two sizes, as in "1.2 GB of 4.7 GB" */
  return g_strdup_printf (_ ("%s of %s"), part, whole);
}

static void
update (EaselPullRow *self)
{
  gboolean runs = easel_model_pull_get_state (self->pull) == EASEL_MODEL_PULL_RUNNING;
  gint64 total = easel_model_pull_get_total (self->pull);
  g_autofree char *subtitle = describe (self->pull);
  const char *action = runs ? _ ("Stop") : _ ("Dismiss");
  /* Translators: %s is the name of a model */
  g_autofree char *label =
      g_strdup_printf (runs ? _ ("Stop %s") : _ ("Dismiss %s"), easel_model_pull_get_model (self->pull));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (self->bar, runs);
  gtk_progress_bar_set_fraction (
      GTK_PROGRESS_BAR (self->bar),
      total > 0 ? (double) easel_model_pull_get_completed (self->pull) / (double) total : 0);
  gtk_button_set_label (GTK_BUTTON (self->button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
on_button_clicked_cb (EaselPullRow *self)
{
  if (easel_model_pull_get_state (self->pull) == EASEL_MODEL_PULL_RUNNING)
    easel_model_pull_stop (self->pull);
  else
    g_signal_emit (self, signals[FORGOTTEN], 0);
}

static void
easel_pull_row_dispose (GObject *object)
{
  g_clear_object (&EASEL_PULL_ROW (object)->pull);

  G_OBJECT_CLASS (easel_pull_row_parent_class)->dispose (object);
}

static void
easel_pull_row_class_init (EaselPullRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_pull_row_dispose;

  /**
   * EaselPullRow::forgotten:
   * @self: the row
   *
   * Emitted when one that failed is to be taken away.
   */
  signals[FORGOTTEN] =
      g_signal_new ("forgotten", EASEL_TYPE_PULL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_pull_row_init (EaselPullRow *self)
{
  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->bar, 72, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Download"),
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->bar);

  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
}

/**
 * easel_pull_row_new:
 * @pull: what is fetched
 *
 * Returns: (transfer floating): a new row
 */
EaselPullRow *
easel_pull_row_new (EaselModelPull *pull)
{
  EaselPullRow *self = g_object_new (EASEL_TYPE_PULL_ROW, NULL);

  self->pull = g_object_ref (pull);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), easel_model_pull_get_model (pull));
  g_signal_connect_object (pull, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/**
 * easel_pull_row_get_pull:
 * @self: a row
 *
 * Returns: (transfer none): what is fetched
 */
EaselModelPull *
easel_pull_row_get_pull (EaselPullRow *self)
{
  g_return_val_if_fail (EASEL_IS_PULL_ROW (self), NULL);

  return self->pull;
}
