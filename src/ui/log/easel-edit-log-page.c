// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-log-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-edit-log-row.h"
#include "easel-format.h"

#define TEXT_MARGIN 9
#define TEXT_HEIGHT 280
#define LABEL_LENGTH 2000 /* bytes; a longer text scrolls in a view of its own */

/**
 * EaselEditLogPage:
 *
 * All that is known of one call of a model.
 */
struct _EaselEditLogPage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  GtkBox *box;
  GtkLabel *instruction_label;
  AdwPreferencesGroup *facts_group;

  /* owned */
  EaselInteraction *interaction;
};

G_DEFINE_FINAL_TYPE (EaselEditLogPage, easel_edit_log_page, ADW_TYPE_NAVIGATION_PAGE)

static void
copy (EaselEditLogPage *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text != NULL ? text : "");
  adw_toast_overlay_dismiss_all (self->toast_overlay);
  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (_ ("Copied")));
}

static void
on_copy_details_cb (EaselEditLogPage *self)
{
  g_autofree char *details = easel_interaction_describe (self->interaction);

  copy (self, details);
}

static void
on_copy_text_cb (GtkWidget *button, EaselEditLogPage *self)
{
  copy (self, g_object_get_data (G_OBJECT (button), "easel-text"));
}

static void
add_fact (EaselEditLogPage *self, const char *title, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (self->facts_group, row);
}

static char *
format_moment (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return g_date_time_format (date, "%c");
}

static char *
format_count (gint64 tokens)
{
  return tokens >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, tokens) : g_strdup (_ ("Unknown"));
}

/* The id stands beside the name: it is what scripts and the provider know. */
static char *
name_model (EaselInteraction *interaction)
{
  const char *name = easel_interaction_get_model_name (interaction);
  const char *id = easel_interaction_get_model_id (interaction);

  if (g_strcmp0 (name, id) == 0)
    return g_strdup (id);
  /* Translators: the name of a model and its id */
  return g_strdup_printf (C_ ("model", "%s (%s)"), name, id);
}

static void
add_facts (EaselEditLogPage *self)
{
  EaselInteraction *interaction = self->interaction;
  g_autofree char *moment = format_moment (easel_interaction_get_created (interaction));
  g_autofree char *input = format_count (easel_interaction_get_input_tokens (interaction));
  g_autofree char *output = format_count (easel_interaction_get_output_tokens (interaction));
  g_autofree char *cost = easel_format_money (easel_interaction_get_cost (interaction));
  g_autofree char *model = name_model (interaction);
  g_autofree char *duration = NULL;
  g_autofree char *retries = NULL;

  if (easel_interaction_get_retries (interaction) > 0)
    retries = g_strdup_printf ("%u", easel_interaction_get_retries (interaction));
  if (easel_interaction_get_duration (interaction) >= 0)
    duration = easel_format_duration (easel_interaction_get_duration (interaction));
  add_fact (self, _ ("Outcome"), easel_edit_log_row_name_outcome (interaction, NULL));
  add_fact (self, _ ("Error"), easel_interaction_get_error (interaction));
  add_fact (self, _ ("Model"), model);
  add_fact (self, _ ("Account"), easel_interaction_get_provider_name (interaction));
  add_fact (self, _ ("Asked First"), easel_interaction_get_fallback_for (interaction));
  add_fact (self, _ ("When"), moment);
  add_fact (self, _ ("Time Taken"), duration);
  add_fact (self, _ ("Retries"), retries);
  add_fact (self, _ ("Cost"), cost);
  if (easel_interaction_get_from_cache (interaction))
    add_fact (self, _ ("Source"), _ ("From the cache"));
  add_fact (self, _ ("Input Tokens"), input);
  add_fact (self, _ ("Output Tokens"), output);
  add_fact (self, _ ("Request"), easel_interaction_get_request_id (interaction));
  add_fact (self, _ ("Generation"), easel_interaction_get_generation (interaction));
}

/* A label costs the whole layout at once, a text view only what is seen. */
static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, TEXT_MARGIN);
  gtk_widget_set_margin_bottom (label, TEXT_MARGIN);
  gtk_widget_set_margin_start (label, TEXT_MARGIN);
  gtk_widget_set_margin_end (label, TEXT_MARGIN);
  return label;
}

static GtkWidget *
make_scrolled_view (const char *title, const char *text)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), TEXT_MARGIN);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), TEXT_MARGIN);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), TEXT_MARGIN);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), TEXT_MARGIN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), TEXT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  return scrolled;
}

static GtkWidget *
make_text_view (const char *title, const char *text)
{
  GtkWidget *frame = gtk_frame_new (NULL);

  gtk_widget_add_css_class (frame, "view");
  gtk_frame_set_child (GTK_FRAME (frame),
                       strlen (text) > LABEL_LENGTH ? make_scrolled_view (title, text) : make_label (text));
  return frame;
}

static GtkWidget *
make_copy_button (EaselEditLogPage *self, const char *title, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Copy"));
  /* Translators: %s is the title of a text, such as "Answer"; read out */
  g_autofree char *label = g_strdup_printf (_ ("Copy: %s"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "easel-text", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_copy_text_cb), self, G_CONNECT_DEFAULT);
  return button;
}

/* A text that is empty says nothing and is left out; the answer says so. */
static void
add_text (EaselEditLogPage *self, const char *title, const char *text, const char *if_empty)
{
  GtkWidget *group;
  gboolean is_empty = text == NULL || *text == '\0';

  if (is_empty && if_empty == NULL)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (is_empty)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), if_empty);
  else
    {
      adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group),
                                               make_copy_button (self, title, text));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_text_view (title, text));
    }
  gtk_box_append (self->box, group);
}

static void
easel_edit_log_page_dispose (GObject *object)
{
  EaselEditLogPage *self = EASEL_EDIT_LOG_PAGE (object);

  g_clear_object (&self->interaction);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_EDIT_LOG_PAGE);

  G_OBJECT_CLASS (easel_edit_log_page_parent_class)->dispose (object);
}

static void
easel_edit_log_page_class_init (EaselEditLogPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_edit_log_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/log/easel-edit-log-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogPage, box);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogPage, instruction_label);
  gtk_widget_class_bind_template_child (widget_class, EaselEditLogPage, facts_group);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_details_cb);
}

static void
easel_edit_log_page_init (EaselEditLogPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_edit_log_page_new:
 * @interaction: a call
 *
 * Returns: (transfer floating): a new page
 */
EaselEditLogPage *
easel_edit_log_page_new (EaselInteraction *interaction)
{
  EaselEditLogPage *self = g_object_new (EASEL_TYPE_EDIT_LOG_PAGE, NULL);
  const char *instruction = easel_interaction_get_instruction (interaction);

  self->interaction = g_object_ref (interaction);
  gtk_label_set_label (self->instruction_label, instruction);
  gtk_widget_set_visible (GTK_WIDGET (self->instruction_label), instruction != NULL && *instruction != '\0');
  add_facts (self);
  add_text (self, _ ("Prompt"), easel_interaction_get_prompt_before (interaction), NULL);
  add_text (self, _ ("Negative Prompt"), easel_interaction_get_negative_before (interaction), NULL);
  add_text (self, _ ("Context"), easel_interaction_get_context (interaction), NULL);
  add_text (self, _ ("What the Model Was Told"), easel_interaction_get_input (interaction), NULL);
  add_text (self, _ ("Answer"), easel_interaction_get_output (interaction),
            _ ("The model answered nothing."));
  return self;
}
