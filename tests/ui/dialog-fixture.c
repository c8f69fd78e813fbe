// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "dialog-fixture.h"

#include "easel-test-future.h"
#include "ui-test.h"

void
dialog_fixture_set_up (DialogFixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-dialogs-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  easel_test_await (easel_context_open (self->context), &error);
  g_assert_no_error (error);
  self->server = easel_test_server_new ();
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), adw_bin_new ());
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->window));
}

void
dialog_fixture_tear_down (DialogFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  dialog_fixture_close (self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  easel_test_server_free (self->server);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

void
dialog_fixture_present (DialogFixture *self, gpointer dialog)
{
  self->dialog = dialog;
  adw_dialog_present (dialog, self->window);
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
}

void
dialog_fixture_close (DialogFixture *self)
{
  gpointer dialog = self->dialog;

  if (dialog == NULL)
    return;
  g_object_add_weak_pointer (dialog, &dialog);
  adw_dialog_force_close (self->dialog);
  self->dialog = NULL;
  ui_test_wait_until (dialog == NULL);
}

EaselProvider *
dialog_fixture_add_studio (DialogFixture *self)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  g_autoptr (GError) error = NULL;
  EaselProvider *provider;

  easel_test_server_add (self->server, "/v1/models", 200, "application/json", DIALOG_MODELS);
  provider =
      easel_test_await_object (easel_provider_service_add (easel_context_get_providers (self->context),
                                                           "openai", "Studio", "studio", url, NULL, FALSE),
                               &error);
  g_assert_no_error (error);
  g_assert_nonnull (provider);
  return provider;
}

/* ---- what is on the screen ---- */

const char *
dialog_get_text (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      GtkWidget *child = gtk_button_get_child (GTK_BUTTON (widget));

      if (ADW_IS_BUTTON_CONTENT (child))
        return adw_button_content_get_label (ADW_BUTTON_CONTENT (child));
      if (gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
        return gtk_button_get_label (GTK_BUTTON (widget));
      return gtk_widget_get_tooltip_text (widget);
    }
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  return NULL;
}

/* For who has to find out why a test fails. */
static void
tell_labels (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_printerr ("# label: %s\n", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tell_labels (child);
}

/* The last one in the tree, which is on the page on top; only what is shown. */
GtkWidget *
dialog_look_for (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      GtkWidget *found = dialog_look_for (child, type, text);

      if (found != NULL)
        return found;
    }
  if (!g_type_is_a (G_OBJECT_TYPE (widget), type))
    return NULL;
  return text == NULL || g_strcmp0 (dialog_get_text (widget), text) == 0 ? widget : NULL;
}

static GtkWidget *
find_either (DialogFixture *self, GType type, GType other, const char *text)
{
  gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;
  GtkWidget *found;

  while ((found = dialog_look_for (self->window, type, text)) == NULL &&
         (found = dialog_look_for (self->window, other, text)) == NULL && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  if (found == NULL)
    tell_labels (self->window);
  if (found == NULL)
    g_error ("no %s “%s” is shown", g_type_name (type), text != NULL ? text : "");
  return found;
}

GtkWidget *
dialog_find (DialogFixture *self, GType type, const char *text)
{
  return find_either (self, type, type, text);
}

gboolean
dialog_is_shown (DialogFixture *self, GType type, const char *text)
{
  return dialog_look_for (self->window, type, text) != NULL;
}

void
dialog_click (DialogFixture *self, const char *text)
{
  GtkWidget *widget = find_either (self, GTK_TYPE_BUTTON, ADW_TYPE_PREFERENCES_ROW, text);

  g_assert_true (gtk_widget_is_sensitive (widget));
  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else
    g_assert_true (gtk_widget_activate (widget));
}

void
dialog_type_into (DialogFixture *self, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (dialog_find (self, ADW_TYPE_ENTRY_ROW, row)), text);
}
