// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "dialog-fixture.h"
#include "ui-test.h"

#include "easel-edit-log-dialog.h"
#include "easel-edit-log-page.h"
#include "easel-known-page.h"
#include "easel-recipes-dialog.h"
#include "easel-shortcuts-dialog.h"
#include "easel-test-future.h"
#include "easel-welcome-page.h"

/* The dialogs that are neither of accounts nor of files. */

/* ---- the log ---- */

static void
run_edit (DialogFixture *self)
{
  g_autoptr (EaselPromptContent) content =
      easel_prompt_content_new (easel_edit_service_get_example_prompt (), NULL);
  const EaselEditRequest request = {
    .model = "sandbox:editor",
    .instruction = easel_edit_service_get_example_instruction (),
    .content = content,
    .temperature = -1,
  };
  g_autoptr (EaselEditRun) run = easel_edit_service_start (easel_context_get_edits (self->context), &request);
  g_autoptr (GError) error = NULL;

  easel_test_await (easel_edit_run_wait (run), &error);
  g_assert_no_error (error);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
}

static void
test_log_empty (DialogFixture *self, gconstpointer data)
{
  dialog_fixture_present (self, easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0));
  dialog_find (self, GTK_TYPE_LABEL, "No Edits Yet");
}

static void
test_log (DialogFixture *self, gconstpointer data)
{
  GtkWidget *entry, *list;

  run_edit (self);
  dialog_fixture_present (self, easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0));
  dialog_find (self, GTK_TYPE_LABEL, easel_edit_service_get_example_instruction ());
  dialog_find (self, GTK_TYPE_LABEL, "Not decided");
  dialog_find (self, GTK_TYPE_LABEL, "Sample editor · Offline samples · just now");

  entry = dialog_find (self, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "zeppelin");
  dialog_find (self, GTK_TYPE_LABEL, "No Matches");
  dialog_click (self, "Clear Search");
  dialog_find (self, GTK_TYPE_LABEL, easel_edit_service_get_example_instruction ());

  list = dialog_find (self, GTK_TYPE_LIST_VIEW, NULL);
  g_signal_emit_by_name (list, "activate", 0);
  dialog_find (self, EASEL_TYPE_EDIT_LOG_PAGE, NULL);
  g_assert_true (dialog_is_shown (self, GTK_TYPE_LABEL, easel_edit_service_get_example_prompt ()));
  g_assert_true (dialog_is_shown (self, GTK_TYPE_LABEL, "Sample editor (editor)"));
  dialog_click (self, "Copy Details");
}

/* ---- recipes ---- */

static guint
count_recipes (DialogFixture *self)
{
  return g_list_model_get_n_items (
      easel_recipe_service_get_recipes (easel_context_get_recipes (self->context)));
}

static void
write_recipe (DialogFixture *self, const char *name, const char *instruction)
{
  GtkWidget *view;

  dialog_type_into (self, "Name", name);
  view = dialog_find (self, GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), instruction, -1);
}

static void
test_recipes (DialogFixture *self, gconstpointer data)
{
  guint n_before = count_recipes (self);
  GtkWidget *save;

  g_assert_cmpuint (n_before, >, 0);
  dialog_fixture_present (self, easel_recipes_dialog_new (easel_context_get_recipes (self->context)));
  dialog_click (self, "Add");
  save = dialog_find (self, GTK_TYPE_BUTTON, "Save");
  g_assert_false (gtk_widget_is_sensitive (save));
  write_recipe (self, "House style", "  ");
  g_assert_false (gtk_widget_is_sensitive (save));
  write_recipe (self, "House <style>", "Muted colours & film grain.");
  dialog_click (self, "Save");
  ui_test_wait_until (count_recipes (self) == n_before + 1);

  dialog_click (self, "House <style>");
  write_recipe (self, "House style", "Muted colours.");
  dialog_click (self, "Save");
  dialog_click (self, "House style");
  dialog_click (self, "Delete Recipe");
  ui_test_wait_until (count_recipes (self) == n_before);
  dialog_click (self, "Undo");
  ui_test_wait_until (count_recipes (self) == n_before + 1);
  dialog_find (self, ADW_TYPE_ACTION_ROW, "House style");
}

static void
test_copy_recipe (DialogFixture *self, gconstpointer data)
{
  GListModel *recipes = easel_recipe_service_get_recipes (easel_context_get_recipes (self->context));
  g_autoptr (EaselRecipe) recipe = g_list_model_get_item (recipes, 0);
  guint n_before = count_recipes (self);

  g_assert_true (easel_recipe_is_built_in (recipe));
  dialog_fixture_present (self, easel_recipes_dialog_new (easel_context_get_recipes (self->context)));
  dialog_click (self, easel_recipe_get_name (recipe));
  dialog_find (self, ADW_TYPE_BUTTON_ROW, "Copy as Your Own");
  g_assert_false (dialog_is_shown (self, ADW_TYPE_BUTTON_ROW, "Delete Recipe"));
  g_assert_false (dialog_is_shown (self, GTK_TYPE_BUTTON, "Save"));
  dialog_click (self, "Copy as Your Own");
  dialog_click (self, "Save");
  ui_test_wait_until (count_recipes (self) == n_before + 1);
}

/* ---- welcome and shortcuts ---- */

static void
on_try_cb (char **example, const char *text)
{
  g_set_str (example, text);
}

static void
on_done_cb (gboolean *done)
{
  *done = TRUE;
}

static void
test_welcome_try (DialogFixture *self, gconstpointer data)
{
  EaselWelcomePage *page = easel_welcome_page_new (self->context);
  g_autofree char *example = NULL;

  g_signal_connect_swapped (page, "try", G_CALLBACK (on_try_cb), &example);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (page));
  dialog_click (self, "Try It Now");
  g_assert_cmpstr (example, ==, easel_edit_service_get_example_prompt ());
  ui_test_wait_until (easel_context_get_setting (self->context, "welcome-shown") != NULL);
}

static void
test_welcome_account (DialogFixture *self, gconstpointer data)
{
  EaselWelcomePage *page = easel_welcome_page_new (self->context);
  gboolean done = FALSE;

  g_signal_connect_swapped (page, "done", G_CALLBACK (on_done_cb), &done);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (page));
  dialog_click (self, "Add an Account…");
  g_assert_true (done);
  dialog_find (self, EASEL_TYPE_KNOWN_PAGE, NULL);
  ui_test_wait_until (easel_context_get_setting (self->context, "welcome-shown") != NULL);
  self->dialog = adw_window_get_visible_dialog (ADW_WINDOW (self->window));
}

static void
test_shortcuts (DialogFixture *self, gconstpointer data)
{
  dialog_fixture_present (self, easel_shortcuts_dialog_new ());
  dialog_find (self, GTK_TYPE_LABEL, "General");
  dialog_find (self, GTK_TYPE_LABEL, "Prompt");
  dialog_find (self, GTK_TYPE_LABEL, "Review");
  dialog_find (self, GTK_TYPE_LABEL, "Chat");
  gtk_test_accessible_assert_property (dialog_find (self, ADW_TYPE_ACTION_ROW, "New prompt or chat"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Ctrl+N");
  gtk_test_accessible_assert_property (dialog_find (self, ADW_TYPE_ACTION_ROW, "Chats"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Ctrl+2");
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, DialogFixture, NULL, dialog_fixture_set_up, function, dialog_fixture_tear_down)

int
main (int argc, char *argv[])
{
  /* No keyring: what would need one says so. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  ui_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  ADD ("/dialogs/log/empty", test_log_empty);
  ADD ("/dialogs/log/search", test_log);
  ADD ("/dialogs/recipes/own", test_recipes);
  ADD ("/dialogs/recipes/copy", test_copy_recipe);
  ADD ("/dialogs/welcome/try", test_welcome_try);
  ADD ("/dialogs/welcome/account", test_welcome_account);
  ADD ("/dialogs/shortcuts", test_shortcuts);
  return g_test_run ();
}
