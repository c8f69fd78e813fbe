// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-welcome-page.h"

#include "easel-fiber.h"
#include "easel-preferences-dialog.h"

/**
 * EaselWelcomePage:
 *
 * What a first start shows: two ways on, and what each of them means.
 */
struct _EaselWelcomePage
{
  AdwBin parent_instance;

  /* template */
  GtkImage *icon;
  GtkWidget *try_button;
  GtkWidget *account_button;

  /* owned */
  EaselContext *context;
};

G_DEFINE_FINAL_TYPE (EaselWelcomePage, easel_welcome_page, ADW_TYPE_BIN)

enum
{
  DONE,
  TRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static DexFuture *
remember_fiber (gpointer data)
{
  EaselContext *context = data;
  g_autoptr (GError) error = NULL;

  /* Not kept means no more than a second welcome. */
  if (!dex_await (easel_context_set_setting (context, "welcome-shown", "1"), &error))
    g_warning ("Remembering the welcome: %s", error->message);
  return NULL;
}

static void
remember (EaselWelcomePage *self)
{
  gtk_widget_set_sensitive (self->try_button, FALSE);
  gtk_widget_set_sensitive (self->account_button, FALSE);
  dex_future_disown (easel_fiber_spawn (remember_fiber, g_object_ref (self->context), g_object_unref));
}

static void
on_try_clicked_cb (EaselWelcomePage *self)
{
  remember (self);
  g_signal_emit (self, signals[TRY], 0, easel_edit_service_get_example_prompt ());
}

static void
on_account_clicked_cb (EaselWelcomePage *self)
{
  g_autoptr (EaselWelcomePage) keep = g_object_ref (self);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  EaselPreferencesDialog *dialog = easel_preferences_dialog_new (self->context);

  remember (self);
  g_signal_emit (self, signals[DONE], 0);
  adw_dialog_present (ADW_DIALOG (dialog), root);
  easel_preferences_dialog_add_account (dialog);
}

static void
easel_welcome_page_dispose (GObject *object)
{
  EaselWelcomePage *self = EASEL_WELCOME_PAGE (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (easel_welcome_page_parent_class)->dispose (object);
}

static void
easel_welcome_page_class_init (EaselWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_welcome_page_dispose;

  /**
   * EaselWelcomePage::done:
   * @self: the page
   *
   * Emitted when the window shall show what it shows otherwise.
   */
  signals[DONE] =
      g_signal_new ("done", EASEL_TYPE_WELCOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * EaselWelcomePage::try:
   * @self: the page
   * @example: a prompt to begin with
   *
   * Emitted when the user wants to try the sample edit.
   */
  signals[TRY] = g_signal_new ("try", EASEL_TYPE_WELCOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/welcome/easel-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselWelcomePage, icon);
  gtk_widget_class_bind_template_child (widget_class, EaselWelcomePage, try_button);
  gtk_widget_class_bind_template_child (widget_class, EaselWelcomePage, account_button);
  gtk_widget_class_bind_template_callback (widget_class, on_try_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_account_clicked_cb);
}

static void
easel_welcome_page_init (EaselWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->icon, APPLICATION_ID);
}

/**
 * easel_welcome_page_new:
 * @context: what holds the services
 *
 * Returns: (transfer floating): a new page
 */
EaselWelcomePage *
easel_welcome_page_new (EaselContext *context)
{
  EaselWelcomePage *self = g_object_new (EASEL_TYPE_WELCOME_PAGE, NULL);

  self->context = g_object_ref (context);
  return self;
}
