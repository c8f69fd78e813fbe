// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-row-widget.h"

#include <glib/gi18n.h>

#include "easel-format.h"
#include "easel-model-words.h"

/**
 * EaselModelRowWidget:
 *
 * A model in a list: its name above who offers it, what it can do, and the
 * price.
 */
struct _EaselModelRowWidget
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *name_label;
  GtkImage *default_image;
  GtkLabel *caption_label;
  GtkWidget *badge_box;
  GtkLabel *price_label;
  GtkWidget *current_image;
};

G_DEFINE_FINAL_TYPE (EaselModelRowWidget, easel_model_row_widget, ADW_TYPE_BIN)

static void
easel_model_row_widget_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_MODEL_ROW_WIDGET);

  G_OBJECT_CLASS (easel_model_row_widget_parent_class)->dispose (object);
}

static void
easel_model_row_widget_class_init (EaselModelRowWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_model_row_widget_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/prompt/easel-model-row-widget.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, name_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, default_image);
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, caption_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, badge_box);
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, price_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelRowWidget, current_image);
}

static void
easel_model_row_widget_init (EaselModelRowWidget *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
easel_model_row_widget_new (void)
{
  return g_object_new (EASEL_TYPE_MODEL_ROW_WIDGET, NULL);
}

static char *
describe (EaselModel *model)
{
  g_autofree char *size = NULL;

  if (easel_model_is_sandbox (model))
    return g_strdup (_ ("Rule-based, not a language model"));
  if (easel_model_get_context_size (model) <= 0)
    return g_strdup (easel_model_get_provider_name (model));
  size = easel_format_tokens (easel_model_get_context_size (model));
  /* Translators: how much a model can read at once, such as "128 k" */
  return g_strdup_printf (_ ("%s context"), size);
}

/**
 * easel_model_row_widget_show:
 * @self: a row
 * @model: what it shows
 * @price: what a run would cost, in words
 * @lack: (nullable): why it cannot be chosen
 * @current: whether it is the chosen one
 */
void
easel_model_row_widget_show (
    EaselModelRowWidget *self, EaselModel *model, const char *price, const char *lack, gboolean current)
{
  g_autofree char *caption = lack != NULL ? g_strdup (lack) : describe (model);

  gtk_label_set_label (self->name_label, easel_model_get_name (model));
  gtk_label_set_label (self->caption_label, caption);
  gtk_label_set_label (self->price_label, price);
  gtk_widget_set_sensitive (GTK_WIDGET (self), lack == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->default_image), easel_model_is_default (model));
  /* What most models can says little of one. */
  easel_model_words_show_badges (GTK_BOX (self->badge_box), model,
                                 EASEL_CAPABILITY_VISION | EASEL_CAPABILITY_REASONING |
                                     EASEL_CAPABILITY_IMAGE);
  gtk_widget_set_opacity (self->current_image, current ? 1.0 : 0.0);
}
