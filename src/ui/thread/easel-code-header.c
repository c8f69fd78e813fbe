// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-code-header.h"

#include <glib/gi18n.h>

struct _EaselCodeHeader
{
  GtkWidget parent_instance;

  GtkWidget *language;
  GtkWidget *use;
  GtkWidget *wrap;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (EaselCodeHeader, easel_code_header, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_WRAP,
  N_PROPS,
};

enum
{
  USE_AS_PROMPT,
  COPY,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_use_clicked_cb (EaselCodeHeader *self)
{
  g_signal_emit (self, signals[USE_AS_PROMPT], 0);
}

static void
on_copy_clicked_cb (EaselCodeHeader *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
on_wrap_toggled_cb (EaselCodeHeader *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WRAP]);
}

static void
name_button (GtkWidget *button, const char *name)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
easel_code_header_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselCodeHeader *self = EASEL_CODE_HEADER (object);

  switch (id)
    {
    case PROP_WRAP:
      g_value_set_boolean (value, easel_code_header_get_wrap (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_code_header_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (easel_code_header_parent_class)->dispose (object);
}

static void
easel_code_header_class_init (EaselCodeHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = easel_code_header_get_property;
  object_class->dispose = easel_code_header_dispose;
  properties[PROP_WRAP] = g_param_spec_boolean (
      "wrap", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[USE_AS_PROMPT] = g_signal_new ("use-as-prompt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COPY] = g_signal_new ("copy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "codeheader");
}

static void
easel_code_header_init (EaselCodeHeader *self)
{
  self->language = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->language), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->language), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->language, TRUE);
  gtk_widget_add_css_class (self->language, "caption");
  gtk_widget_add_css_class (self->language, "dimmed");
  self->use = gtk_button_new_with_label (_ ("Use as Prompt"));
  gtk_widget_add_css_class (self->use, "flat");
  gtk_widget_add_css_class (self->use, "caption");
  gtk_widget_set_valign (self->use, GTK_ALIGN_CENTER);
  self->wrap = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->wrap), "format-justify-left-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->wrap), TRUE);
  name_button (self->wrap, _ ("Wrap Long Lines"));
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  name_button (self->copy, _ ("Copy Code"));
  gtk_widget_set_parent (self->language, GTK_WIDGET (self));
  gtk_widget_set_parent (self->use, GTK_WIDGET (self));
  gtk_widget_set_parent (self->wrap, GTK_WIDGET (self));
  gtk_widget_set_parent (self->copy, GTK_WIDGET (self));
  g_signal_connect_object (self->use, "clicked", G_CALLBACK (on_use_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (on_copy_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wrap, "toggled", G_CALLBACK (on_wrap_toggled_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
easel_code_header_new (void)
{
  return g_object_new (EASEL_TYPE_CODE_HEADER, NULL);
}

/**
 * easel_code_header_set_language:
 * @self: a header
 * @language: (nullable): what the code is in, as the answer calls it
 * @is_prompt: whether it is a prompt
 */
void
easel_code_header_set_language (EaselCodeHeader *self, const char *language, gboolean is_prompt)
{
  g_return_if_fail (EASEL_IS_CODE_HEADER (self));

  gtk_label_set_text (GTK_LABEL (self->language), is_prompt          ? C_ ("code", "Prompt")
                                                  : language != NULL ? language
                                                                     : C_ ("code", "Code"));
}

gboolean
easel_code_header_get_wrap (EaselCodeHeader *self)
{
  g_return_val_if_fail (EASEL_IS_CODE_HEADER (self), TRUE);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->wrap));
}
