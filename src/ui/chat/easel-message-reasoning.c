// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-reasoning.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#include "easel-fiber.h"
#include "easel-thread-view.h"

/* A label lays out all that it holds, at each word that comes: what has more bytes
 * is shown as a thread is, of which only the rows in view are made. */
#define LABEL_MOST (16 * 1024)
/* How high that is. */
#define LONG_HEIGHT 360

/**
 * EaselMessageReasoning:
 *
 * What a model thought before it answered: one folded line, with how long it
 * took. The text is shown only when it is asked for; a long one scrolls in a box
 * of its own.
 */
struct _EaselMessageReasoning
{
  EaselMessageRow parent_instance;

  /* owned */
  GtkLabel *text;

  /* borrowed: children */
  GtkToggleButton *toggle;
  GtkImage *arrow;
  GtkLabel *title;
  GtkRevealer *revealer;
  GtkWidget *long_text; /* a scrolled EaselThreadView; NULL while the label is enough */
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

/* ---- a long text ---- */

static gint64
get_id (gpointer message)
{
  return easel_message_get_id (message);
}

static EaselThreadVoice
get_voice (gpointer message)
{
  return EASEL_THREAD_VOICE_ANSWER;
}

static guint
get_n_blocks (gpointer message)
{
  return 0;
}

static const char *
get_text (gpointer message)
{
  return easel_message_get_reasoning (message);
}

static gsize
get_length (gpointer message)
{
  const char *reasoning = easel_message_get_reasoning (message);

  return reasoning != NULL ? strlen (reasoning) : 0;
}

/* What grows is told to a screen reader; thoughts are not. */
static gboolean
is_streaming (gpointer message)
{
  return FALSE;
}

static DexFuture *
load (gpointer message)
{
  return easel_message_load (message);
}

static const EaselThreadSource reasoning_source = {
  .get_id = get_id,
  .get_voice = get_voice,
  .get_n_blocks = get_n_blocks,
  .get_length = get_length,
  .get_text = get_text,
  .is_streaming = is_streaming,
  .load = load,
};

/* The thread that this is in has the page do it. */
static void
on_use_as_prompt_cb (EaselMessageReasoning *self, GObject *message, const char *text)
{
  GtkWidget *thread = gtk_widget_get_ancestor (GTK_WIDGET (self), EASEL_TYPE_THREAD_VIEW);

  if (thread != NULL)
    g_signal_emit_by_name (thread, "use-as-prompt", message, text);
}

/* Beyond its ends the wheel moves the thread: else it would be caught here. */
static gboolean
on_scroll_cb (EaselMessageReasoning *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GtkWidget *outer = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *own = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->long_text));
  double value = gtk_adjustment_get_value (own);
  GtkAdjustment *adjustment;
  double step = 1;

  if (outer == NULL || (dy < 0 && value > gtk_adjustment_get_lower (own)) ||
      (dy > 0 && value + gtk_adjustment_get_page_size (own) < gtk_adjustment_get_upper (own)))
    return GDK_EVENT_PROPAGATE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (outer));
  /* As far as GtkScrolledWindow goes. */
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL)
    step = pow (gtk_adjustment_get_page_size (adjustment), 2.0 / 3.0);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * step);
  return GDK_EVENT_STOP;
}

static void
show_long_text (EaselMessageReasoning *self, EaselMessage *message)
{
  g_autoptr (GListStore) messages = NULL;
  GtkEventController *scroll;
  GtkWidget *view;

  if (self->long_text != NULL)
    return;
  messages = g_list_store_new (EASEL_TYPE_MESSAGE);
  g_list_store_append (messages, message);
  view = easel_thread_view_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Thoughts"), -1);
  gtk_widget_add_css_class (view, "dimmed");
  g_signal_connect_object (view, "use-as-prompt", G_CALLBACK (on_use_as_prompt_cb), self, G_CONNECT_SWAPPED);
  easel_thread_view_set_messages (EASEL_THREAD_VIEW (view), G_LIST_MODEL (messages), &reasoning_source);
  /* One reads from the beginning, but what is just thought. */
  if (easel_message_get_phase (message) != EASEL_MESSAGE_THINKING)
    easel_thread_view_scroll_to_message (EASEL_THREAD_VIEW (view), message);
  self->long_text = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->long_text), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->long_text), LONG_HEIGHT);
  gtk_widget_set_margin_bottom (self->long_text, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->long_text), view);
  scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (on_scroll_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->long_text, scroll);
  gtk_label_set_label (self->text, "");
  gtk_revealer_set_child (self->revealer, self->long_text);
}

static void
clear_text (EaselMessageReasoning *self)
{
  gtk_label_set_label (self->text, "");
  if (self->long_text == NULL)
    return;
  gtk_revealer_set_child (self->revealer, GTK_WIDGET (self->text));
  self->long_text = NULL;
}

/* ---- what is shown ---- */

static void
show_text (EaselMessageReasoning *self, EaselMessage *message)
{
  const char *reasoning;

  if (!gtk_toggle_button_get_active (self->toggle))
    return;
  reasoning = easel_message_get_reasoning (message);
  if (reasoning != NULL && strlen (reasoning) > LABEL_MOST)
    show_long_text (self, message);
  else
    {
      /* An answer that began again. */
      clear_text (self);
      gtk_label_set_label (self->text, reasoning != NULL ? reasoning : "");
    }
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
  clear_text (self);
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
easel_message_reasoning_finalize (GObject *object)
{
  g_object_unref (EASEL_MESSAGE_REASONING (object)->text);

  G_OBJECT_CLASS (easel_message_reasoning_parent_class)->finalize (object);
}

static void
easel_message_reasoning_class_init (EaselMessageReasoningClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = easel_message_reasoning_finalize;
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

  /* Not in the tree while a long text is. */
  self->text = GTK_LABEL (g_object_ref_sink (gtk_label_new (NULL)));
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
