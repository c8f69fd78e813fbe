// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-application.h"

#include <glib/gi18n.h>

#include "easel-background.h"
#include "easel-fiber.h"
#include "easel-preferences-dialog.h"
#include "easel-shortcuts-dialog.h"
#include "easel-window.h"

/**
 * EaselApplication:
 *
 * The one process behind all windows. It builds the context and hands it down.
 */
/* The start is long over by then, in seconds. */
#define RESUME_AFTER 3

struct _EaselApplication
{
  AdwApplication parent_instance;

  /* owned */
  EaselEnvironment *environment;
  EaselContext *context;
  EaselBackground *background;
  DexFuture *opening;
  GError *open_error;

  /* state */
  guint resume_source;
  gboolean opened;
  gboolean told;
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (EaselApplication, easel_application, ADW_TYPE_APPLICATION)

static void
show_open_state (EaselApplication *self, EaselWindow *window)
{
  if (self->open_error != NULL)
    easel_window_show_failure (window, self->open_error);
  else if (self->opened)
    easel_window_start (window);
}

static EaselWindow *
add_window (EaselApplication *self)
{
  EaselWindow *window = easel_window_new (self, self->context);

  show_open_state (self, window);
  easel_window_present_soon (window);
  return window;
}

/* A key of the environment that cannot be used is said, not passed over. */
static void
tell_problem (EaselApplication *self, EaselWindow *window)
{
  const char *problem = easel_environment_get_problem (self->environment);

  if (problem == NULL || self->told)
    return;
  self->told = TRUE;
  easel_window_add_notice (window, problem);
}

/* What a service did another way than the user asked for is said once, where the
 * user is. */
static void
on_notice_cb (EaselApplication *self, const char *text)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (EASEL_IS_WINDOW (l->data))
      {
        easel_window_add_notice (l->data, text);
        return;
      }
}

/* What was being made when a program ended is asked after, once the window stands. */
static gboolean
on_resume_due_cb (gpointer user_data)
{
  EaselApplication *self = user_data;

  self->resume_source = 0;
  if (!easel_context_get_read_only (self->context))
    dex_future_disown (easel_generate_service_keep_up (easel_context_get_generate (self->context)));
  return G_SOURCE_REMOVE;
}

static DexFuture *
open_fiber (gpointer data)
{
  EaselApplication *self = data;

  if (dex_await (g_steal_pointer (&self->opening), &self->open_error))
    {
      self->opened = TRUE;
      self->resume_source = g_timeout_add_seconds (RESUME_AFTER, on_resume_due_cb, self);
    }
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (EASEL_IS_WINDOW (l->data))
      {
        show_open_state (self, l->data);
        tell_problem (self, l->data);
      }
  return dex_future_new_true ();
}

static void
on_about_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (dialog, "application-name", APPLICATION_NAME, "application-icon", APPLICATION_ID, "version",
                PACKAGE_VERSION, "developer-name", _ ("The Easel developers"), "license-type",
                GTK_LICENSE_GPL_3_0, "comments", _ ("A workshop for people who make things with AI models."),
                NULL);
  adw_dialog_present (dialog, GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self))));
}

static void
on_preferences_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;

  if (self->opened)
    adw_dialog_present (ADW_DIALOG (easel_preferences_dialog_new (self->context)),
                        GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self))));
}

static void
on_shortcuts_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;

  adw_dialog_present (ADW_DIALOG (easel_shortcuts_dialog_new ()),
                      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (self))));
}

static void
on_new_window_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  add_window (user_data);
}

/* A notification leads here. */
static void
on_open_chat_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!EASEL_IS_WINDOW (window))
    window = GTK_WINDOW (add_window (self));
  easel_window_open_chat (EASEL_WINDOW (window), g_variant_get_int64 (parameter), 0);
  gtk_window_present (window);
}

/* A notification leads here. */
static void
on_open_library_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!EASEL_IS_WINDOW (window))
    window = GTK_WINDOW (add_window (self));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-library", "x", (gint64) 0);
  gtk_window_present (window);
}

static void
on_quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselApplication *self = user_data;
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));

  /* Each window saves what was typed before it goes. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static const GActionEntry actions[] = {
  { "about", on_about_activated },
  { "preferences", on_preferences_activated },
  { "shortcuts", on_shortcuts_activated },
  { "new-window", on_new_window_activated },
  { "open-chat", on_open_chat_activated, "x" },
  { "open-library", on_open_library_activated },
  { "quit", on_quit_activated },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "app.new-window", { "<Control><Shift>n" } },
  { "window.close", { "<Control>w" } },
  { "win.new", { "<Control>n" } },
  { "win.search", { "<Control>f" } },
  { "win.search-list", { "<Control><Shift>f" } },
  { "win.show-place::prompts", { "<Control>1" } },
  { "win.show-place::chats", { "<Control>2" } },
  { "win.show-place::library", { "<Control>3" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.menu", { "F10" } },
};

static void
easel_application_startup (GApplication *application)
{
  EaselApplication *self = EASEL_APPLICATION (application);

  /* The database opens on its own thread while GTK starts on this one. Not at the
   * very first: there GTK reads the fonts on a thread of its own, and of two
   * processors none would be left for this one. */
  gtk_init ();
  self->context = easel_context_new (NULL, self->environment);
  g_signal_connect_object (easel_context_get_providers (self->context), "notice", G_CALLBACK (on_notice_cb),
                           self, G_CONNECT_SWAPPED);
  self->background = easel_background_new (GTK_APPLICATION (self), self->context);
  self->opening = easel_context_open (self->context);
  dex_future_disown (easel_fiber_spawn (open_fiber, g_object_ref (self), g_object_unref));

  G_APPLICATION_CLASS (easel_application_parent_class)->startup (application);
  /* Drawing it takes as long as all the others; a window takes it when it is painted. */
  gtk_window_set_default_icon_name (NULL);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].accels);
}

static void
easel_application_activate (GApplication *application)
{
  EaselApplication *self = EASEL_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    gtk_window_present (window);
  else
    add_window (self);
}

static DexFuture *
close_fiber (gpointer data)
{
  EaselApplication *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_context_close (self->context), &error))
    g_warning ("Closing: %s", error->message);
  self->closing = FALSE;
  g_main_context_wakeup (NULL);
  return dex_future_new_true ();
}

static void
easel_application_shutdown (GApplication *application)
{
  EaselApplication *self = EASEL_APPLICATION (application);

  G_APPLICATION_CLASS (easel_application_parent_class)->shutdown (application);

  g_clear_handle_id (&self->resume_source, g_source_remove);
  g_clear_object (&self->background);
  if (self->context != NULL)
    {
      self->closing = TRUE;
      dex_future_disown (easel_fiber_spawn (close_fiber, g_object_ref (self), g_object_unref));
      while (self->closing)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
easel_application_dispose (GObject *object)
{
  EaselApplication *self = EASEL_APPLICATION (object);

  g_clear_handle_id (&self->resume_source, g_source_remove);
  dex_clear (&self->opening);
  g_clear_object (&self->background);
  g_clear_object (&self->context);
  g_clear_pointer (&self->environment, easel_environment_unref);
  g_clear_error (&self->open_error);

  G_OBJECT_CLASS (easel_application_parent_class)->dispose (object);
}

static void
easel_application_class_init (EaselApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = easel_application_dispose;
  application_class->startup = easel_application_startup;
  application_class->activate = easel_application_activate;
  application_class->shutdown = easel_application_shutdown;
}

static void
easel_application_init (EaselApplication *self)
{
}

/**
 * easel_application_new:
 * @environment: the keys that came with the process
 *
 * Returns: (transfer full): the application
 */
EaselApplication *
easel_application_new (EaselEnvironment *environment)
{
  EaselApplication *self = g_object_new (EASEL_TYPE_APPLICATION, "application-id", APPLICATION_ID,
                                         "resource-base-path", RESOURCE_PREFIX, NULL);

  self->environment = easel_environment_ref (environment);
  return self;
}

/**
 * easel_application_ask_close:
 * @self: the application
 * @window: one that is to be closed
 *
 * Returns: (transfer full): resolves to whether it may go: the last one may not while
 *   pictures would be lost by that, unless the user says so
 */
DexFuture *
easel_application_ask_close (EaselApplication *self, GtkWindow *window)
{
  dex_return_error_if_fail (EASEL_IS_APPLICATION (self));

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (EASEL_IS_WINDOW (l->data) && l->data != (gpointer) window)
      return dex_future_new_true ();
  return self->background != NULL ? easel_background_ask (self->background, window) : dex_future_new_true ();
}
