// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "dialog-fixture.h"
#include "ui-test.h"

#include "easel-account-group.h"
#include "easel-account-row.h"
#include "easel-general-page.h"
#include "easel-model-choice-row.h"
#include "easel-preferences-dialog.h"
#include "easel-problem-row.h"
#include "easel-test-future.h"

static EaselProviderService *
get_providers (DialogFixture *self)
{
  return easel_context_get_providers (self->context);
}

static EaselProvider *
add_account (DialogFixture *self, const char *protocol, const char *slug, const char *url)
{
  g_autoptr (GError) error = NULL;
  EaselProvider *provider = easel_test_await_object (
      easel_provider_service_add (get_providers (self), protocol, slug, slug, url, NULL, FALSE), &error);

  g_assert_no_error (error);
  return provider;
}

static AdwDialog *
open_preferences (DialogFixture *self)
{
  dialog_fixture_present (self, easel_preferences_dialog_new (self->context));
  return self->dialog;
}

static const char *
get_state (AdwDialog *dialog, const char *slug)
{
  GtkWidget *row = NULL;
  guint n = 0;

  do
    row = ui_test_find (GTK_WIDGET (dialog), EASEL_TYPE_ACCOUNT_ROW, n++);
  while (!g_str_equal (easel_provider_get_slug (easel_account_row_get_provider (EASEL_ACCOUNT_ROW (row))),
                       slug));
  return easel_account_row_get_state_text (EASEL_ACCOUNT_ROW (row));
}

/* ---- whether accounts work ---- */

/* A port that nobody listens on. */
static char *
dup_dead_url (void)
{
  EaselTestServer *gone = easel_test_server_new ();
  char *url = easel_test_server_dup_url (gone, "/v1");

  easel_test_server_free (gone);
  return url;
}

static void
test_health (DialogFixture *self, gconstpointer data)
{
  g_autofree char *dead = dup_dead_url ();
  g_autoptr (EaselProvider) gone = add_account (self, "openai", "gone", dead);
  g_autoptr (EaselProvider) studio = dialog_fixture_add_studio (self);
  g_autoptr (EaselProvider) off = add_account (self, "openai", "off", dead);
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  easel_test_await (easel_provider_service_set_enabled (get_providers (self), "off", FALSE), &error);
  g_assert_no_error (error);
  dialog = open_preferences (self);
  ui_test_wait_until (g_str_equal (get_state (dialog, "gone"), "Unreachable"));
  ui_test_wait_until (g_str_equal (get_state (dialog, "studio"), "Ready"));
  g_assert_cmpstr (get_state (dialog, "off"), ==, "Off");
  g_assert_cmpint (easel_provider_service_get_health (get_providers (self), "off", NULL), ==,
                   EASEL_HEALTH_UNKNOWN);
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 1);
  dialog_fixture_close (self);

  /* What is known is not asked again. */
  dialog = open_preferences (self);
  g_assert_cmpstr (get_state (dialog, "gone"), ==, "Unreachable");
  easel_test_settle ();
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 1);
  dialog_fixture_close (self);
}

/* The end of the dialog ends the wait, and those behind it are not asked. */
static void
test_health_closed (DialogFixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/slow");
  g_autofree char *other = easel_test_server_dup_url (self->server, "/other");
  g_autoptr (EaselProvider) slow = add_account (self, "openai", "a-slow", url);
  g_autoptr (EaselProvider) behind = add_account (self, "openai", "b-behind", other);
  AdwDialog *dialog;

  easel_test_answer_set_fault (
      easel_test_server_add (self->server, "/slow/models", 200, "application/json", DIALOG_MODELS),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  easel_test_server_add (self->server, "/other/models", 200, "application/json", DIALOG_MODELS);
  dialog = open_preferences (self);
  ui_test_wait_until (easel_test_server_get_n_requests (self->server) == 1);
  easel_test_settle ();
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 1);
  g_assert_cmpstr (get_state (dialog, "b-behind"), ==, "");
  dialog_fixture_close (self);
  easel_test_settle ();
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 1);
}

/* Where no key can be read, an account that needs one is not asked. */
static void
test_health_without_keys (DialogFixture *self, gconstpointer data)
{
  g_autofree char *dead = dup_dead_url ();
  g_autoptr (EaselProvider) locked = add_account (self, "openai", "openai", "https://api.openai.com/v1");
  g_autoptr (EaselProvider) gone = add_account (self, "openai", "gone", dead);
  AdwDialog *dialog;

  g_assert_true (easel_provider_needs_key (locked));
  g_assert_false (easel_provider_needs_key (gone));
  dialog = open_preferences (self);
  ui_test_wait_until (g_str_equal (get_state (dialog, "openai"), "Key not readable"));
  ui_test_wait_until (g_str_equal (get_state (dialog, "gone"), "Unreachable"));
  g_assert_cmpint (easel_provider_service_get_health (get_providers (self), "openai", NULL), ==,
                   EASEL_HEALTH_KEY_UNREADABLE);
  dialog_fixture_close (self);
}

/* ---- the account's picture, protocol and calls ---- */

static GtkWidget *
show_group (DialogFixture *self, const char *slug)
{
  GtkWidget *group = g_object_new (EASEL_TYPE_ACCOUNT_GROUP, NULL);
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_providers (self), slug);

  easel_account_group_set_provider (EASEL_ACCOUNT_GROUP (group), get_providers (self), provider);
  adw_window_set_content (ADW_WINDOW (self->window), group);
  ui_test_wait_until (gtk_widget_get_mapped (group));
  return group;
}

static gboolean
speaks (DialogFixture *self, const char *slug, const char *protocol)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_providers (self), slug);

  return g_str_equal (easel_provider_get_protocol (provider), protocol);
}

static guint
get_calls (DialogFixture *self)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_providers (self), "studio");

  return easel_provider_get_most_calls (provider);
}

static gboolean
has_picture (DialogFixture *self)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_providers (self), "studio");

  return easel_provider_get_logo (provider) != NULL;
}

static void
test_advanced (DialogFixture *self, gconstpointer data)
{
  g_autoptr (EaselProvider) studio = dialog_fixture_add_studio (self);
  GtkWidget *group = show_group (self, "studio");
  AdwComboRow *protocols = ADW_COMBO_ROW (ui_test_find (group, ADW_TYPE_COMBO_ROW, 0));
  AdwSpinRow *calls = ADW_SPIN_ROW (ui_test_find (group, ADW_TYPE_SPIN_ROW, 0));
  guint n;
  const EaselProtocolName *names = easel_provider_service_get_protocols (&n);

  /* A server of the user's own may speak any. */
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (protocols)), ==, n);
  g_assert_cmpstr (names[adw_combo_row_get_selected (protocols)].id, ==, "openai");
  for (guint i = 0; i < n; i++)
    if (g_str_equal (names[i].id, "anthropic"))
      adw_combo_row_set_selected (protocols, i);
  ui_test_wait_until (speaks (self, "studio", "anthropic"));

  g_assert_cmpfloat (adw_spin_row_get_value (calls), ==, 2);
  for (guint i = 3; i <= 9; i++)
    adw_spin_row_set_value (calls, i);
  ui_test_wait_until (get_calls (self) == 9);
  adw_spin_row_set_value (calls, 1000);
  ui_test_wait_until (get_calls (self) == EASEL_MOST_CALLS_LIMIT);
  g_assert_cmpfloat (adw_spin_row_get_value (calls), ==, EASEL_MOST_CALLS_LIMIT);
}

static void
test_protocols (DialogFixture *self, gconstpointer data)
{
  g_autoptr (EaselProvider) two = add_account (self, "openai", "openai", "https://api.openai.com/v1");
  g_autoptr (EaselProvider) one = add_account (self, "anthropic", "anthropic", "https://api.anthropic.com");
  GtkWidget *group = show_group (self, "openai");
  AdwComboRow *protocols = ADW_COMBO_ROW (ui_test_find (group, ADW_TYPE_COMBO_ROW, 0));

  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (protocols)), ==, 2);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (protocols)));
  adw_combo_row_set_selected (protocols, 1 - adw_combo_row_get_selected (protocols));
  ui_test_wait_until (speaks (self, "openai", "openai-responses"));
  /* It is still an account of that service. */
  {
    g_autoptr (EaselProvider) changed = easel_provider_service_find (get_providers (self), "openai");

    g_assert_nonnull (easel_account_row_find_known (changed));
  }

  group = show_group (self, "anthropic");
  g_assert_false (gtk_widget_get_visible (ui_test_find (group, ADW_TYPE_COMBO_ROW, 0)));
}

static void
test_picture (DialogFixture *self, gconstpointer data)
{
  static const guint32 pixels[16 * 16] = { 0xff3584e4 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (16, 16, GDK_MEMORY_DEFAULT, bytes, 64);
  g_autoptr (EaselProvider) studio = dialog_fixture_add_studio (self);
  EaselAccountGroup *group = EASEL_ACCOUNT_GROUP (show_group (self, "studio"));
  GtkWidget *problem = ui_test_find (GTK_WIDGET (group), EASEL_TYPE_PROBLEM_ROW, 0);
  GtkWidget *reset = ui_test_find (GTK_WIDGET (group), GTK_TYPE_BUTTON, 0);
  GtkImage *image = GTK_IMAGE (ui_test_find (GTK_WIDGET (group), GTK_TYPE_IMAGE, 0));
  g_autofree char *path = g_build_filename (self->dir, "mine.png", NULL);
  g_autofree char *text = g_build_filename (self->dir, "text.png", NULL);

  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_assert_true (g_file_set_contents (text, "no picture", -1, NULL));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (reset)), ==, "Reset");
  g_assert_false (gtk_widget_get_visible (reset));
  g_assert_nonnull (gtk_image_get_icon_name (image));

  easel_account_group_take_picture (group, text);
  ui_test_wait_until (gtk_widget_get_visible (problem));
  g_assert_false (has_picture (self));

  easel_account_group_take_picture (group, path);
  ui_test_wait_until (has_picture (self));
  ui_test_wait_until (!gtk_widget_get_visible (problem));
  /* As the account's page does when the list has changed. */
  {
    g_autoptr (EaselProvider) now = easel_provider_service_find (get_providers (self), "studio");

    easel_account_group_set_provider (group, get_providers (self), now);
  }
  g_assert_true (gtk_widget_get_visible (reset));
  g_assert_true (GDK_IS_TEXTURE (gtk_image_get_paintable (image)));

  g_signal_emit_by_name (reset, "clicked");
  ui_test_wait_until (!has_picture (self));
}

/* ---- general ---- */

static char *
dup_model (DialogFixture *self, gboolean fallback)
{
  g_autoptr (EaselModel) model =
      fallback ? easel_provider_service_get_fallback_model (get_providers (self), EASEL_PURPOSE_LLM)
               : easel_provider_service_get_default_model (get_providers (self), EASEL_PURPOSE_LLM);

  return g_strdup (model != NULL ? easel_model_get_ref (model) : "none");
}

static gboolean
is_model (DialogFixture *self, gboolean fallback, const char *ref)
{
  g_autofree char *found = dup_model (self, fallback);

  return g_str_equal (found, ref);
}

static void
choose (AdwComboRow *row, const char *name)
{
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), name))
      {
        adw_combo_row_set_selected (row, i);
        return;
      }
  g_error ("“%s” is not in the list", name);
}

static void
test_models (DialogFixture *self, gconstpointer data)
{
  g_autoptr (EaselProvider) studio = dialog_fixture_add_studio (self);
  g_autoptr (GError) error = NULL;
  GtkWidget *page;
  AdwComboRow *standard, *fallback;

  easel_test_await (easel_provider_service_refresh_models (get_providers (self), "studio"), &error);
  g_assert_no_error (error);
  page = GTK_WIDGET (easel_general_page_new (self->context));
  adw_window_set_content (ADW_WINDOW (self->window), page);
  ui_test_wait_until (gtk_widget_get_mapped (page));
  standard = ADW_COMBO_ROW (ui_test_find (page, EASEL_TYPE_MODEL_CHOICE_ROW, 0));
  fallback = ADW_COMBO_ROW (ui_test_find (page, EASEL_TYPE_MODEL_CHOICE_ROW, 3));

  /* The samples draw pictures and make clips. */
  g_assert_true (gtk_widget_get_visible (ui_test_find (page, EASEL_TYPE_MODEL_CHOICE_ROW, 1)));
  g_assert_true (gtk_widget_get_visible (ui_test_find (page, EASEL_TYPE_MODEL_CHOICE_ROW, 2)));
  g_assert_cmpuint (adw_combo_row_get_selected (fallback), ==, 0);

  choose (standard, "large · Studio");
  ui_test_wait_until (is_model (self, FALSE, "studio:large"));
  choose (fallback, "tiny · Studio");
  ui_test_wait_until (is_model (self, TRUE, "studio:tiny"));
  choose (fallback, "None");
  ui_test_wait_until (is_model (self, TRUE, "none"));

  /* A choice that is not offered any more is still said. */
  easel_test_await (easel_provider_service_set_model_enabled (get_providers (self), "studio:large", FALSE),
                    &error);
  g_assert_no_error (error);
  easel_model_choice_row_refresh (EASEL_MODEL_CHOICE_ROW (standard));
  g_assert_cmpstr (
      gtk_string_object_get_string (GTK_STRING_OBJECT (adw_combo_row_get_selected_item (standard))), ==,
      "large (not offered)");
}

static gboolean
is_on (DialogFixture *self, guint which)
{
  g_autoptr (DexFuture) future =
      which == 0 ? easel_edit_service_get_cache (easel_context_get_edits (self->context))
                 : easel_chat_service_get_model_titles (easel_context_get_chats (self->context));
  g_autoptr (GError) error = NULL;
  const GValue *value;

  ui_test_wait_until (!dex_future_is_pending (future));
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  return g_value_get_boolean (value);
}

/* What costs money or changes answers is off until it is switched on, and stays so. */
static void
test_switch (DialogFixture *self, guint which)
{
  GtkWidget *page = GTK_WIDGET (easel_general_page_new (self->context));
  AdwSwitchRow *row = ADW_SWITCH_ROW (ui_test_find (page, ADW_TYPE_SWITCH_ROW, which));

  adw_window_set_content (ADW_WINDOW (self->window), page);
  ui_test_wait_until (gtk_widget_get_mapped (page));
  easel_test_settle ();
  g_assert_false (adw_switch_row_get_active (row));
  g_assert_false (is_on (self, which));
  adw_switch_row_set_active (row, TRUE);
  ui_test_wait_until (is_on (self, which));
  g_assert_false (is_on (self, 1 - which));

  /* The next page shows what was kept. */
  page = GTK_WIDGET (easel_general_page_new (self->context));
  row = ADW_SWITCH_ROW (ui_test_find (page, ADW_TYPE_SWITCH_ROW, which));
  adw_window_set_content (ADW_WINDOW (self->window), page);
  ui_test_wait_until (adw_switch_row_get_active (row));
  adw_switch_row_set_active (row, FALSE);
  ui_test_wait_until (!is_on (self, which));
}

static void
test_cache (DialogFixture *self, gconstpointer data)
{
  test_switch (self, 0);
}

static void
test_titles (DialogFixture *self, gconstpointer data)
{
  test_switch (self, 1);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/preferences/" path, DialogFixture, NULL, dialog_fixture_set_up, function,                    \
              dialog_fixture_tear_down)

int
main (int argc, char *argv[])
{
  /* No keyring: what would need one says so. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  ui_test_init (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  ADD ("health/found", test_health);
  ADD ("health/closed", test_health_closed);
  ADD ("health/without-keys", test_health_without_keys);
  ADD ("account/advanced", test_advanced);
  ADD ("account/protocols", test_protocols);
  ADD ("account/picture", test_picture);
  ADD ("general/models", test_models);
  ADD ("general/cache", test_cache);
  ADD ("general/titles", test_titles);
  return g_test_run ();
}
