// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-address-row.h"

#include "easel-provider-service.h"

/**
 * EaselAddressRow:
 *
 * An entry for a provider's address that is judged while it is typed.
 */
struct _EaselAddressRow
{
  AdwEntryRow parent_instance;

  /* state */
  EaselAddressState state;
  char *problem;
  gboolean allow_http;
};

G_DEFINE_FINAL_TYPE (EaselAddressRow, easel_address_row, ADW_TYPE_ENTRY_ROW)

enum
{
  PROP_0,
  PROP_PROBLEM,
  PROP_PLAIN,
  PROP_USABLE,
  PROP_ALLOW_HTTP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
update (EaselAddressRow *self)
{
  g_autofree char *address = easel_address_row_dup_address (self);
  g_autoptr (GError) error = NULL;
  const char *problem;
  gboolean wrong;

  self->state = easel_address_check (address, &problem);
  if (self->state == EASEL_ADDRESS_PLAIN && self->allow_http)
    problem = NULL;
  /* What the service refuses is said now, not when it is asked to keep it. */
  if (problem == NULL && self->state != EASEL_ADDRESS_EMPTY &&
      !easel_provider_service_check_address (address, self->state == EASEL_ADDRESS_PLAIN, &error))
    problem = error->message;
  g_set_str (&self->problem, problem);

  wrong = problem != NULL;
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self))),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAIN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USABLE]);
}

static void
easel_address_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselAddressRow *self = EASEL_ADDRESS_ROW (object);

  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_PLAIN:
      g_value_set_boolean (value, self->state == EASEL_ADDRESS_PLAIN);
      break;
    case PROP_USABLE:
      g_value_set_boolean (value, easel_address_row_is_usable (self));
      break;
    case PROP_ALLOW_HTTP:
      g_value_set_boolean (value, self->allow_http);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_address_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  EaselAddressRow *self = EASEL_ADDRESS_ROW (object);

  switch (prop_id)
    {
    case PROP_ALLOW_HTTP:
      if (self->allow_http != g_value_get_boolean (value))
        {
          self->allow_http = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
          update (self);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_address_row_finalize (GObject *object)
{
  g_free (EASEL_ADDRESS_ROW (object)->problem);

  G_OBJECT_CLASS (easel_address_row_parent_class)->finalize (object);
}

static void
easel_address_row_class_init (EaselAddressRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_address_row_get_property;
  object_class->set_property = easel_address_row_set_property;
  object_class->finalize = easel_address_row_finalize;

  /**
   * EaselAddressRow:problem:
   *
   * What is wrong with the address, as a sentence.
   */
  properties[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * EaselAddressRow:plain:
   *
   * Whether the address needs the user's word that it may be unencrypted.
   */
  properties[PROP_PLAIN] =
      g_param_spec_boolean ("plain", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * EaselAddressRow:usable:
   *
   * Whether the address can be kept as it stands.
   */
  properties[PROP_USABLE] =
      g_param_spec_boolean ("usable", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * EaselAddressRow:allow-http:
   *
   * Whether the user agreed to an unencrypted connection.
   */
  properties[PROP_ALLOW_HTTP] = g_param_spec_boolean (
      "allow-http", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_address_row_init (EaselAddressRow *self)
{
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_URL);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self), 2000);
  g_signal_connect (self, "changed", G_CALLBACK (update), NULL);
}

/**
 * easel_address_row_dup_address:
 * @self: the row
 *
 * Returns: (transfer full): the address without white space at its ends
 */
char *
easel_address_row_dup_address (EaselAddressRow *self)
{
  g_return_val_if_fail (EASEL_IS_ADDRESS_ROW (self), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self))));
}

/**
 * easel_address_row_get_state:
 * @self: the row
 *
 * Returns: what the address is worth
 */
EaselAddressState
easel_address_row_get_state (EaselAddressRow *self)
{
  g_return_val_if_fail (EASEL_IS_ADDRESS_ROW (self), EASEL_ADDRESS_EMPTY);

  return self->state;
}

/**
 * easel_address_row_is_usable:
 * @self: the row
 *
 * Returns: whether the address can be kept as it stands
 */
gboolean
easel_address_row_is_usable (EaselAddressRow *self)
{
  g_return_val_if_fail (EASEL_IS_ADDRESS_ROW (self), FALSE);

  return self->state != EASEL_ADDRESS_EMPTY && self->problem == NULL;
}
