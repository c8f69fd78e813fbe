// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-choice-row.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-model-words.h"

#define FEW_MODELS 10 /* more are searched */

/**
 * EaselModelChoiceRow:
 *
 * Chooses the model that a kind of work uses by default, or that stands in.
 */
struct _EaselModelChoiceRow
{
  AdwComboRow parent_instance;

  /* owned */
  EaselProviderService *service;
  GPtrArray *refs; /* char *, NULL for none, in the order of the row's list */

  /* state */
  EaselPurposes kind;
  gboolean is_fallback;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselModelChoiceRow, easel_model_choice_row, ADW_TYPE_COMBO_ROW)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  EaselModelChoiceRow *row;
  DexFuture *change;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->row);
  dex_clear (&task->change);
  g_free (task);
}

static DexFuture *
change_fiber (gpointer data)
{
  Task *task = data;
  EaselModelChoiceRow *self = task->row;
  g_autoptr (GError) error = NULL;

  dex_await (g_steal_pointer (&task->change), &error);
  if (self->service == NULL)
    return NULL;
  easel_model_choice_row_refresh (self);
  g_signal_emit (self, signals[CHANGED], 0, error != NULL ? error->message : NULL);
  return NULL;
}

static void
on_selected_cb (EaselModelChoiceRow *self)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  const char *ref;
  Task *task;

  if (self->updating || self->service == NULL || at >= self->refs->len)
    return;
  ref = self->refs->pdata[at];
  task = g_new0 (Task, 1);
  task->row = g_object_ref (self);
  task->change = self->is_fallback
                     ? easel_provider_service_set_fallback_model (self->service, self->kind, ref)
                     : easel_provider_service_set_default_model (self->service, self->kind, ref);
  dex_future_disown (easel_fiber_spawn (change_fiber, task, task_free));
}

static gboolean
is_chosen (EaselModelChoiceRow *self, EaselModel *model)
{
  EaselPurposes kinds =
      self->is_fallback ? easel_model_get_fallback_for (model) : easel_model_get_default_for (model);

  return (kinds & self->kind) != 0;
}

static char *
describe (EaselModel *model)
{
  if (!easel_model_is_offered (model))
    /* Translators: the name of a model that cannot be chosen now */
    return g_strdup_printf (_ ("%s (not offered)"), easel_model_get_name (model));
  /* Translators: the name of a model, the name of its account */
  return g_strdup_printf (C_ ("model and account", "%s · %s"), easel_model_get_name (model),
                          easel_model_get_provider_name (model));
}

static void
easel_model_choice_row_dispose (GObject *object)
{
  g_clear_object (&EASEL_MODEL_CHOICE_ROW (object)->service);

  G_OBJECT_CLASS (easel_model_choice_row_parent_class)->dispose (object);
}

static void
easel_model_choice_row_finalize (GObject *object)
{
  g_ptr_array_unref (EASEL_MODEL_CHOICE_ROW (object)->refs);

  G_OBJECT_CLASS (easel_model_choice_row_parent_class)->finalize (object);
}

static void
easel_model_choice_row_class_init (EaselModelChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_model_choice_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_model_choice_row_finalize;

  /**
   * EaselModelChoiceRow::changed:
   * @self: the row
   * @problem: (nullable): a sentence that says why the choice was not kept,
   *   %NULL if it was
   *
   * Emitted when a choice was kept or refused.
   */
  signals[CHANGED] = g_signal_new ("changed", EASEL_TYPE_MODEL_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
easel_model_choice_row_init (EaselModelChoiceRow *self)
{
  g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->refs = g_ptr_array_new_with_free_func (g_free);
  /* Names of models are long, and the row is not. */
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  adw_combo_row_set_expression (ADW_COMBO_ROW (self), text);
  adw_combo_row_set_search_match_mode (ADW_COMBO_ROW (self), GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected_cb), NULL);
}

/**
 * easel_model_choice_row_new:
 * @service: what knows the models
 * @kind: one kind of work
 * @is_fallback: whether the model stands in for one that is out of reach;
 *   otherwise it is the default
 *
 * Returns: (transfer floating): a new row, which lists nothing before
 *   easel_model_choice_row_refresh()
 */
EaselModelChoiceRow *
easel_model_choice_row_new (EaselProviderService *service, EaselPurposes kind, gboolean is_fallback)
{
  EaselModelChoiceRow *self = g_object_new (EASEL_TYPE_MODEL_CHOICE_ROW, NULL);

  self->service = g_object_ref (service);
  self->kind = kind;
  self->is_fallback = is_fallback;
  return self;
}

/**
 * easel_model_choice_row_refresh:
 * @self: the row
 *
 * Lists the models that are offered now, and shows which one is chosen. The row
 * hides while there is none of its kind.
 */
void
easel_model_choice_row_refresh (EaselModelChoiceRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GListModel *models;
  guint chosen = 0;

  g_return_if_fail (EASEL_IS_MODEL_CHOICE_ROW (self));

  if (self->service == NULL)
    return;
  models = easel_provider_service_get_all_models (self->service);
  self->updating = TRUE;
  g_ptr_array_set_size (self->refs, 0);
  g_ptr_array_add (self->refs, NULL);
  gtk_string_list_append (names, self->is_fallback ? C_ ("model", "None") : C_ ("model", "Automatic"));
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);
      gboolean is_it = is_chosen (self, model);

      /* Nothing can be kept about an account that only the environment describes. */
      if ((easel_model_get_kinds (model) & self->kind) == 0 || easel_model_get_row_id (model) == 0 ||
          (!easel_model_is_offered (model) && !is_it))
        continue;
      if (is_it)
        chosen = self->refs->len;
      g_ptr_array_add (self->refs, g_strdup (easel_model_get_ref (model)));
      gtk_string_list_take (names, describe (model));
    }
  adw_combo_row_set_enable_search (ADW_COMBO_ROW (self), self->refs->len > FEW_MODELS);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), chosen);
  gtk_widget_set_visible (GTK_WIDGET (self), self->refs->len > 1);
  self->updating = FALSE;
}
