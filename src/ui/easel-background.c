// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-background.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/* The desktop may ask the user; so long it is waited for, in seconds. */
#define PATIENCE 60
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/**
 * EaselBackground:
 *
 * While pictures are being made: the computer does not go to sleep, Easel stays on
 * without a window if the desktop lets it, and says when they are done.
 */
struct _EaselBackground
{
  GObject parent_instance;

  /* owned */
  EaselContext *context;

  /* borrowed */
  GtkApplication *application;

  /* state */
  guint inhibit_cookie;
  guint n_requests;
  gboolean inhibiting;
  gboolean holding;
};

G_DEFINE_FINAL_TYPE (EaselBackground, easel_background, G_TYPE_OBJECT)

static EaselGenerateService *
get_service (EaselBackground *self)
{
  return easel_context_get_generate (self->context);
}

/* ---- awake, and on ---- */

static void
release (EaselBackground *self)
{
  if (self->inhibit_cookie != 0)
    gtk_application_uninhibit (self->application, self->inhibit_cookie);
  self->inhibit_cookie = 0;
  self->inhibiting = FALSE;
  if (self->holding)
    g_application_release (G_APPLICATION (self->application));
  self->holding = FALSE;
}

static void
on_running_changed_cb (EaselBackground *self)
{
  if (easel_generate_service_count_running (get_service (self)) == 0)
    release (self);
  else if (!self->inhibiting)
    {
      self->inhibiting = TRUE;
      self->inhibit_cookie =
          gtk_application_inhibit (self->application, gtk_application_get_active_window (self->application),
                                   GTK_APPLICATION_INHIBIT_SUSPEND, _ ("Pictures are being made"));
    }
}

static gboolean
has_focus (EaselBackground *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static void
on_batch_ended_cb (EaselBackground *self, gint64 batch_id, guint n_stored, guint n_all)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = g_strdup_printf ("batch-%" G_GINT64_FORMAT, batch_id);
  g_autofree char *body = NULL;

  if (has_focus (self))
    return;
  if (n_stored == n_all)
    body = g_strdup_printf (
        ngettext ("%u picture is in the library", "%u pictures are in the library", n_all), n_all);
  else
    /* Translators: the first number is how many of the second came */
    body = g_strdup_printf (
        ngettext ("%u of %u picture is in the library", "%u of %u pictures are in the library", n_all),
        n_stored, n_all);
  notification = g_notification_new (n_stored > 0 ? _ ("Pictures Are Done") : _ ("Nothing Was Made"));
  g_notification_set_body (notification, body);
  g_notification_set_default_action (notification, "app.open-library");
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

/* ---- the desktop's word ---- */

typedef enum
{
  WORD_YES,
  WORD_NO,
  WORD_NONE,
} Word;

typedef struct
{
  EaselBackground *self;
  GtkWindow *window;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->window);
  g_free (task);
}

static void
on_response_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  DexPromise *promise = user_data;
  g_autoptr (GVariant) results = NULL;
  gboolean allowed = FALSE;
  guint32 response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")) ||
      !dex_future_is_pending (DEX_FUTURE (promise)))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &allowed);
  dex_promise_resolve_boolean (promise, response == 0 && allowed);
}

static GVariant *
make_request (const char *token)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("Easel finishes the pictures that are being made.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  return g_variant_new ("(sa{sv})", "", &options);
}

/* Whether somebody is there to ask; none is started for it outside of a sandbox. */
static gboolean
has_portal (GDBusConnection *bus)
{
  g_autoptr (GVariant) reply = dex_await_variant (
      dex_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                "NameHasOwner", g_variant_new ("(s)", PORTAL), G_VARIANT_TYPE ("(b)"),
                                G_DBUS_CALL_FLAGS_NONE, PATIENCE * 1000),
      NULL);
  gboolean has = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &has);
  return has || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* Awaits. */
static Word
ask_portal (EaselBackground *self)
{
  g_autoptr (GDBusConnection) bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), NULL);
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autofree char *token = g_strdup_printf ("easel%u", ++self->n_requests);
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  guint subscription;
  Word word = WORD_NO;

  if (bus == NULL || !has_portal (bus))
    return WORD_NONE;
  /* The unique name, as it stands in the paths of requests. */
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  subscription = g_dbus_connection_signal_subscribe (
      bus, PORTAL, "org.freedesktop.portal.Request", "Response", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      on_response_cb, dex_ref (promise), (GDestroyNotify) dex_unref);
  reply = dex_await_variant (
      dex_dbus_connection_call (bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background",
                                "RequestBackground", make_request (token), G_VARIANT_TYPE ("(o)"),
                                G_DBUS_CALL_FLAGS_NONE, PATIENCE * 1000),
      &error);
  if (reply == NULL)
    {
      /* One without that interface forbids nothing, but in a sandbox it ends us. */
      g_debug ("The portal of the background: %s", error->message);
      word = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? WORD_NO : WORD_NONE;
    }
  else
    {
      dex_await (dex_future_first (dex_ref (DEX_FUTURE (promise)), dex_timeout_new_seconds (PATIENCE), NULL),
                 NULL);
      if (!dex_future_is_pending (DEX_FUTURE (promise)) && dex_await_boolean (dex_ref (promise), NULL))
        word = WORD_YES;
    }
  g_dbus_connection_signal_unsubscribe (bus, subscription);
  return word;
}

/* ---- closing ---- */

static void
on_response_chosen_cb (DexPromise *promise, const char *response)
{
  if (dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_boolean (promise, g_str_equal (response, "close"));
}

/* Awaits: whether the user closes it in spite of what is lost then. */
static gboolean
ask_user (EaselBackground *self, GtkWindow *window)
{
  g_autofree char *loss = easel_generate_service_describe_loss (get_service (self));
  g_autoptr (DexPromise) promise = dex_promise_new ();
  AdwAlertDialog *dialog;

  if (*loss == '\0')
    return TRUE;
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Pictures Are Still Being Made"), loss));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Keep Open"), "close", _ ("Close"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_chosen_cb), dex_ref (promise),
                         (GClosureNotify) (GCallback) dex_unref, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (window));
  return dex_await_boolean (dex_ref (promise), NULL);
}

static void
hold (EaselBackground *self)
{
  if (self->holding || easel_generate_service_count_running (get_service (self)) == 0)
    return;
  self->holding = TRUE;
  g_application_hold (G_APPLICATION (self->application));
}

static DexFuture *
ask_fiber (gpointer data)
{
  Task *task = data;
  EaselBackground *self = task->self;

  if (ask_portal (self) == WORD_NO)
    return dex_future_new_for_boolean (ask_user (self, task->window));
  hold (self);
  return dex_future_new_true ();
}

/**
 * easel_background_ask:
 * @self: the background
 * @window: the last window, which is to be closed
 *
 * Where pictures are being made, asks the desktop whether Easel may go on without a
 * window, and does; if it may not, asks the user.
 *
 * Returns: (transfer full): resolves to whether the window may go
 */
DexFuture *
easel_background_ask (EaselBackground *self, GtkWindow *window)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_BACKGROUND (self));

  if (easel_generate_service_count_running (get_service (self)) == 0)
    return dex_future_new_true ();
  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->window = g_object_ref (window);
  return easel_fiber_spawn (ask_fiber, task, task_free);
}

/* ---- the object ---- */

static void
easel_background_dispose (GObject *object)
{
  EaselBackground *self = EASEL_BACKGROUND (object);

  if (self->context != NULL)
    release (self);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_background_parent_class)->dispose (object);
}

static void
easel_background_class_init (EaselBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_background_dispose;
}

static void
easel_background_init (EaselBackground *self)
{
}

/**
 * easel_background_new:
 * @application: which outlives it
 * @context: whose pictures are watched over
 *
 * Returns: (transfer full): the background
 */
EaselBackground *
easel_background_new (GtkApplication *application, EaselContext *context)
{
  EaselBackground *self = g_object_new (EASEL_TYPE_BACKGROUND, NULL);

  self->application = application;
  self->context = g_object_ref (context);
  g_signal_connect_object (get_service (self), "notify::n-running", G_CALLBACK (on_running_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_service (self), "batch-ended", G_CALLBACK (on_batch_ended_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_background_is_holding:
 * @self: the background
 *
 * Returns: whether Easel stays on without a window
 */
gboolean
easel_background_is_holding (EaselBackground *self)
{
  g_return_val_if_fail (EASEL_IS_BACKGROUND (self), FALSE);

  return self->holding;
}

/**
 * easel_background_is_inhibiting:
 * @self: the background
 *
 * Returns: whether the computer is kept awake
 */
gboolean
easel_background_is_inhibiting (EaselBackground *self)
{
  g_return_val_if_fail (EASEL_IS_BACKGROUND (self), FALSE);

  return self->inhibiting;
}
