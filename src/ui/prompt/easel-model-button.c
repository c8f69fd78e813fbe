// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-button.h"

#include <glib/gi18n.h>

#include "easel-tooltip.h"

/**
 * EaselModelButton:
 *
 * Shows which model answers, and opens the list of the others. The choice is
 * remembered; when the chosen model is gone the default takes its place.
 */
struct _EaselModelButton
{
  AdwBin parent_instance;

  /* children */
  GtkMenuButton *button;
  GtkLabel *label;
  EaselModelChooser *chooser;
  GtkWidget *notice_image;

  /* owned */
  EaselContext *context;
  EaselModel *model;
  char *chosen; /* what the user chose here, whether it can be used or not */
  char *notice;

  /* borrowed */
  const char *setting;
  EaselModelEstimateFunc estimate;
  gpointer estimate_data;

  /* state */
  EaselCapabilities needs;
  gboolean told;
};

G_DEFINE_FINAL_TYPE (EaselModelButton, easel_model_button, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

enum
{
  PROP_0,
  PROP_MODEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
show_model (EaselModelButton *self, EaselModel *model)
{
  const char *name = model != NULL ? easel_model_get_name (model) : _ ("No Model");
  g_autofree char *description = NULL;
  gboolean same = self->model == model;

  g_set_object (&self->model, model);
  if (same && g_strcmp0 (gtk_label_get_label (self->label), name) == 0)
    return;
  gtk_label_set_label (self->label, name);
  /* Translators: %s is the name of a model */
  description = g_strdup_printf (_ ("Model: %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/* In the window's words, once it is seen. */
static void
tell_notice (EaselModelButton *self)
{
  if (self->told || self->notice == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->told = TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.notice", "s", self->notice);
}

/* Another model than the user chose is never used in silence. */
static void
show_notice (EaselModelButton *self, const char *notice)
{
  if (!g_set_str (&self->notice, notice))
    return;
  gtk_widget_set_visible (self->notice_image, notice != NULL);
  easel_tooltip_set (GTK_WIDGET (self->button), notice != NULL ? notice : _ ("Choose a Model (Ctrl+M)"));
  if (self->chooser != NULL)
    easel_model_chooser_set_notice (self->chooser, notice);
  self->told = FALSE;
  tell_notice (self);
}

static void
on_models_changed_cb (EaselModelButton *self)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autofree char *notice = NULL;
  g_autoptr (EaselModel) model = easel_provider_service_choose_model (
      providers, EASEL_PURPOSE_LLM,
      self->chosen != NULL    ? self->chosen
      : self->setting != NULL ? easel_context_get_setting (self->context, self->setting)
                              : NULL,
      &notice);

  show_model (self, model);
  show_notice (self, notice);
}

static void
on_model_chosen_cb (EaselModelButton *self, EaselModel *model)
{
  gtk_menu_button_popdown (self->button);
  g_set_str (&self->chosen, easel_model_get_ref (model));
  show_model (self, model);
  show_notice (self, NULL);
  if (self->setting != NULL)
    dex_future_disown (easel_context_set_setting (self->context, self->setting, easel_model_get_ref (model)));
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  EaselModelButton *self = user_data;

  if (self->chooser == NULL && self->context != NULL)
    {
      self->chooser = easel_model_chooser_new (self->context);
      g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (on_model_chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, GTK_WIDGET (self->chooser));
      easel_model_chooser_set_notice (self->chooser, self->notice);
    }
  if (self->chooser != NULL)
    {
      easel_model_chooser_set_estimate (self->chooser, self->estimate, self->estimate_data);
      easel_model_chooser_set_needs (self->chooser, self->needs);
      easel_model_chooser_prepare (self->chooser, self->model);
    }
}

static void
easel_model_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselModelButton *self = EASEL_MODEL_BUTTON (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_model_button_dispose (GObject *object)
{
  EaselModelButton *self = EASEL_MODEL_BUTTON (object);

  self->chooser = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_model_button_parent_class)->dispose (object);
}

static void
easel_model_button_finalize (GObject *object)
{
  EaselModelButton *self = EASEL_MODEL_BUTTON (object);

  g_free (self->chosen);
  g_free (self->notice);

  G_OBJECT_CLASS (easel_model_button_parent_class)->finalize (object);
}

static void
easel_model_button_class_init (EaselModelButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_model_button_get_property;
  object_class->dispose = easel_model_button_dispose;
  object_class->finalize = easel_model_button_finalize;

  /**
   * EaselModelButton::chosen:
   *
   * The user chose another model.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  properties[PROP_MODEL] =
      g_param_spec_object ("model", NULL, NULL, EASEL_TYPE_MODEL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_model_button_init (EaselModelButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->setting = "model";
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->label = GTK_LABEL (gtk_label_new (_ ("No Model")));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->label, 24);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("easel-model-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  self->notice_image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (self->notice_image, "warning");
  gtk_widget_set_visible (self->notice_image, FALSE);
  gtk_box_append (GTK_BOX (box), self->notice_image);
  gtk_menu_button_set_child (self->button, box);
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_can_shrink (self->button, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  easel_tooltip_set (GTK_WIDGET (self->button), _ ("Choose a Model (Ctrl+M)"));
  gtk_menu_button_set_create_popup_func (self->button, on_create_popup, self, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_signal_connect (self, "map", G_CALLBACK (tell_notice), NULL);
}

/**
 * easel_model_button_set_context:
 * @self: the button
 * @context: whose models it offers
 */
void
easel_model_button_set_context (EaselModelButton *self, EaselContext *context)
{
  GListModel *models;

  g_return_if_fail (EASEL_IS_MODEL_BUTTON (self));

  if (!g_set_object (&self->context, context))
    return;
  models = easel_provider_service_get_models (easel_context_get_providers (context));
  g_signal_connect_object (models, "items-changed", G_CALLBACK (on_models_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_models_changed_cb (self);
}

/**
 * easel_model_button_set_setting:
 * @self: the button
 * @setting: (nullable) (transfer none): a static string: the setting that
 *   remembers the choice, to be said before the context; %NULL if its user does;
 *   "model" if never said
 */
void
easel_model_button_set_setting (EaselModelButton *self, const char *setting)
{
  g_return_if_fail (EASEL_IS_MODEL_BUTTON (self));

  self->setting = setting;
}

/**
 * easel_model_button_set_estimate:
 * @self: the button
 * @estimate: (scope forever): says what a call of a model would cost
 * @user_data: passed to @estimate
 */
void
easel_model_button_set_estimate (EaselModelButton *self, EaselModelEstimateFunc estimate, gpointer user_data)
{
  g_return_if_fail (EASEL_IS_MODEL_BUTTON (self));

  self->estimate = estimate;
  self->estimate_data = user_data;
}

/**
 * easel_model_button_set_needs:
 * @self: the button
 * @needs: what a model must be able to do for what is going to be asked
 */
void
easel_model_button_set_needs (EaselModelButton *self, EaselCapabilities needs)
{
  g_return_if_fail (EASEL_IS_MODEL_BUTTON (self));

  self->needs = needs;
}

/**
 * easel_model_button_set_choice:
 * @self: the button
 * @ref: (nullable): PROVIDER:MODEL that was chosen for what is shown, %NULL for
 *   what the user chose last
 */
void
easel_model_button_set_choice (EaselModelButton *self, const char *ref)
{
  g_return_if_fail (EASEL_IS_MODEL_BUTTON (self));

  g_set_str (&self->chosen, ref);
  if (self->context != NULL)
    on_models_changed_cb (self);
}

/**
 * easel_model_button_get_model:
 * @self: the button
 *
 * Returns: (transfer none) (nullable): the chosen model
 */
EaselModel *
easel_model_button_get_model (EaselModelButton *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_BUTTON (self), NULL);

  return self->model;
}

GtkMenuButton *
easel_model_button_get_button (EaselModelButton *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_BUTTON (self), NULL);

  return self->button;
}
