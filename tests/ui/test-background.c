// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-background.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

/* What is made while no window is there, with a desktop that says yes, no or nothing. */

#define PORTAL_XML                                                                                           \
  "<node>"                                                                                                   \
  "<interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"                    \
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"          \
  "</method></interface>"                                                                                    \
  "<interface name='org.freedesktop.Notifications'><method name='Notify'>"                                   \
  "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"               \
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"              \
  "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/>"          \
  "</method></interface>"                                                                                    \
  "</node>"

static GTestDBus *bus;

typedef struct
{
  char *dir;
  EaselContext *context;
  EaselTestServer *server;
  GtkApplication *application;
  EaselBackground *background;
  GtkWidget *window;

  /* the desktop */
  GDBusConnection *desktop;
  guint names[2];
  guint n_owned;
  guint n_asked;
  guint32 response;
  gboolean allows;
  char *notified;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

/* ---- the desktop ---- */

static void
answer_background (Fixture *self, GDBusMethodInvocation *call, const char *sender, GVariant *parameters)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *who = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *path = NULL;
  const char *token = NULL, *reason = NULL;
  GVariantBuilder results;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "reason", "&s", &reason));
  g_assert_cmpstr (reason, !=, "");
  self->n_asked++;
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", who, token);
  g_dbus_method_invocation_return_value (call, g_variant_new ("(o)", path));
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (self->allows));
  g_dbus_connection_emit_signal (self->desktop, sender, path, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", self->response, &results), NULL);
}

static void
on_called (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *call,
           gpointer user_data)
{
  Fixture *self = user_data;

  if (g_str_equal (method, "RequestBackground"))
    {
      answer_background (self, call, sender, parameters);
      return;
    }
  g_free (self->notified);
  g_variant_get_child (parameters, 4, "s", &self->notified);
  g_dbus_method_invocation_return_value (call, g_variant_new ("(u)", 1));
}

static void
on_owned (GDBusConnection *connection, const char *name, gpointer user_data)
{
  ((Fixture *) user_data)->n_owned++;
}

static void export (Fixture *self, guint number, const char *path, const char *name)
{
  static const GDBusInterfaceVTable vtable = { on_called, NULL, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (PORTAL_XML, NULL);
  g_autoptr (GError) error = NULL;
  guint before = self->n_owned;

  g_dbus_connection_register_object (self->desktop, path, info->interfaces[number], &vtable, self, NULL,
                                     &error);
  g_assert_no_error (error);
  self->names[number] = g_bus_own_name_on_connection (self->desktop, name, G_BUS_NAME_OWNER_FLAGS_NONE,
                                                      on_owned, NULL, self, NULL);
  ui_test_wait_until (self->n_owned == before + 1);
}

static void
start_portal (Fixture *self)
{
  export (self, 0, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Desktop");
}

/* ---- what is made ---- */

/* The provider never answers. */
static EaselJob *
start_job (Fixture *self)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (GError) error = NULL;
  EaselJob *job;

  easel_test_answer_set_fault (
      easel_test_server_add (self->server, "/v1/images/generations", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  request.model = "mine:picture-model";
  request.prompt = "a boat";
  jobs = easel_test_await_object (
      easel_generate_service_start (easel_context_get_generate (self->context), &request), &error);
  g_assert_no_error (error);
  job = g_list_model_get_item (jobs, 0);
  ui_test_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_SUBMITTING);
  g_assert_true (easel_test_server_wait_requests (self->server, 1));
  return job;
}

static void
end_job (Fixture *self, EaselJob *job)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (easel_test_await_object (
      easel_generate_service_cancel (easel_context_get_generate (self->context), easel_job_get_id (job)),
      &error));
  g_assert_no_error (error);
  await (easel_job_wait (job));
}

static void
add_account (Fixture *self)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autofree char *url = easel_test_server_dup_url (self->server, "/v1");
  g_autoptr (GError) error = NULL;

  g_object_unref (easel_test_await_object (
      easel_provider_service_add (providers, "openai", "Mine", "mine", url, NULL, FALSE), &error));
  g_assert_no_error (error);
  await (easel_provider_service_add_model (providers, "mine:picture-model",
                                           &(EaselModelEdit) { .set = EASEL_FACT_NAME | EASEL_FACT_KINDS,
                                                               .name = "Pictures",
                                                               .kinds = EASEL_PURPOSE_IMAGE }));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static guint n_applications;
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  self->dir = g_dir_make_tmp ("easel-background-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = easel_test_server_new ();
  self->desktop = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                          G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                          NULL, NULL, &error);
  g_assert_no_error (error);
  export (self, 1, "/org/freedesktop/Notifications", "org.freedesktop.Notifications");
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  add_account (self);
  /* The name of one that is gone may still be taken. */
  id = g_strdup_printf ("io.github.easel_app.EaselTest%u", ++n_applications);
  self->application = gtk_application_new (id, G_APPLICATION_DEFAULT_FLAGS);
  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  self->background = easel_background_new (self->application, self->context);
  self->window = adw_window_new ();
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  g_clear_object (&self->background);
  for (int i = 0; i < 2; i++)
    if (self->names[i] != 0)
      g_bus_unown_name (self->names[i]);
  g_dbus_connection_close_sync (self->desktop, NULL, NULL);
  g_clear_object (&self->desktop);
  g_clear_object (&self->application);
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  easel_test_server_free (self->server);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
  g_free (self->notified);
}

static gboolean
ask (Fixture *self)
{
  g_autoptr (DexFuture) asking = easel_background_ask (self->background, GTK_WINDOW (self->window));

  ui_test_wait_until (!dex_future_is_pending (asking));
  return g_value_get_boolean (dex_future_get_value (asking, NULL));
}

/* ---- the tests ---- */

static void
test_nothing (Fixture *self, gconstpointer data)
{
  start_portal (self);
  g_assert_true (ask (self));
  g_assert_cmpuint (self->n_asked, ==, 0);
  g_assert_false (easel_background_is_holding (self->background));
  g_assert_false (easel_background_is_inhibiting (self->background));
}

static void
test_allowed (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselJob) job = NULL;

  start_portal (self);
  self->allows = TRUE;
  job = start_job (self);
  g_assert_true (easel_background_is_inhibiting (self->background));
  g_assert_false (easel_background_is_holding (self->background));
  g_assert_true (ask (self));
  g_assert_cmpuint (self->n_asked, ==, 1);
  g_assert_true (easel_background_is_holding (self->background));
  end_job (self, job);
  ui_test_wait_until (!easel_background_is_holding (self->background));
  g_assert_false (easel_background_is_inhibiting (self->background));
}

/* Nobody to ask, and nobody who forbids it. */
static void
test_no_portal (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselJob) job = start_job (self);

  g_assert_true (ask (self));
  g_assert_true (easel_background_is_holding (self->background));
  end_job (self, job);
  ui_test_wait_until (!easel_background_is_holding (self->background));
}

/* The desktop says no: the user hears what is lost, and decides. */
static void
test_denied (Fixture *self, gconstpointer data)
{
  static const char *const responses[] = { "cancel", "close" };
  g_autoptr (EaselJob) job = NULL;

  start_portal (self);
  self->response = GPOINTER_TO_UINT (data);
  job = start_job (self);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (DexFuture) asking = easel_background_ask (self->background, GTK_WINDOW (self->window));
      AdwDialog *dialog;

      ui_test_wait_until ((dialog = adw_window_get_visible_dialog (ADW_WINDOW (self->window))) != NULL);
      g_assert_true (dex_future_is_pending (asking));
      g_assert_cmpstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (dialog)), ==,
                       "1 is being made: it is lost, and may be billed.");
      adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), responses[i]);
      adw_dialog_close (dialog);
      ui_test_wait_until (!dex_future_is_pending (asking));
      g_assert_cmpint (g_value_get_boolean (dex_future_get_value (asking, NULL)), ==, i);
      ui_test_wait_until (adw_window_get_visible_dialog (ADW_WINDOW (self->window)) == NULL);
    }
  g_assert_false (easel_background_is_holding (self->background));
  end_job (self, job);
}

/* It is told when no window has the focus, with how many came. */
static void
test_notification (Fixture *self, gconstpointer data)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (GError) error = NULL;

  start_portal (self);
  request.model = "sandbox:painter";
  request.prompt = "a boat";
  request.width = request.height = 64;
  request.count = 3;
  jobs = easel_test_await_object (
      easel_generate_service_start (easel_context_get_generate (self->context), &request), &error);
  g_assert_no_error (error);
  ui_test_wait_until (self->notified != NULL);
  g_assert_cmpstr (self->notified, ==, "3 pictures are in the library");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_STORED);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int status;

  /* Nothing of the desktop that runs this test is asked. */
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  /* It takes that away. */
  if (display != NULL)
    g_setenv ("DISPLAY", display, TRUE);
  ui_test_init (&argc, &argv);
#define ADD(name, data)                                                                                      \
  g_test_add ("/ui/background/" #name, Fixture, GUINT_TO_POINTER (data), set_up, test_##name, tear_down)
  ADD (nothing, 0);
  ADD (allowed, 0);
  ADD (no_portal, 0);
  ADD (denied, 0);
  g_test_add ("/ui/background/dismissed", Fixture, GUINT_TO_POINTER (1), set_up, test_denied, tear_down);
  ADD (notification, 0);
#undef ADD
  status = g_test_run ();
  /* Its end would wait for the connection's, which the toolkit keeps. */
  g_test_dbus_stop (bus);
  return status;
}
