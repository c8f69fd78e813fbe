// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-row.h"

#include <glib/gi18n.h>

#include "easel-error.h"

#define SPINNER_DELAY 200 /* ms: what is quicker shows no spinner */

/**
 * EaselTestRow:
 *
 * Says whether an account works, in words. Its buttons ask for a test, or for
 * keeping what the test refused.
 */
struct _EaselTestRow
{
  AdwPreferencesRow parent_instance;

  /* template */
  GtkStack *signs;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkWidget *details_button;
  GtkWidget *keep_button;
  GtkWidget *test_button;

  /* owned */
  char *details;

  /* state */
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (EaselTestRow, easel_test_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  TEST,
  KEEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
on_spinner_due_cb (gpointer user_data)
{
  EaselTestRow *self = user_data;

  self->spinner_source = 0;
  gtk_stack_set_visible_child_name (self->signs, "spinner");
  return G_SOURCE_REMOVE;
}

static void
show (EaselTestRow *self, const char *icon, const char *style, const char *title, const char *subtitle)
{
  const char *styles[] = { style, NULL };
  g_autofree char *sentence = NULL;
  gboolean news = g_strcmp0 (gtk_label_get_label (self->title_label), title) != 0 ||
                  g_strcmp0 (gtk_label_get_label (self->subtitle_label), subtitle) != 0;

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_stack_set_visible_child_name (self->signs, "icon");
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), styles);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->subtitle_label, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), subtitle != NULL);
  g_set_str (&self->details, NULL);
  gtk_widget_set_visible (self->details_button, FALSE);
  gtk_widget_set_visible (self->keep_button, FALSE);
  gtk_widget_set_sensitive (self->test_button, TRUE);

  if (!news || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  sentence = subtitle != NULL ? g_strdup_printf ("%s. %s", title, subtitle) : g_strdup (title);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static const char *
name_failure (const GError *error)
{
  if (error->domain != EASEL_ERROR)
    return _ ("Does not work");

  switch ((EaselError) error->code)
    {
    case EASEL_ERROR_AUTH:
    case EASEL_ERROR_PERMISSION:
      return _ ("Key refused");
    case EASEL_ERROR_QUOTA:
    case EASEL_ERROR_BUDGET:
      return _ ("No credit left");
    case EASEL_ERROR_RATE_LIMIT:
      return _ ("Too many requests");
    case EASEL_ERROR_UNAVAILABLE:
      return _ ("Not ready now");
    case EASEL_ERROR_NETWORK:
    case EASEL_ERROR_TIMEOUT:
      return _ ("No answer from this address");
    case EASEL_ERROR_PROTOCOL:
    case EASEL_ERROR_NOT_FOUND:
    case EASEL_ERROR_UNSUPPORTED:
      return _ ("This address does not speak this protocol");
    case EASEL_ERROR_KEYRING:
      return _ ("The key could not be read");
    case EASEL_ERROR_PROVIDER_FAULT:
    case EASEL_ERROR_REFUSED:
    case EASEL_ERROR_TOO_LONG:
    case EASEL_ERROR_INVALID_INPUT:
    case EASEL_ERROR_STORAGE:
    case EASEL_ERROR_CANCELLED:
    case EASEL_N_ERRORS:
    default:
      return _ ("Does not work");
    }
}

static void
on_test_clicked_cb (EaselTestRow *self)
{
  g_signal_emit (self, signals[TEST], 0);
}

static void
on_details_clicked_cb (EaselTestRow *self)
{
  if (self->details != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->details);
}

static void
on_keep_clicked_cb (EaselTestRow *self)
{
  g_signal_emit (self, signals[KEEP], 0);
}

static void
easel_test_row_dispose (GObject *object)
{
  g_clear_handle_id (&EASEL_TEST_ROW (object)->spinner_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_TEST_ROW);

  G_OBJECT_CLASS (easel_test_row_parent_class)->dispose (object);
}

static void
easel_test_row_finalize (GObject *object)
{
  g_free (EASEL_TEST_ROW (object)->details);

  G_OBJECT_CLASS (easel_test_row_parent_class)->finalize (object);
}

static void
easel_test_row_class_init (EaselTestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_test_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_test_row_finalize;

  /**
   * EaselTestRow::test:
   * @self: the row
   *
   * Emitted when the user wants to know.
   */
  signals[TEST] =
      g_signal_new ("test", EASEL_TYPE_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * EaselTestRow::keep:
   * @self: the row
   *
   * Emitted when what the test refused shall be kept all the same.
   */
  signals[KEEP] =
      g_signal_new ("keep", EASEL_TYPE_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-test-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, signs);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, icon);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, details_button);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, keep_button);
  gtk_widget_class_bind_template_child (widget_class, EaselTestRow, test_button);
  gtk_widget_class_bind_template_callback (widget_class, on_details_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_test_clicked_cb);
}

static void
easel_test_row_init (EaselTestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  easel_test_row_reset (self);
}

/**
 * easel_test_row_reset:
 * @self: the row
 *
 * Nothing is known any more.
 */
void
easel_test_row_reset (EaselTestRow *self)
{
  g_return_if_fail (EASEL_IS_TEST_ROW (self));

  show (self, "network-transmit-receive-symbolic", "dimmed", _ ("Connection"), _ ("Not tested yet"));
  gtk_button_set_label (GTK_BUTTON (self->test_button), _ ("Test"));
}

/**
 * easel_test_row_set_testing:
 * @self: the row
 * @queued: whether it waits for other calls to the account
 *
 * A test runs.
 */
void
easel_test_row_set_testing (EaselTestRow *self, gboolean queued)
{
  g_return_if_fail (EASEL_IS_TEST_ROW (self));

  show (self, NULL, NULL, _ ("Testing…"), queued ? _ ("Other calls to this account go first.") : NULL);
  gtk_widget_set_sensitive (self->test_button, FALSE);
  self->spinner_source = g_timeout_add (SPINNER_DELAY, on_spinner_due_cb, self);
}

/**
 * easel_test_row_set_health:
 * @self: the row
 * @service: what knows the account
 * @slug: the account
 * @n_models: how many models of it are known
 *
 * Shows what is known of an account that was asked in passing: by a call, or
 * when the accounts were opened.
 */
void
easel_test_row_set_health (EaselTestRow *self,
                           EaselProviderService *service,
                           const char *slug,
                           guint n_models)
{
  const char *message;
  const GError *error;
  EaselHealth health;

  g_return_if_fail (EASEL_IS_TEST_ROW (self));

  health = easel_provider_service_get_health (service, slug, &message);
  error = easel_provider_service_get_health_error (service, slug);
  if (easel_provider_service_is_asking (service, slug))
    easel_test_row_set_testing (self, easel_provider_service_is_queued (service, slug));
  else if (health == EASEL_HEALTH_READY && n_models > 0)
    easel_test_row_set_works (self, n_models, message);
  else if (health == EASEL_HEALTH_READY)
    {
      /* Its list was asked for and not kept. */
      show (self, "object-select-symbolic", "success", _ ("Works"), message);
      gtk_button_set_label (GTK_BUTTON (self->test_button), _ ("Test Again"));
    }
  else if (health == EASEL_HEALTH_KEY_MISSING)
    {
      show (self, "dialog-warning-symbolic", "warning", _ ("Key missing"),
            _ ("No key is kept for this account. Enter it above."));
      gtk_button_set_label (GTK_BUTTON (self->test_button), _ ("Test"));
    }
  else if (error != NULL)
    easel_test_row_set_failed (self, error, FALSE);
  else
    easel_test_row_reset (self);
}

/**
 * easel_test_row_set_works:
 * @self: the row
 * @n_models: how many models the account offers
 * @note: (nullable): one more sentence
 *
 * The test went well.
 */
void
easel_test_row_set_works (EaselTestRow *self, guint n_models, const char *note)
{
  g_autofree char *found = NULL;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (EASEL_IS_TEST_ROW (self));

  found = g_strdup_printf (ngettext ("%u model found.", "%u models found.", n_models), n_models);
  subtitle = note != NULL ? g_strdup_printf ("%s %s", found, note) : g_strdup (found);
  show (self, "object-select-symbolic", "success", _ ("Works"), subtitle);
  gtk_button_set_label (GTK_BUTTON (self->test_button), _ ("Test Again"));
}

/**
 * easel_test_row_set_failed:
 * @self: the row
 * @error: why
 * @offer_keep: whether what was tested can be kept all the same
 *
 * The test went wrong.
 */
void
easel_test_row_set_failed (EaselTestRow *self, const GError *error, gboolean offer_keep)
{
  g_return_if_fail (EASEL_IS_TEST_ROW (self));
  g_return_if_fail (error != NULL);

  show (self, "dialog-warning-symbolic", "error", name_failure (error), error->message);
  gtk_button_set_label (GTK_BUTTON (self->test_button), _ ("Test Again"));
  self->details = easel_error_describe (error);
  gtk_widget_set_visible (self->details_button, TRUE);
  gtk_widget_set_visible (self->keep_button, offer_keep);
}
