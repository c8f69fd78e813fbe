// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-account-row.h"

#include <glib/gi18n.h>

#include "easel-address.h"

/**
 * EaselAccountRow:
 *
 * One account in the list: its name, what it is, and whether it is ready, as
 * a sign and in words.
 */
struct _EaselAccountRow
{
  AdwActionRow parent_instance;

  /* children */
  GtkWidget *image;
  GtkWidget *state_icon;
  GtkWidget *state_label;

  /* owned */
  EaselProviderService *service;
  EaselProvider *provider;
  GListModel *models;
  char *logo;

  /* state */
  EaselKeyState key_state;
};

G_DEFINE_FINAL_TYPE (EaselAccountRow, easel_account_row, ADW_TYPE_ACTION_ROW)

static gboolean
match_provider (gpointer item, gpointer user_data)
{
  return g_strcmp0 (easel_model_get_provider_slug (item), user_data) == 0;
}

/**
 * easel_account_row_filter_models:
 * @service: what knows the models
 * @provider: whose models to list
 *
 * Returns: (transfer full): the account's models, kept up to date
 */
GListModel *
easel_account_row_filter_models (EaselProviderService *service, EaselProvider *provider)
{
  GtkCustomFilter *filter =
      gtk_custom_filter_new (match_provider, g_strdup (easel_provider_get_slug (provider)), g_free);

  return G_LIST_MODEL (gtk_filter_list_model_new (
      g_object_ref (easel_provider_service_get_all_models (service)), GTK_FILTER (filter)));
}

/**
 * easel_account_row_has_kept_key:
 * @provider: an account
 *
 * Returns: whether its key is in the key store, or should be; not so for the
 *   samples and for accounts that come from the environment
 */
gboolean
easel_account_row_has_kept_key (EaselProvider *provider)
{
  return easel_provider_needs_key (provider) && easel_provider_get_id (provider) != 0 &&
         !easel_provider_is_sandbox (provider);
}

static gboolean
speaks (const EaselKnownService *known, const char *protocol)
{
  return g_strcmp0 (known->protocol, protocol) == 0 ||
         (known->also != NULL && protocol != NULL && g_strv_contains (known->also, protocol));
}

/**
 * easel_account_row_find_known:
 * @provider: an account
 *
 * Returns: (nullable): the service that it is an account of, %NULL for an
 *   address that the user gave
 */
const EaselKnownService *
easel_account_row_find_known (EaselProvider *provider)
{
  guint n_known;
  const EaselKnownService *known = easel_provider_service_get_known (&n_known);
  g_autofree char *host = easel_address_get_host (easel_provider_get_base_url (provider));

  for (guint i = 0; i < n_known; i++)
    {
      g_autofree char *known_host = easel_address_get_host (known[i].base_url);

      if (!speaks (&known[i], easel_provider_get_protocol (provider)))
        continue;
      if (host != NULL ? g_strcmp0 (host, known_host) == 0
                       : g_strcmp0 (known[i].id, easel_provider_get_slug (provider)) == 0)
        return &known[i];
    }
  return NULL;
}

/**
 * easel_account_row_get_icon:
 * @provider: an account
 *
 * Returns: the name of Easel's own sign for it
 */
const char *
easel_account_row_get_icon (EaselProvider *provider)
{
  const EaselKnownService *known = easel_account_row_find_known (provider);

  if (easel_provider_is_sandbox (provider))
    return "easel-service-samples-symbolic";
  return easel_known_service_get_icon (known);
}

/**
 * easel_known_service_get_icon:
 * @known: (nullable): a known service, %NULL for any other server
 *
 * Returns: the name of a sign that Easel drew for it: an abstract one, not the
 *   service's own
 */
const char *
easel_known_service_get_icon (const EaselKnownService *known)
{
  static const char *const drawn[] = { "openai",   "anthropic", "gemini", "openrouter", "mistral",
                                       "deepseek", "groq",      "xai",    "ollama",     NULL };
  static const char *const icons[] = {
    "easel-service-ring-symbolic", "easel-service-star-symbolic",  "easel-service-twin-symbolic",
    "easel-service-fork-symbolic", "easel-service-steps-symbolic", "easel-service-wave-symbolic",
    "easel-service-bolt-symbolic", "easel-service-cross-symbolic", "easel-service-local-symbolic",
  };

  if (known == NULL)
    return "network-server-symbolic";
  for (guint i = 0; drawn[i] != NULL; i++)
    if (g_str_equal (known->id, drawn[i]))
      return icons[i];
  return easel_address_check (known->base_url != NULL ? known->base_url : "", NULL) == EASEL_ADDRESS_LOCAL
             ? "easel-service-local-symbolic"
             : "easel-service-cloud-symbolic";
}

static void
update_caption (EaselAccountRow *self)
{
  guint n_models = g_list_model_get_n_items (self->models);
  const EaselKnownService *known;
  g_autofree char *models = NULL;
  g_autofree char *caption = NULL;
  g_autofree char *host = NULL;

  if (easel_provider_is_sandbox (self->provider))
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Rule-based, not a language model"));
      return;
    }
  models = n_models == 0 ? g_strdup (_ ("No models yet"))
                         : g_strdup_printf (ngettext ("%u model", "%u models", n_models), n_models);
  known = easel_account_row_find_known (self->provider);
  if (easel_provider_get_id (self->provider) == 0)
    /* Translators: an account that environment variables describe; how many models it has */
    caption = g_strdup_printf (_ ("From your environment · %s"), models);
  else if (known == NULL)
    {
      host = easel_address_get_host (easel_provider_get_base_url (self->provider));
      if (host != NULL)
        /* Translators: the address of a server and how many models it has */
        caption = g_strdup_printf (_ ("Compatible server, %s · %s"), host, models);
    }
  else if (g_strcmp0 (known->name, easel_provider_get_name (self->provider)) != 0)
    /* Translators: the name of a service and how many models it has */
    caption = g_strdup_printf (C_ ("service and models", "%s · %s"), known->name, models);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), caption != NULL ? caption : models);
}

static void
show_state (EaselAccountRow *self, const char *icon, const char *style, const char *text)
{
  const char *icon_styles[] = { style, NULL };
  const char *label_styles[] = { "caption", style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (self->state_icon), icon);
  gtk_widget_set_css_classes (self->state_icon, icon_styles);
  gtk_label_set_label (GTK_LABEL (self->state_label), text);
  gtk_widget_set_css_classes (self->state_label, label_styles);
}

/* What the provider said when it was last asked; nothing for the dialog to ask again. */
static gboolean
show_health (EaselAccountRow *self)
{
  const char *message;

  switch (
      easel_provider_service_get_health (self->service, easel_provider_get_slug (self->provider), &message))
    {
    case EASEL_HEALTH_KEY_MISSING:
      show_state (self, "dialog-warning-symbolic", "warning", _ ("Key missing"));
      break;
    case EASEL_HEALTH_KEY_REFUSED:
      show_state (self, "dialog-error-symbolic", "error", _ ("Key refused"));
      break;
    case EASEL_HEALTH_KEY_UNREADABLE:
      show_state (self, "dialog-warning-symbolic", "warning", _ ("Key not readable"));
      break;
    case EASEL_HEALTH_UNREACHABLE:
      show_state (self, "network-offline-symbolic", "error", _ ("Unreachable"));
      break;
    case EASEL_HEALTH_LOADING:
      show_state (self, "content-loading-symbolic", "warning", _ ("Not ready now"));
      break;
    case EASEL_HEALTH_WRONG_PROTOCOL:
      show_state (self, "dialog-error-symbolic", "error", _ ("Wrong protocol"));
      break;
    case EASEL_HEALTH_FAILED:
      show_state (self, "dialog-error-symbolic", "error", _ ("Does not work"));
      break;
    case EASEL_HEALTH_READY:
      if (message == NULL)
        show_state (self, "object-select-symbolic", "success", C_ ("account", "Ready"));
      else
        show_state (self, "dialog-warning-symbolic", "warning", _ ("Key from environment"));
      break;
    case EASEL_HEALTH_UNKNOWN:
    default:
      return FALSE;
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), message);
  return TRUE;
}

static void
update_state (EaselAccountRow *self)
{
  gboolean is_off = !easel_provider_get_enabled (self->provider);
  EaselKeyState key = easel_account_row_has_kept_key (self->provider) ? self->key_state : EASEL_KEY_THERE;
  gboolean known = TRUE;

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  if (is_off)
    show_state (self, "action-unavailable-symbolic", "dimmed", C_ ("account", "Off"));
  else if (key == EASEL_KEY_MISSING)
    show_state (self, "dialog-warning-symbolic", "warning", _ ("Key missing"));
  else if (key == EASEL_KEY_UNREADABLE)
    show_state (self, "dialog-warning-symbolic", "warning", _ ("Key not readable"));
  else if (show_health (self))
    known = TRUE;
  else if (easel_provider_is_sandbox (self->provider))
    show_state (self, "object-select-symbolic", "success", C_ ("account", "Ready"));
  else
    known = FALSE;
  gtk_widget_set_visible (self->state_icon, known);
  gtk_widget_set_visible (self->state_label, known);
}

/**
 * easel_account_row_show_picture:
 * @image: where to show it
 * @service: what the account belongs to
 * @provider: an account
 *
 * Shows the user's own picture, or the sign of the kind of account.
 */
void
easel_account_row_show_picture (GtkImage *image, EaselProviderService *service, EaselProvider *provider)
{
  g_autofree char *path = easel_provider_service_dup_logo_path (service, provider);
  g_autoptr (GdkTexture) texture = path != NULL ? gdk_texture_new_from_filename (path, NULL) : NULL;

  if (texture != NULL)
    gtk_image_set_from_paintable (image, GDK_PAINTABLE (texture));
  else
    gtk_image_set_from_icon_name (image, easel_account_row_get_icon (provider));
}

static void
update_logo (EaselAccountRow *self)
{
  const char *logo = easel_provider_get_logo (self->provider);

  if (self->logo != NULL && g_strcmp0 (self->logo, logo) == 0)
    return;
  g_set_str (&self->logo, logo);
  easel_account_row_show_picture (GTK_IMAGE (self->image), self->service, self->provider);
}

static void
update (EaselAccountRow *self)
{
  if (self->provider == NULL)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), easel_provider_get_name (self->provider));
  update_caption (self);
  update_state (self);
  update_logo (self);
}

static void
on_health_changed_cb (EaselAccountRow *self, const char *slug)
{
  if (self->provider != NULL && g_strcmp0 (slug, easel_provider_get_slug (self->provider)) == 0)
    update_state (self);
}

static void
easel_account_row_dispose (GObject *object)
{
  EaselAccountRow *self = EASEL_ACCOUNT_ROW (object);

  g_clear_object (&self->service);
  g_clear_object (&self->provider);
  g_clear_object (&self->models);
  g_clear_pointer (&self->logo, g_free);

  G_OBJECT_CLASS (easel_account_row_parent_class)->dispose (object);
}

static void
easel_account_row_class_init (EaselAccountRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_account_row_dispose;
}

static void
easel_account_row_init (EaselAccountRow *self)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  self->state_icon = gtk_image_new ();
  self->state_label = gtk_label_new (NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->state_icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->image = gtk_image_new ();
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_image_set_pixel_size (GTK_IMAGE (self->image), 20);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->state_icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->state_label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), arrow);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

/**
 * easel_account_row_new:
 * @service: what knows the models
 * @provider: the account
 *
 * Returns: (transfer floating): a new row
 */
EaselAccountRow *
easel_account_row_new (EaselProviderService *service, EaselProvider *provider)
{
  EaselAccountRow *self = g_object_new (EASEL_TYPE_ACCOUNT_ROW, NULL);

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "health-changed", G_CALLBACK (on_health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->models = easel_account_row_filter_models (service, provider);
  g_signal_connect_object (self->models, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  easel_account_row_set_provider (self, provider);
  return self;
}

/**
 * easel_account_row_get_provider:
 * @self: the row
 *
 * Returns: (transfer none): the account
 */
EaselProvider *
easel_account_row_get_provider (EaselAccountRow *self)
{
  g_return_val_if_fail (EASEL_IS_ACCOUNT_ROW (self), NULL);

  return self->provider;
}

/**
 * easel_account_row_set_provider:
 * @self: the row
 * @provider: the account, as it is now
 */
void
easel_account_row_set_provider (EaselAccountRow *self, EaselProvider *provider)
{
  g_return_if_fail (EASEL_IS_ACCOUNT_ROW (self));

  g_set_object (&self->provider, provider);
  update (self);
}

/**
 * easel_account_row_set_key_state:
 * @self: the row
 * @state: what is known of the account's key
 */
void
easel_account_row_set_key_state (EaselAccountRow *self, EaselKeyState state)
{
  g_return_if_fail (EASEL_IS_ACCOUNT_ROW (self));

  self->key_state = state;
  update_state (self);
}

/**
 * easel_account_row_get_key_state:
 * @self: the row
 *
 * Returns: what is known of the account's key
 */
EaselKeyState
easel_account_row_get_key_state (EaselAccountRow *self)
{
  g_return_val_if_fail (EASEL_IS_ACCOUNT_ROW (self), EASEL_KEY_UNKNOWN);

  return self->key_state;
}

/**
 * easel_account_row_get_state_text:
 * @self: the row
 *
 * Returns: how the row says the account stands, "" while it is not known
 */
const char *
easel_account_row_get_state_text (EaselAccountRow *self)
{
  g_return_val_if_fail (EASEL_IS_ACCOUNT_ROW (self), "");

  return gtk_label_get_label (GTK_LABEL (self->state_label));
}
