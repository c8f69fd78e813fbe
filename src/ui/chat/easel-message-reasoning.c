// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-reasoning.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/**
 * EaselMessageReasoning:
 *
 * What a model thought before it answered: one folded line, with how long it
 * took. The text is shown only when it is asked for.
 */
struct _EaselMessageReasoning
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  GtkToggleButton *toggle;
  GtkImage *arrow;
  GtkLabel *title;
  GtkRevealer *revealer;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (EaselMessageReasoning, easel_message_reasoning, EASEL_TYPE_MESSAGE_ROW)

static char *
describe (EaselMessage *message)
{
  gint64 seconds = (easel_message_get_reasoning_duration (message) + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;

  if (easel_message_get_phase (message) == EASEL_MESSAGE_THINKING)
    return g_strdup (_ ("Thinking"));
  if (easel_message_get_reasoning_duration (message) < 0)
    return g_strdup (_ ("Thoughts"));
  /* Translators: how long a model thought, in seconds */
  return g_strdup_printf (_ ("Thought for %d s"), (int) MAX (seconds, 1));
}

static void
show_text (EaselMessageReasoning *self, EaselMessage *message)
{
  const char *reasoning;

  if (!gtk_toggle_button_get_active (self->toggle))
    return;
  reasoning = easel_message_get_reasoning (message);
  gtk_label_set_label (self->text, reasoning != NULL ? reasoning : "");
  if (!easel_message_is_loaded (message))
    dex_future_disown (easel_message_load (message));
}

static void
easel_message_reasoning_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageReasoning *self = EASEL_MESSAGE_REASONING (row);
  g_autofree char *title = describe (message);

  if (g_strcmp0 (gtk_label_get_label (self->title), title) != 0)
    {
      gtk_label_set_label (self->title, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
    }
  show_text (self, message);
}

static void
easel_message_reasoning_unbind (EaselMessageRow *row)
{
  EaselMessageReasoning *self = EASEL_MESSAGE_REASONING (row);

  gtk_toggle_button_set_active (self->toggle, FALSE);
  gtk_label_set_label (self->text, "");
}

static void
on_toggled_cb (EaselMessageReasoning *self)
{
  EaselMessage *message = easel_message_row_get_message (EASEL_MESSAGE_ROW (self));
  gboolean open = gtk_toggle_button_get_active (self->toggle);

  gtk_image_set_from_icon_name (self->arrow, open ? "pan-down-symbolic" : "pan-end-symbolic");
  if (message != NULL)
    show_text (self, message);
  gtk_revealer_set_reveal_child (self->revealer, open);
}

static void
easel_message_reasoning_class_init (EaselMessageReasoningClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  row_class->follows_text = TRUE;
  row_class->update = easel_message_reasoning_update;
  row_class->unbind = easel_message_reasoning_unbind;
}

static void
easel_message_reasoning_init (EaselMessageReasoning *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->arrow = GTK_IMAGE (gtk_image_new_from_icon_name ("pan-end-symbolic"));
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "numeric");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->arrow));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->title));

  self->toggle = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_button_set_child (GTK_BUTTON (self->toggle), line);
  gtk_widget_set_halign (GTK_WIDGET (self->toggle), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->toggle), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->toggle), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->toggle), "easel-fold");
  g_signal_connect_object (self->toggle, "toggled", G_CALLBACK (on_toggled_cb), self, G_CONNECT_SWAPPED);

  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "easel-thoughts");

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toggle));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->revealer));
  adw_bin_set_child (ADW_BIN (self), box);
}
