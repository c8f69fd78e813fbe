// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-item.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-format.h"

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
  GtkLabel *default_label;
  GtkToggleButton *star_button;

  /* owned */
  EaselProviderService *service;
  EaselModel *model;
};

G_DEFINE_FINAL_TYPE (EaselModelItem, easel_model_item, ADW_TYPE_BIN)

static char *
describe_price (EaselModel *model)
{
  gint64 input = easel_model_estimate_cost (model, 1000000, 0);
  gint64 output = easel_model_estimate_cost (model, 0, 1000000);
  g_autofree char *in = NULL;
  g_autofree char *out = NULL;

  if (easel_model_is_free (model))
    return easel_format_money (0);
  if (input < 0 || output < 0)
    return easel_format_money (-1);
  in = easel_format_money (input);
  out = easel_format_money (output);
  /* Translators: two prices for a million tokens, of what goes in and of what comes out */
  return g_strdup_printf (_ ("%s in, %s out"), in, out);
}

/* "$2.00 in, $10.00 out · 1 M context · Vision" */
static char *
describe_model (EaselModel *model)
{
  EaselCapabilities capabilities = easel_model_get_capabilities (model);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) strings = NULL;

  g_strv_builder_take (parts, describe_price (model));
  if (easel_model_get_context_size (model) > 0)
    {
      g_autofree char *size = easel_format_tokens (easel_model_get_context_size (model));

      /* Translators: how much a model can read, such as "128 k context" */
      g_strv_builder_take (parts, g_strdup_printf (_ ("%s context"), size));
    }
  if ((capabilities & EASEL_CAPABILITY_VISION) != 0)
    g_strv_builder_add (parts, C_ ("capability", "Vision"));
  if ((capabilities & EASEL_CAPABILITY_REASONING) != 0)
    g_strv_builder_add (parts, C_ ("capability", "Reasoning"));
  strings = g_strv_builder_end (parts);
  return g_strjoinv (" · ", strings);
}

static void
update (EaselModelItem *self)
{
  gboolean is_default;
  g_autofree char *caption = NULL;
  g_autofree char *label = NULL;

  if (self->model == NULL)
    return;

  is_default = easel_model_is_default (self->model);
  caption = describe_model (self->model);
  gtk_label_set_label (self->name_label, easel_model_get_name (self->model));
  gtk_label_set_label (self->caption_label, caption);
  gtk_widget_set_visible (GTK_WIDGET (self->default_label), is_default);
  gtk_toggle_button_set_active (self->star_button, is_default);
  gtk_button_set_icon_name (GTK_BUTTON (self->star_button),
                            is_default ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star_button),
                               is_default ? _ ("Used unless you choose another") : _ ("Use as Default"));
  /* Translators: %s is the name of a model */
  label = g_strdup_printf (_ ("Default model: %s"), easel_model_get_name (self->model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

typedef struct
{
  EaselModelItem *item;
  EaselModel *model;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->item);
  g_object_unref (task->model);
  g_free (task);
}

static DexFuture *
set_default_fiber (gpointer data)
{
  Task *task = data;
  EaselModelItem *self = task->item;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_provider_service_set_default_model (self->service, EASEL_PURPOSE_LLM,
                                                            easel_model_get_ref (task->model)),
                  &error) &&
      self->model != NULL &&
      g_strcmp0 (easel_model_get_ref (self->model), easel_model_get_ref (task->model)) == 0)
    {
      gtk_label_set_label (self->problem_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
    }
  update (self);
  return NULL;
}

static void
on_star_clicked_cb (EaselModelItem *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  if (self->model != NULL && !easel_model_is_default (self->model))
    {
      Task *task = g_new0 (Task, 1);

      task->item = g_object_ref (self);
      task->model = g_object_ref (self->model);
      dex_future_disown (easel_fiber_spawn (set_default_fiber, task, task_free));
    }
  /* The star follows the model, not the click. */
  update (self);
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
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, default_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelItem, star_button);
  gtk_widget_class_bind_template_callback (widget_class, on_star_clicked_cb);
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

  if (!g_set_object (&self->model, model))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  update (self);
}
