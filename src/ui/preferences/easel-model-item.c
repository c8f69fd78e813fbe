// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-item.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-model-words.h"

/**
 * EaselModelItem:
 *
 * One model of an account: its name, what is known of it, and the star that
 * makes it the default.
 */
struct _EaselModelItem
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *name_label;
  GtkLabel *caption_label;
  GtkLabel *problem_label;
  GtkWidget *badge_box;
  GtkToggleButton *star_button;
  GtkSwitch *enabled_switch;

  /* owned */
  EaselProviderService *service;
  EaselModel *model;

  /* state */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselModelItem, easel_model_item, ADW_TYPE_BIN)

/* The kind of work that the star is for: a model's own, or its first. */
static EaselPurposes
get_kind (EaselModel *model)
{
  EaselPurposes kinds = easel_model_get_kinds (model);

  return (EaselPurposes) (kinds & -(int) kinds);
}

static gboolean
is_default (EaselModel *model)
{
  return (easel_model_get_default_for (model) & get_kind (model)) != 0;
}

static void
update_star (EaselModelItem *self)
{
  gboolean active = is_default (self->model);
  const char *kind = easel_model_words_kind (get_kind (self->model));
  g_autofree char *tooltip = NULL;
  g_autofree char *label = NULL;

  gtk_toggle_button_set_active (self->star_button, active);
  gtk_button_set_icon_name (GTK_BUTTON (self->star_button),
                            active ? "starred-symbolic" : "non-starred-symbolic");
  if (get_kind (self->model) == EASEL_PURPOSE_LLM)
    tooltip = g_strdup (active ? _ ("Used unless you choose another") : _ ("Use as Default"));
  else
    /* Translators: a kind of work, such as "Pictures" */
    tooltip = g_strdup_printf (active ? _ ("Default for %s") : _ ("Use as Default for %s"), kind);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star_button), tooltip);
  /* Translators: %s is the name of a model */
  label = g_strdup_printf (_ ("Default model: %s"), easel_model_get_name (self->model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
update (EaselModelItem *self)
{
  g_autofree char *caption = NULL;
  g_autofree char *label = NULL;
  gboolean stored, can_serve;

  if (self->model == NULL)
    return;

  stored = easel_model_get_row_id (self->model) != 0;
  can_serve = easel_model_get_enabled (self->model) && easel_model_is_available (self->model);
  caption = easel_model_words_caption (self->model);
  gtk_label_set_label (self->name_label, easel_model_get_name (self->model));
  gtk_label_set_label (self->caption_label, caption);
  if (can_serve)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_label), "dimmed");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "dimmed");
  easel_model_words_show_badges (GTK_BOX (self->badge_box), self->model, EASEL_MODEL_ALL_BADGES);
  update_star (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->star_button), stored);
  gtk_widget_set_visible (GTK_WIDGET (self->enabled_switch), stored);
  self->updating = TRUE;
  gtk_switch_set_active (self->enabled_switch, easel_model_get_enabled (self->model));
  gtk_switch_set_state (self->enabled_switch, easel_model_get_enabled (self->model));
  self->updating = FALSE;
  /* Translators: %s is the name of a model */
  label = g_strdup_printf (_ ("Offer %s"), easel_model_get_name (self->model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled_switch), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

typedef struct
{
  EaselModelItem *item;
  EaselModel *model;
  gboolean flag;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->item);
  g_object_unref (task->model);
  g_free (task);
}

static void
finish (EaselModelItem *self, EaselModel *model, const GError *error)
{
  if (self->model != model)
    return;
  if (error != NULL)
    gtk_label_set_label (self->problem_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);
  update (self);
}

static DexFuture *
set_default_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_provider_service_set_default_model (task->item->service, get_kind (task->model),
                                                       easel_model_get_ref (task->model)),
             &error);
  finish (task->item, task->model, error);
  return NULL;
}

static DexFuture *
set_enabled_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_provider_service_set_model_enabled (task->item->service, easel_model_get_ref (task->model),
                                                       task->flag),
             &error);
  finish (task->item, task->model, error);
  return NULL;
}

static void
start (EaselModelItem *self, DexFiberFunc func, gboolean flag)
{
  Task *task = g_new0 (Task, 1);

  task->item = g_object_ref (self);
  task->model = g_object_ref (self->model);
  task->flag = flag;
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static void
on_star_clicked_cb (EaselModelItem *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  if (self->model != NULL && !is_default (self->model))
    start (self, set_default_fiber, TRUE);
  /* The star follows the model, not the click. */
  update (self);
}

static gboolean
on_state_set_cb (EaselModelItem *self, gboolean state)
{
  if (self->updating || self->model == NULL || state == easel_model_get_enabled (self->model))
    return FALSE;
  start (self, set_enabled_fiber, state);
  return TRUE;
}

static void
easel_model_item_dispose (GObject *object)
{
  EaselModelItem *self = EASEL_MODEL_ITEM (object);

  g_clear_object (&self->model);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_MODEL_ITEM);

  G_OBJECT_CLASS (easel_model_item_parent_class)->dispose (object);
}

static void
easel_model_item_class_init (EaselModelItemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_model_item_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-model-item.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, name_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, caption_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, badge_box);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, star_button);
  gtk_widget_class_bind_template_callback (widget_class, on_star_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_state_set_cb);
}

static void
easel_model_item_init (EaselModelItem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_model_item_new:
 * @service: what knows the models
 *
 * Returns: (transfer floating): a new item without a model
 */
EaselModelItem *
easel_model_item_new (EaselProviderService *service)
{
  EaselModelItem *self = g_object_new (EASEL_TYPE_MODEL_ITEM, NULL);

  self->service = g_object_ref (service);
  return self;
}

/**
 * easel_model_item_set_model:
 * @self: the item
 * @model: (nullable): what it shows
 */
void
easel_model_item_set_model (EaselModelItem *self, EaselModel *model)
{
  g_return_if_fail (EASEL_IS_MODEL_ITEM (self));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  update (self);
}
