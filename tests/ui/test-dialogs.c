// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-account-row.h"
#include "easel-address.h"
#include "easel-context.h"
#include "easel-edit-log-dialog.h"
#include "easel-edit-log-page.h"
#include "easel-known-page.h"
#include "easel-model-item.h"
#include "easel-model-page.h"
#include "easel-preferences-dialog.h"
#include "easel-problem-row.h"
#include "easel-pull-group.h"
#include "easel-pull-row.h"
#include "easel-provider-page.h"
#include "easel-recipes-dialog.h"
#include "easel-shortcuts-dialog.h"
#include "easel-test-future.h"
#include "easel-test-server.h"
#include "easel-welcome-page.h"

#define MODELS                                                                                               \
  "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"object\":\"model\"},{\"id\":\"large\",\"object\":"      \
  "\"model\"}]}"
#define REFUSED                                                                                              \
  "{\"error\":{\"message\":\"Incorrect API "                                                                 \
  "key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"

typedef struct
{
  char *dir;
  EaselContext *context;
  EaselTestServer *server;
  GtkWidget *window;
  AdwDialog *dialog;
} Fixture;

/* ---- finding and using what is on the screen ---- */

static const char *
get_text (GtkWidget *widget)
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
static GtkWidget *
look_for (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      GtkWidget *found = look_for (child, type, text);

      if (found != NULL)
        return found;
    }
  if (!g_type_is_a (G_OBJECT_TYPE (widget), type))
    return NULL;
  return text == NULL || g_strcmp0 (get_text (widget), text) == 0 ? widget : NULL;
}

static GtkWidget *
find_either (Fixture *self, GType type, GType other, const char *text)
{
  gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;
  GtkWidget *found;

  while ((found = look_for (self->window, type, text)) == NULL &&
         (found = look_for (self->window, other, text)) == NULL && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  if (found == NULL)
    tell_labels (self->window);
  if (found == NULL)
    g_error ("no %s “%s” is shown", g_type_name (type), text != NULL ? text : "");
  return found;
}

static GtkWidget *
find (Fixture *self, GType type, const char *text)
{
  return find_either (self, type, type, text);
}

static gboolean
is_shown (Fixture *self, GType type, const char *text)
{
  return look_for (self->window, type, text) != NULL;
}

static void
click (Fixture *self, const char *text)
{
  GtkWidget *widget = find_either (self, GTK_TYPE_BUTTON, ADW_TYPE_PREFERENCES_ROW, text);

  g_assert_true (gtk_widget_is_sensitive (widget));
  if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else
    g_assert_true (gtk_widget_activate (widget));
}

/* Whatever is known already of the account that is shown. */
static void
click_test (Fixture *self)
{
  GtkWidget *button = NULL;

  ui_test_wait_until ((button = look_for (self->window, GTK_TYPE_BUTTON, "Test")) != NULL ||
                      (button = look_for (self->window, GTK_TYPE_BUTTON, "Test Again")) != NULL);
  ui_test_wait_until (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
type_into (Fixture *self, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find (self, ADW_TYPE_ENTRY_ROW, row)), text);
}

static void
apply (Fixture *self, const char *row)
{
  g_signal_emit_by_name (find (self, ADW_TYPE_ENTRY_ROW, row), "apply");
}

/* What a problem on the screen says, NULL if there is none. */
static const char *
get_problem (Fixture *self)
{
  GtkWidget *row = look_for (self->window, EASEL_TYPE_PROBLEM_ROW, NULL);

  return row != NULL ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) : NULL;
}

/* ---- fixture ---- */

static void
set_up (Fixture *self, gconstpointer data)
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

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_remove (child);
    }
  g_rmdir (path);
}

/* Nothing may hold a dialog that is closed. */
static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gpointer dialog = self->dialog;

  if (dialog != NULL)
    {
      g_object_add_weak_pointer (dialog, &dialog);
      adw_dialog_force_close (self->dialog);
      ui_test_wait_until (dialog == NULL);
    }
  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  easel_test_server_free (self->server);
  remove_dir (self->dir);
  g_free (self->dir);
}

static void
present (Fixture *self, gpointer dialog)
{
  self->dialog = dialog;
  adw_dialog_present (dialog, self->window);
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
}

static EaselProviderService *
get_providers (Fixture *self)
{
  return easel_context_get_providers (self->context);
}

static guint
count_providers (Fixture *self)
{
  return g_list_model_get_n_items (easel_provider_service_get_providers (get_providers (self)));
}

static void
open_preferences (Fixture *self)
{
  present (self, easel_preferences_dialog_new (self->context));
}

/* An account on a server of the test's own, which needs no key. */
static void
add_account (Fixture *self)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (self->server, "/v1/models", 200, "application/json", MODELS);
  provider = easel_test_await_object (
      easel_provider_service_add (get_providers (self), "openai", "Studio", "studio", url, NULL, FALSE),
      &error);
  g_assert_no_error (error);
  g_assert_nonnull (provider);
}

/* ---- servers on this computer ---- */

static void
test_found (Fixture *self, gconstpointer data)
{
  g_autofree char *ports = g_strdup_printf ("none,llamacpp:%u", easel_test_server_get_port (self->server));
  guint before = count_providers (self);

  easel_test_server_add (
      self->server, "/v1/models", 200, "application/json",
      "{\"object\":\"list\",\"data\":[{\"id\":\"story.gguf\",\"owned_by\":\"llamacpp\"}]}");
  g_setenv ("EASEL_LOCAL_PORTS", ports, TRUE);
  open_preferences (self);
  ui_test_wait_until (is_shown (self, ADW_TYPE_ACTION_ROW, "llama.cpp"));
  g_setenv ("EASEL_LOCAL_PORTS", "none", TRUE);

  /* One click, and it is an account with its models. */
  g_signal_emit_by_name (ui_test_find (find (self, ADW_TYPE_ACTION_ROW, "llama.cpp"), GTK_TYPE_BUTTON, 0),
                         "clicked");
  ui_test_wait_until (count_providers (self) == before + 1);
  ui_test_wait_until (g_list_model_get_n_items (
                          easel_local_service_get_found (easel_context_get_local (self->context))) == 0);
  ui_test_wait_until (is_shown (self, EASEL_TYPE_ACCOUNT_ROW, "llama.cpp"));
}

/* A model is fetched from the account's page; it goes on when the page is left. */
static void
test_pull (Fixture *self, gconstpointer data)
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
  click (self, "Ollama");
  ui_test_wait_until (is_shown (self, EASEL_TYPE_PULL_GROUP, NULL));
  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL),
                                                     ADW_TYPE_ENTRY_ROW, 0)),
                         "two words");
  g_signal_emit_by_name (
      ui_test_find (look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0), "apply");
  ui_test_wait_until (get_problem (self) != NULL && strstr (get_problem (self), "llama3.2") != NULL);

  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL),
                                                     ADW_TYPE_ENTRY_ROW, 0)),
                         "tiny:1b");
  g_signal_emit_by_name (
      ui_test_find (look_for (self->window, EASEL_TYPE_PULL_GROUP, NULL), ADW_TYPE_ENTRY_ROW, 0), "apply");
  ui_test_wait_until (is_shown (self, GTK_TYPE_LABEL, "1.0\u00a0MB of 4.0\u00a0MB"));
  click (self, "Stop");
  ui_test_wait_until (g_list_model_get_n_items (easel_local_service_get_pulls (local)) == 0);
  ui_test_wait_until (!is_shown (self, EASEL_TYPE_PULL_ROW, NULL));
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
test_first_look (Fixture *self, gconstpointer data)
{
  GtkWidget *row;

  open_preferences (self);
  find (self, ADW_TYPE_ACTION_ROW, "No Accounts Yet");
  row = find (self, EASEL_TYPE_ACCOUNT_ROW, NULL);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Rule-based, not a language model");
  g_assert_cmpstr (easel_account_row_get_state_text (EASEL_ACCOUNT_ROW (row)), ==, "Ready");

  adw_action_row_activate (ADW_ACTION_ROW (row));
  find (self, EASEL_TYPE_PROVIDER_PAGE, NULL);
  g_assert_true (is_shown (self, GTK_TYPE_LABEL, "Offline samples — rule-based, not a language model"));
  g_assert_false (is_shown (self, ADW_TYPE_BUTTON_ROW, "Delete Account"));
  g_assert_false (is_shown (self, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL));

  adw_switch_row_set_active (ADW_SWITCH_ROW (find (self, ADW_TYPE_SWITCH_ROW, "Use This Account")), FALSE);
  ui_test_wait_until (g_str_equal (easel_account_row_get_state_text (EASEL_ACCOUNT_ROW (row)), "Off"));
}

static void
test_add_account (Fixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  guint n_before = count_providers (self);
  GtkWidget *add;

  easel_test_server_add (self->server, "/v1/models", 200, "application/json", MODELS);
  open_preferences (self);
  click (self, "Add");
  click (self, "Compatible Server…");
  type_into (self, "Name", "Studio");
  add = find (self, GTK_TYPE_BUTTON, "Add Account");

  type_into (self, "Address", "studio.local");
  g_assert_nonnull (get_problem (self));
  g_assert_false (gtk_widget_is_sensitive (add));

  type_into (self, "Address", "http://studio.local");
  g_assert_nonnull (get_problem (self));
  g_assert_false (gtk_widget_is_sensitive (add));
  adw_switch_row_set_active (
      ADW_SWITCH_ROW (find (self, ADW_TYPE_SWITCH_ROW, "Allow Unencrypted Connection")), TRUE);
  g_assert_null (get_problem (self));
  g_assert_true (gtk_widget_is_sensitive (add));

  type_into (self, "Address", url);
  g_assert_null (get_problem (self));
  g_assert_false (is_shown (self, ADW_TYPE_SWITCH_ROW, "Allow Unencrypted Connection"));
  click (self, "Add Account");

  find (self, EASEL_TYPE_PROVIDER_PAGE, NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before + 1);
  click_test (self);
  find (self, GTK_TYPE_LABEL, "Works");
  find (self, GTK_TYPE_LABEL, "tiny");
}

static void
test_bad_key (Fixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  guint n_before = count_providers (self);

  easel_test_server_add (self->server, "/v1/models", 401, "application/json", REFUSED);
  open_preferences (self);
  click (self, "Add");
  click (self, "Compatible Server…");
  type_into (self, "Name", "Studio");
  type_into (self, "Address", url);

  type_into (self, "Key, if the Server Needs One", "sk-one sk-two");
  click (self, "Add Account");
  g_assert_nonnull (get_problem (self));
  g_assert_cmpuint (easel_test_server_get_n_requests (self->server), ==, 0);

  type_into (self, "Key, if the Server Needs One", "sk-refused");
  g_assert_null (get_problem (self));
  click (self, "Add Account");
  find (self, GTK_TYPE_LABEL, "Key refused");
  g_assert_cmpuint (count_providers (self), ==, n_before);

  /* There is no keyring here: the key is kept nowhere, and so is the account. */
  click (self, "Keep Anyway");
  ui_test_wait_until (get_problem (self) != NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before);
}

static void
test_close_while_testing (Fixture *self, gconstpointer data)
{
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  gpointer dialog;
  guint n_before = count_providers (self);
  EaselTestAnswer *answer =
      easel_test_server_add (self->server, "/v1/models", 200, "application/json", MODELS);

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  open_preferences (self);
  dialog = self->dialog;
  click (self, "Add");
  click (self, "Compatible Server…");
  type_into (self, "Name", "Studio");
  type_into (self, "Address", url);
  click (self, "Add Account");
  ui_test_wait_until (easel_test_server_get_n_requests (self->server) == 1);
  g_assert_true (is_shown (self, GTK_TYPE_LABEL, "Testing…"));

  /* The wait ends with the dialog, although the server never answers. */
  g_object_add_weak_pointer (dialog, &dialog);
  adw_dialog_force_close (self->dialog);
  self->dialog = NULL;
  ui_test_wait_until (dialog == NULL);
  g_assert_cmpuint (count_providers (self), ==, n_before);
}

static void
test_delete_and_undo (Fixture *self, gconstpointer data)
{
  guint n_before;

  add_account (self);
  n_before = count_providers (self);
  open_preferences (self);
  click (self, "Studio");
  click (self, "Delete Account");
  ui_test_wait_until (count_providers (self) == n_before - 1);
  ui_test_wait_until (!is_shown (self, EASEL_TYPE_PROVIDER_PAGE, NULL));
  g_assert_false (is_shown (self, EASEL_TYPE_ACCOUNT_ROW, "Studio"));

  click (self, "Undo");
  ui_test_wait_until (count_providers (self) == n_before);
  find (self, EASEL_TYPE_ACCOUNT_ROW, "Studio");
}

static void
test_edit_account (Fixture *self, gconstpointer data)
{
  GtkWidget *address;

  add_account (self);
  open_preferences (self);
  click (self, "Studio");

  type_into (self, "Name", "  Atelier ");
  apply (self, "Name");
  ui_test_wait_until (g_str_equal (
      gtk_editable_get_text (GTK_EDITABLE (find (self, ADW_TYPE_ENTRY_ROW, "Name"))), "Atelier"));
  type_into (self, "Name", " ");
  apply (self, "Name");
  g_assert_nonnull (get_problem (self));

  address = find (self, ADW_TYPE_ENTRY_ROW, "Address");
  type_into (self, "Address", "nonsense");
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
test_default_model (Fixture *self, gconstpointer data)
{
  GtkWidget *star;

  add_account (self);
  open_preferences (self);
  click (self, "Studio");
  click_test (self);
  find (self, GTK_TYPE_LABEL, "Works");

  star = find (self, GTK_TYPE_TOGGLE_BUTTON, "Use as Default");
  gtk_widget_grab_focus (star);
  g_signal_emit_by_name (star, "clicked");
  ui_test_wait_until (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  g_assert_true (gtk_widget_has_focus (star));
  {
    g_autoptr (EaselModel) model =
        easel_provider_service_get_default_model (get_providers (self), EASEL_PURPOSE_LLM);

    g_assert_cmpstr (easel_model_get_provider_slug (model), ==, "studio");
  }

  type_into (self, "Add a Model by Its ID", "huge:70b");
  apply (self, "Add a Model by Its ID");
  find (self, GTK_TYPE_LABEL, "huge:70b");
}

/* What a toast undoes is back, with its name. */
static void
test_remove_model (Fixture *self, gconstpointer data)
{
  add_account (self);
  open_preferences (self);
  click (self, "Studio");
  type_into (self, "Add a Model by Its ID", "huge:70b");
  apply (self, "Add a Model by Its ID");
  find (self, GTK_TYPE_LABEL, "huge:70b");
  g_assert_true (gtk_widget_activate (
      gtk_widget_get_ancestor (find (self, GTK_TYPE_LABEL, "huge:70b"), GTK_TYPE_LIST_BOX_ROW)));
  click (self, "Remove Model");
  ui_test_wait_until (!is_shown (self, EASEL_TYPE_MODEL_PAGE, NULL));
  ui_test_wait_until (!is_shown (self, EASEL_TYPE_MODEL_ITEM, NULL));

  click (self, "Undo");
  find (self, EASEL_TYPE_MODEL_ITEM, NULL);
  find (self, GTK_TYPE_LABEL, "huge:70b");
}

/* ---- the log ---- */

static void
run_edit (Fixture *self)
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
test_log_empty (Fixture *self, gconstpointer data)
{
  present (self, easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0));
  find (self, GTK_TYPE_LABEL, "No Edits Yet");
}

static void
test_log (Fixture *self, gconstpointer data)
{
  GtkWidget *entry, *list;

  run_edit (self);
  present (self, easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0));
  find (self, GTK_TYPE_LABEL, easel_edit_service_get_example_instruction ());
  find (self, GTK_TYPE_LABEL, "Not decided");
  find (self, GTK_TYPE_LABEL, "Sample editor · Offline samples · just now");

  entry = find (self, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "zeppelin");
  find (self, GTK_TYPE_LABEL, "No Matches");
  click (self, "Clear Search");
  find (self, GTK_TYPE_LABEL, easel_edit_service_get_example_instruction ());

  list = find (self, GTK_TYPE_LIST_VIEW, NULL);
  g_signal_emit_by_name (list, "activate", 0);
  find (self, EASEL_TYPE_EDIT_LOG_PAGE, NULL);
  g_assert_true (is_shown (self, GTK_TYPE_LABEL, easel_edit_service_get_example_prompt ()));
  g_assert_true (is_shown (self, GTK_TYPE_LABEL, "Sample editor (editor)"));
  click (self, "Copy Details");
}

/* ---- recipes ---- */

static guint
count_recipes (Fixture *self)
{
  return g_list_model_get_n_items (
      easel_recipe_service_get_recipes (easel_context_get_recipes (self->context)));
}

static void
write_recipe (Fixture *self, const char *name, const char *instruction)
{
  GtkWidget *view;

  type_into (self, "Name", name);
  view = find (self, GTK_TYPE_TEXT_VIEW, NULL);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), instruction, -1);
}

static void
test_recipes (Fixture *self, gconstpointer data)
{
  guint n_before = count_recipes (self);
  GtkWidget *save;

  g_assert_cmpuint (n_before, >, 0);
  present (self, easel_recipes_dialog_new (easel_context_get_recipes (self->context)));
  click (self, "Add");
  save = find (self, GTK_TYPE_BUTTON, "Save");
  g_assert_false (gtk_widget_is_sensitive (save));
  write_recipe (self, "House style", "  ");
  g_assert_false (gtk_widget_is_sensitive (save));
  write_recipe (self, "House <style>", "Muted colours & film grain.");
  click (self, "Save");
  ui_test_wait_until (count_recipes (self) == n_before + 1);

  click (self, "House <style>");
  write_recipe (self, "House style", "Muted colours.");
  click (self, "Save");
  click (self, "House style");
  click (self, "Delete Recipe");
  ui_test_wait_until (count_recipes (self) == n_before);
  click (self, "Undo");
  ui_test_wait_until (count_recipes (self) == n_before + 1);
  find (self, ADW_TYPE_ACTION_ROW, "House style");
}

static void
test_copy_recipe (Fixture *self, gconstpointer data)
{
  GListModel *recipes = easel_recipe_service_get_recipes (easel_context_get_recipes (self->context));
  g_autoptr (EaselRecipe) recipe = g_list_model_get_item (recipes, 0);
  guint n_before = count_recipes (self);

  g_assert_true (easel_recipe_is_built_in (recipe));
  present (self, easel_recipes_dialog_new (easel_context_get_recipes (self->context)));
  click (self, easel_recipe_get_name (recipe));
  find (self, ADW_TYPE_BUTTON_ROW, "Copy as Your Own");
  g_assert_false (is_shown (self, ADW_TYPE_BUTTON_ROW, "Delete Recipe"));
  g_assert_false (is_shown (self, GTK_TYPE_BUTTON, "Save"));
  click (self, "Copy as Your Own");
  click (self, "Save");
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
test_welcome_try (Fixture *self, gconstpointer data)
{
  EaselWelcomePage *page = easel_welcome_page_new (self->context);
  g_autofree char *example = NULL;

  g_signal_connect_swapped (page, "try", G_CALLBACK (on_try_cb), &example);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (page));
  click (self, "Try It Now");
  g_assert_cmpstr (example, ==, easel_edit_service_get_example_prompt ());
  ui_test_wait_until (easel_context_get_setting (self->context, "welcome-shown") != NULL);
}

static void
test_welcome_account (Fixture *self, gconstpointer data)
{
  EaselWelcomePage *page = easel_welcome_page_new (self->context);
  gboolean done = FALSE;

  g_signal_connect_swapped (page, "done", G_CALLBACK (on_done_cb), &done);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (page));
  click (self, "Add an Account…");
  g_assert_true (done);
  find (self, EASEL_TYPE_KNOWN_PAGE, NULL);
  ui_test_wait_until (easel_context_get_setting (self->context, "welcome-shown") != NULL);
  self->dialog = adw_window_get_visible_dialog (ADW_WINDOW (self->window));
}

static void
test_shortcuts (Fixture *self, gconstpointer data)
{
  present (self, easel_shortcuts_dialog_new ());
  find (self, GTK_TYPE_LABEL, "General");
  find (self, GTK_TYPE_LABEL, "Prompt");
  find (self, GTK_TYPE_LABEL, "Review");
  find (self, GTK_TYPE_LABEL, "Chat");
  gtk_test_accessible_assert_property (find (self, ADW_TYPE_ACTION_ROW, "New prompt or chat"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Ctrl+N");
  gtk_test_accessible_assert_property (find (self, ADW_TYPE_ACTION_ROW, "Chats"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Ctrl+2");
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
      const char *text = get_text (widget);

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
test_names (Fixture *self, gconstpointer data)
{
  g_autoptr (GtkWidget) planted = g_object_ref_sink (gtk_button_new ());

  gtk_button_set_icon_name (GTK_BUTTON (planted), "list-add-symbolic");
  adw_window_set_content (ADW_WINDOW (self->window), planted);
  ui_test_wait_until (gtk_widget_get_mapped (planted));
  g_assert_cmpuint (count_unnamed (planted), ==, 1);
  adw_window_set_content (ADW_WINDOW (self->window), adw_bin_new ());

  add_account (self);
  open_preferences (self);
  g_assert_cmpuint (count_unnamed (GTK_WIDGET (self->dialog)), ==, 0);
  click (self, "Studio");
  click_test (self);
  find (self, GTK_TYPE_LABEL, "Works");
  g_assert_cmpuint (count_unnamed (GTK_WIDGET (self->dialog)), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  /* No keyring: what would need one says so. */
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  ui_test_init (&argc, &argv);
  dex_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/dialogs/address", test_address);
  g_test_add_func ("/dialogs/key", test_key);
  ADD ("/dialogs/preferences/first-look", test_first_look);
  ADD ("/dialogs/preferences/add-account", test_add_account);
  ADD ("/dialogs/preferences/bad-key", test_bad_key);
  ADD ("/dialogs/preferences/close-while-testing", test_close_while_testing);
  ADD ("/dialogs/preferences/delete-and-undo", test_delete_and_undo);
  ADD ("/dialogs/preferences/edit-account", test_edit_account);
  ADD ("/dialogs/preferences/default-model", test_default_model);
  ADD ("/dialogs/preferences/remove-model", test_remove_model);
  ADD ("/dialogs/preferences/names", test_names);
  ADD ("/dialogs/preferences/found", test_found);
  ADD ("/dialogs/preferences/pull", test_pull);
  ADD ("/dialogs/log/empty", test_log_empty);
  ADD ("/dialogs/log/search", test_log);
  ADD ("/dialogs/recipes/own", test_recipes);
  ADD ("/dialogs/recipes/copy", test_copy_recipe);
  ADD ("/dialogs/welcome/try", test_welcome_try);
  ADD ("/dialogs/welcome/account", test_welcome_account);
  ADD ("/dialogs/shortcuts", test_shortcuts);
  return g_test_run ();
}
