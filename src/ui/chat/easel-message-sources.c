// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-sources.h"

#include <glib/gi18n.h>

#include "easel-block-copy.h"
#include "easel-wrap-box.h"

/**
 * EaselMessageSources:
 *
 * What an answer names as where it has something from. Where a link leads is
 * said before it is opened, and nothing of it is fetched.
 */
struct _EaselMessageSources
{
  AdwBin parent_instance;

  /* borrowed: children, made for the first source */
  AdwWrapBox *box;

  /* state */
  gint64 message_id;
  guint n_sources;
};

G_DEFINE_FINAL_TYPE (EaselMessageSources, easel_message_sources, ADW_TYPE_BIN)

static void
easel_message_sources_class_init (EaselMessageSourcesClass *klass)
{
}

static void
easel_message_sources_init (EaselMessageSources *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
easel_message_sources_new (void)
{
  return g_object_new (EASEL_TYPE_MESSAGE_SOURCES, NULL);
}

/* The title, else where it is. */
static char *
make_label (const EaselSource *source, guint number)
{
  g_autoptr (GUri) uri = NULL;
  const char *words = source->title;

  if (words == NULL && source->address != NULL)
    uri = g_uri_parse (source->address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (words == NULL)
    words = uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : source->address;
  /* Translators: number of a source, its title */
  return g_strdup_printf (_ ("%u · %s"), number, words);
}

static GtkWidget *
make_source (const EaselSource *source, guint number)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *words = make_label (source, number);
  g_autofree char *shown = source->address != NULL ? easel_link_to_shown (source->address) : NULL;
  g_autofree char *tooltip = source->text != NULL && shown != NULL
                                 ? g_strdup_printf ("%s\n%s", shown, source->text)
                                 : g_strdup (shown != NULL ? shown : source->text);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "easel-source");
  gtk_widget_add_css_class (button, "caption");
  if (source->address != NULL && easel_link_may_open (source->address))
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chat.open-link");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", source->address);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, shown,
                                      -1);
    }
  else
    gtk_widget_set_sensitive (button, FALSE);
  return button;
}

static void
make_box (EaselMessageSources *self)
{
  self->box = ADW_WRAP_BOX (adw_wrap_box_new ());
  adw_wrap_box_set_child_spacing (self->box, 6);
  adw_wrap_box_set_line_spacing (self->box, 6);
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sources"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * easel_message_sources_set_message:
 * @self: a row of sources
 * @message: (nullable): whose they are
 */
void
easel_message_sources_set_message (EaselMessageSources *self, EaselMessage *message)
{
  g_autoptr (GPtrArray) sources = message != NULL ? easel_message_dup_sources (message) : NULL;
  gint64 id = message != NULL ? easel_message_get_id (message) : 0;
  guint n = sources != NULL ? sources->len : 0;

  g_return_if_fail (EASEL_IS_MESSAGE_SOURCES (self));

  if (id == self->message_id && n == self->n_sources)
    return;
  self->message_id = id;
  self->n_sources = n;
  if (n > 0 && self->box == NULL)
    make_box (self);
  if (self->box != NULL)
    easel_wrap_box_clear (self->box);
  for (guint i = 0; i < n; i++)
    adw_wrap_box_append (self->box, make_source (g_ptr_array_index (sources, i), i + 1));
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}
