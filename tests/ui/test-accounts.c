// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "dialog-fixture.h"
#include "ui-test.h"

#include "easel-account-row.h"
#include "easel-address.h"
#include "easel-model-item.h"
#include "easel-model-page.h"
#include "easel-preferences-dialog.h"
#include "easel-problem-row.h"
#include "easel-pull-group.h"
#include "easel-pull-row.h"
#include "easel-provider-page.h"
#include "easel-test-future.h"

/* The accounts in the preferences: added, tested, changed, deleted. */

#define REFUSED                                                                                              \
  "{\"error\":{\"message\":\"Incorrect API "                                                                 \
  "key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"

static EaselProviderService *
get_providers (DialogFixture *self)
{
  return easel_context_get_providers (self->context);
}

/* Whatever is known already of the account that is shown. */
static void
click_test (DialogFixture *self)
{
  GtkWidget *button = NULL;

  ui_test_wait_until ((button = dialog_look_for (self->window, GTK_TYPE_BUTTON, "Test")) != NULL ||
                      (button = dialog_look_for (self->window, GTK_TYPE_BUTTON, "Test Again")) != NULL);
  ui_test_wait_until (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
apply (DialogFixture *self, const char *row)
{
  g_signal_emit_by_name (dialog_find (self, ADW_TYPE_ENTRY_ROW, row), "apply");
}

/* What a problem on the screen says, NULL if there is none. */
static const char *
get_problem (DialogFixture *self)
{
  GtkWidget *row = dialog_look_for (self->window, EASEL_TYPE_PROBLEM_ROW, NULL);

  return row != NULL ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) : NULL;
}

static guint
count_providers (DialogFixture *self)
{
  return g_list_model_get_n_items (easel_provider_service_get_providers (get_providers (self)));
}

static void
open_preferences (DialogFixture *self)
{
  dialog_fixture_present (self, easel_preferences_dialog_new (self->context));
}

static void
add_studio (DialogFixture *self)
{
  g_autoptr (EaselProvider) studio = dialog_fixture_add_studio (self);
}

/* ---- servers on this computer ---- */

static void
test_found (DialogFixture *self, gconstpointer data)
{
  g_autofree char *ports = g_strdup_printf ("none,llamacpp:%u", easel_test_server_get_port (self->server));
  guint before = count_providers (self);

  easel_test_server_add (
      self->server, "/v1/models", 200, "application/json",
      "{\"object\":\"list\",\"data\":[{\"id\":\"story.gguf\",\"owned_by\":\"llamacpp\"}]}");
  g_setenv ("EASEL_LOCAL_PORTS", ports, TRUE);
  open_preferences (self);
  ui_test_wait_until (dialog_is_shown (self, ADW_TYPE_ACTION_ROW, "llama.cpp"));
  g_setenv ("EASEL_LOCAL_PORTS", "none", TRUE);

  /* One click, and it is an account with its models. */
  g_signal_emit_by_name (
      ui_test_find (dialog_find (self, ADW_TYPE_ACTION_ROW, "llama.cpp"), GTK_TYPE_BUTTON, 0), "clicked");
  ui_test_wait_until (count_providers (self) == before + 1);
  ui_test_wait_until (g_list_model_get_n_items (
                          easel_local_service_get_found (easel_context_get_local (self->context))) == 0);
  ui_test_wait_until (dialog_is_shown (self, EASEL_TYPE_ACCOUNT_ROW, "llama.cpp"));
}

/* A model is fetched from the account's page; it goes on when the page is left. */
static void
test_pull (DialogFixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "");
  g_autoptr (EaselProvider) provider = NULL;
  EaselLocalService *local = easel_context_get_local (self->context);

  easel_test_server_add (self->server, "/api/tags", 200, "application/json", "{\"models\":[]}");
  easel_test_answer_set_fault (
      easel_test_server_add (
          self->server, "/api/pull", 200, "application/x-ndjson",
          "{\"status\":\"pulling 6a\",\"digest\":\"sha256:6a\",\"total\":4000000,"
          "\"completed\":1000000}\n{\"status\":\"pulling 6a\",\"digest\":\"sha256:6a\"}\n"),
      EASEL_TEST_FAULT_STALL, 90);
  provider = easel_test_await_object (
      easel_provider_service_add (get_providers (self), "ollama", "Ollama", "ollama", url, NULL, FALSE),
      NULL);
  g_assert_nonnull (provider);

  open_preferences (self);
  dialog_click (self, "Ollama");
  ui_test_wait_until (dialog_is_shown (self, EASEL_TYPE_PULL_GROUP, NULL));
  gtk_editable_set_text (
      GTK_EDITABLE (
          ui_test_find (dialog_look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0)),
      "two words");
  g_signal_emit_by_name (
      ui_test_find (dialog_look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0),
      "apply");
  ui_test_wait_until (get_problem (self) != NULL && strstr (get_problem (self), "llama3.2") != NULL);

  gtk_editable_set_text (
      GTK_EDITABLE (
          ui_test_find (dialog_look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0)),
      "tiny:1b");
  g_signal_emit_by_name (
      ui_test_find (dialog_look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0),
      "apply");
  ui_test_wait_until (dialog_is_shown (self, GTK_TYPE_LABEL, "1.0\u00a0MB of 4.0\u00a0MB"));
  dialog_click (self, "Stop");
  ui_test_wait_until (g_list_model_get_n_items (easel_local_service_get_pulls (local)) == 0);
  ui_test_wait_until (!dialog_is_shown (self, EASEL_TYPE_PULL_ROW, NULL));
}

/* ---- addresses and keys ---- */

static void
test_address (void)
{
  static const struct
  {
    const char *address;
    EaselAddressState state;
  } cases[] = {
    { "", EASEL_ADDRESS_EMPTY },
    { "  ", EASEL_ADDRESS_EMPTY },
    { "htt", EASEL_ADDRESS_EMPTY },
    { "https://", EASEL_ADDRESS_EMPTY },
    { "example.com", EASEL_ADDRESS_INVALID },
    { "ftp://example.com", EASEL_ADDRESS_INVALID },
    { "file:///etc/passwd", EASEL_ADDRESS_INVALID },
    { "https:///v1", EASEL_ADDRESS_INVALID },
    { "https://user:secret@example.com", EASEL_ADDRESS_INVALID },
    { "https://exa mple.com", EASEL_ADDRESS_INVALID },
    { "https://example.com/v1#part", EASEL_ADDRESS_INVALID },
    { "https://example.com:99999", EASEL_ADDRESS_INVALID },
    { "https://example.com\nHost: other", EASEL_ADDRESS_INVALID },
    { "http://example.com", EASEL_ADDRESS_PLAIN },
    { "http://192.168.0.7:8000/v1", EASEL_ADDRESS_PLAIN },
    { "http://127.0.0.1.example.com", EASEL_ADDRESS_PLAIN },
    { "http://localhost:8080/v1", EASEL_ADDRESS_LOCAL },
    { "http://127.0.0.1:8080", EASEL_ADDRESS_LOCAL },
    { "http://[::1]:8080/v1", EASEL_ADDRESS_LOCAL },
    { " https://example.com/v1 \n", EASEL_ADDRESS_SECURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *problem;
      EaselAddressState state = easel_address_check (cases[i].address, &problem);

      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (state, ==, cases[i].state);
      g_assert_true ((problem != NULL) == (state == EASEL_ADDRESS_INVALID || state == EASEL_ADDRESS_PLAIN));
    }
}

static void
test_key (void)
{
  static const struct
  {
    const char *typed;
    const char *key;
    gboolean trimmed;
  } cases[] = {
    { " \n", NULL, TRUE },       { "sk-1", "sk-1", FALSE },
    { " sk-1\n", "sk-1", TRUE }, { "sk-1 sk-2", NULL, FALSE },
    { "sk\t1", NULL, FALSE },    { "sk-\x01", NULL, FALSE },
    { "sk-\xff", NULL, FALSE },  { "\xef\xbb\xbfsk-1", "sk-1", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean trimmed;
      g_autoptr (GError) error = NULL;
      g_autofree char *key = easel_provider_service_clean_key (cases[i].typed, &trimmed, &error);

      g_assert_cmpstr (key, ==, cases[i].key);
      g_assert_cmpint (trimmed, ==, cases[i].trimmed);
      g_assert_true ((error != NULL) == (key == NULL));
    }
}

/* ---- preferences ---- */

static void
test_first_look (DialogFixture *self, gconstpointer data)
{
  GtkWidget *row;

  open_preferences (self);
  dialog_find (self, ADW_TYPE_ACTION_ROW, "No Accounts Yet");
  row = dialog_find (self, EASEL_TYPE_ACCOUNT_ROW, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Rule-based, not a language model");
  g_assert_cmpstr (easel_account_row_get_state_text (EASEL_ACCOUNT_ROW (row)), ==, "Ready");

  adw_action_row_activate (ADW_ACTION_ROW (row));
  dialog_find (self, EASEL_TYPE_PROVIDER_PAGE, NULL);
  g_assert_true (
      dialog_is_shown (self, GTK_TYPE_LABEL, "Offline samples — rule-based, not a language model"));
  g_assert_false (dialog_is_shown (self, ADW_TYPE_BUTTON_ROW, "Delete Account"));
  g_assert_false (dialog_is_shown (self, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL));

  adw_switch_row_set_active (ADW_SWITCH_ROW (dialog_find (self, ADW_TYPE_SWITCH_ROW, "Use This Account")),
                             FALSE);
  ui_test_wait_until (g_str_equal (easel_account_row_get_state_text (EASEL_ACCOUNT_ROW (row)), "Off"));
}

static void
test_add_account (DialogFixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  guint n_before = count_providers (self);
  GtkWidget *add;

  easel_test_server_add (self->server, "/v1/models", 200, "application/json", DIALOG_MODELS);
  open_preferences (self);
  dialog_click (self, "Add");
  dialog_click (self, "Compatible Server…");
  dialog_type_into (self, "Name", "Studio");
  add = dialog_find (self, GTK_TYPE_BUTTON, "Add Account");

  dialog_type_into (self, "Address", "studio.local");
  g_assert_nonnull (get_problem (self));
  g_assert_false (gtk_widget_is_sensitive (add));

  dialog_type_into (self, "Address", "http://studio.local");
  g_assert_nonnull (get_problem (self));
  g_assert_false (gtk_widget_is_sensitive (add));
  adw_switch_row_set_active (
      ADW_SWITCH_ROW (dialog_find (self, ADW_TYPE_SWITCH_ROW, "Allow Unencrypted Connection")), TRUE);
  g_assert_null (get_problem (self));
  g_assert_true (gtk_widget_is_sensitive (add));

  dialog_type_into (self, "Address", url);
  g_assert_null (get_problem (self));
  g_assert_false (dialog_is_shown (self, ADW_TYPE_SWITCH_ROW, "Allow Unencrypted Connection"));
  dialog_click (self, "Add Account");

  dialog_find (self, EASEL_TYPE_PROVIDER_PAGE, NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before + 1);
  click_test (self);
  dialog_find (self, GTK_TYPE_LABEL, "Works");
  dialog_find (self, GTK_TYPE_LABEL, "tiny");
}

static void
test_bad_key (DialogFixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  guint n_before = count_providers (self);

  easel_test_server_add (self->server, "/v1/models", 401, "application/json", REFUSED);
  open_preferences (self);
  dialog_click (self, "Add");
  dialog_click (self, "Compatible Server…");
  dialog_type_into (self, "Name", "Studio");
  dialog_type_into (self, "Address", url);

  dialog_type_into (self, "Key, if the Server Needs One", "sk-one sk-two");
  dialog_click (self, "Add Account");
  g_assert_nonnull (get_problem (self));
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 0);

  dialog_type_into (self, "Key, if the Server Needs One", "sk-refused");
  g_assert_null (get_problem (self));
  dialog_click (self, "Add Account");
  dialog_find (self, GTK_TYPE_LABEL, "Key refused");
  g_assert_cmpuint (count_providers (self), ==, n_before);

  /* There is no keyring here: the key is kept nowhere, and so is the account. */
  dialog_click (self, "Keep Anyway");
  ui_test_wait_until (get_problem (self) != NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before);
}

static void
test_close_while_testing (DialogFixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  gpointer dialog;
  guint n_before = count_providers (self);
  EaselTestAnswer *answer =
      easel_test_server_add (self->server, "/v1/models", 200, "application/json", DIALOG_MODELS);

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  open_preferences (self);
  dialog = self->dialog;
  dialog_click (self, "Add");
  dialog_click (self, "Compatible Server…");
  dialog_type_into (self, "Name", "Studio");
  dialog_type_into (self, "Address", url);
  dialog_click (self, "Add Account");
  ui_test_wait_until (easel_test_server_get_n_requests (self->server) == 1);
  g_assert_true (dialog_is_shown (self, GTK_TYPE_LABEL, "Testing…"));

  /* The wait ends with the dialog, although the server never answers. */
  g_object_add_weak_pointer (dialog, &dialog);
  adw_dialog_force_close (self->dialog);
  self->dialog = NULL;
  ui_test_wait_until (dialog == NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before);
}

static void
test_delete_and_undo (DialogFixture *self, gconstpointer data)
{
  guint n_before;

  add_studio (self);
  n_before = count_providers (self);
  open_preferences (self);
  dialog_click (self, "Studio");
  dialog_click (self, "Delete Account");
  ui_test_wait_until (count_providers (self) == n_before - 1);
  ui_test_wait_until (!dialog_is_shown (self, EASEL_TYPE_PROVIDER_PAGE, NULL));
  g_assert_false (dialog_is_shown (self, EASEL_TYPE_ACCOUNT_ROW, "Studio"));

  dialog_click (self, "Undo");
  ui_test_wait_until (count_providers (self) == n_before);
  dialog_find (self, EASEL_TYPE_ACCOUNT_ROW, "Studio");
}

static void
test_edit_account (DialogFixture *self, gconstpointer data)
{
  GtkWidget *address;

  add_studio (self);
  open_preferences (self);
  dialog_click (self, "Studio");

  dialog_type_into (self, "Name", "  Atelier ");
  apply (self, "Name");
  ui_test_wait_until (g_str_equal (
      gtk_editable_get_text (GTK_EDITABLE (dialog_find (self, ADW_TYPE_ENTRY_ROW, "Name"))), "Atelier"));
  dialog_type_into (self, "Name", " ");
  apply (self, "Name");
  g_assert_nonnull (get_problem (self));

  address = dialog_find (self, ADW_TYPE_ENTRY_ROW, "Address");
  dialog_type_into (self, "Address", "nonsense");
  apply (self, "Address");
  easel_test_settle ();
  g_assert_true (gtk_widget_has_css_class (address, "error"));
  {
    g_autoptr (EaselProvider) provider = easel_provider_service_find (get_providers (self), "studio");

    g_assert_cmpstr (easel_provider_get_name (provider), ==, "Atelier");
    g_assert_true (g_str_has_prefix (easel_provider_get_base_url (provider), "http://127.0.0.1"));
  }
}

static void
test_default_model (DialogFixture *self, gconstpointer data)
{
  GtkWidget *star;

  add_studio (self);
  open_preferences (self);
  dialog_click (self, "Studio");
  click_test (self);
  dialog_find (self, GTK_TYPE_LABEL, "Works");

  star = dialog_find (self, GTK_TYPE_TOGGLE_BUTTON, "Use as Default");
  gtk_widget_grab_focus (star);
  g_signal_emit_by_name (star, "clicked");
  ui_test_wait_until (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  g_assert_true (gtk_widget_has_focus (star));
  {
    g_autoptr (EaselModel) model =
        easel_provider_service_get_default_model (get_providers (self), EASEL_PURPOSE_LLM);

    g_assert_cmpstr (easel_model_get_provider_slug (model), ==, "studio");
  }

  dialog_type_into (self, "Add a Model by Its ID", "huge:70b");
  apply (self, "Add a Model by Its ID");
  dialog_find (self, GTK_TYPE_LABEL, "huge:70b");
}

/* What a toast undoes is back, with its name. */
static void
test_remove_model (DialogFixture *self, gconstpointer data)
{
  add_studio (self);
  open_preferences (self);
  dialog_click (self, "Studio");
  dialog_type_into (self, "Add a Model by Its ID", "huge:70b");
  apply (self, "Add a Model by Its ID");
  dialog_find (self, GTK_TYPE_LABEL, "huge:70b");
  g_assert_true (gtk_widget_activate (
      gtk_widget_get_ancestor (dialog_find (self, GTK_TYPE_LABEL, "huge:70b"), GTK_TYPE_LIST_BOX_ROW)));
  dialog_click (self, "Remove Model");
  ui_test_wait_until (!dialog_is_shown (self, EASEL_TYPE_MODEL_PAGE, NULL));
  ui_test_wait_until (!dialog_is_shown (self, EASEL_TYPE_MODEL_ITEM, NULL));

  dialog_click (self, "Undo");
  dialog_find (self, EASEL_TYPE_MODEL_ITEM, NULL);
  dialog_find (self, GTK_TYPE_LABEL, "huge:70b");
}

/* ---- names ---- */

/* Each control that takes the focus says what it is. */
static guint
count_unnamed (GtkWidget *widget)
{
  guint n = 0;

  if (gtk_widget_get_mapped (widget) && gtk_widget_get_focusable (widget) &&
      (GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget)) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    {
      const char *text = dialog_get_text (widget);

      if (text == NULL || *text == '\0')
        {
          g_test_message ("%s has no name", G_OBJECT_TYPE_NAME (widget));
          n++;
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_unnamed (child);
  return n;
}

static void
test_names (DialogFixture *self, gconstpointer data)
{
  g_autoptr (GtkWidget) planted = g_object_ref_sink (gtk_button_new ());

  gtk_button_set_icon_name (GTK_BUTTON (planted), "list-add-symbolic");
  adw_window_set_content (ADW_WINDOW (self->window), planted);
  ui_test_wait_until (gtk_widget_get_mapped (planted));
  g_assert_cmpuint (count_unnamed (planted), ==, 1);
  adw_window_set_content (ADW_WINDOW (self->window), adw_bin_new ());

  add_studio (self);
  open_preferences (self);
  g_assert_cmpuint (count_unnamed (GTK_WIDGET (self->dialog)), ==, 0);
  dialog_click (self, "Studio");
  click_test (self);
  dialog_find (self, GTK_TYPE_LABEL, "Works");
  g_assert_cmpuint (count_unnamed (GTK_WIDGET (self->dialog)), ==, 0);
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

  g_test_add_func ("/accounts/address", test_address);
  g_test_add_func ("/accounts/key", test_key);
  ADD ("/accounts/first-look", test_first_look);
  ADD ("/accounts/add-account", test_add_account);
  ADD ("/accounts/bad-key", test_bad_key);
  ADD ("/accounts/close-while-testing", test_close_while_testing);
  ADD ("/accounts/delete-and-undo", test_delete_and_undo);
  ADD ("/accounts/edit-account", test_edit_account);
  ADD ("/accounts/default-model", test_default_model);
  ADD ("/accounts/remove-model", test_remove_model);
  ADD ("/accounts/names", test_names);
  ADD ("/accounts/found", test_found);
  ADD ("/accounts/pull", test_pull);
  return g_test_run ();
}
