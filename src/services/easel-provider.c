// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-private.h"

#include <glib/gi18n-lib.h>

/**
 * EaselProvider:
 *
 * An account or a server that models are reached through.
 */
struct _EaselProvider
{
  GObject parent_instance;

  EaselProviderRow *row;
};

G_DEFINE_FINAL_TYPE (EaselProvider, easel_provider, G_TYPE_OBJECT)

static void
easel_provider_finalize (GObject *object)
{
  EaselProvider *self = EASEL_PROVIDER (object);

  g_clear_pointer (&self->row, easel_provider_row_unref);

  G_OBJECT_CLASS (easel_provider_parent_class)->finalize (object);
}

static void
easel_provider_class_init (EaselProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_provider_finalize;
}

static void
easel_provider_init (EaselProvider *self)
{
}

EaselProvider *
_easel_provider_new (EaselProviderRow *row)
{
  EaselProvider *self = g_object_new (EASEL_TYPE_PROVIDER, NULL);

  self->row = easel_provider_row_ref (row);
  return self;
}

EaselProviderRow *
_easel_provider_get_row (EaselProvider *self)
{
  return self->row;
}

/* Whether what is shown of it is still so. */
gboolean
_easel_provider_is_same (EaselProvider *self, const EaselProviderRow *row)
{
  const EaselProviderRow *own = self->row;

  return own->id == row->id && own->kinds == row->kinds && own->enabled == row->enabled &&
         own->needs_key == row->needs_key && own->allow_http == row->allow_http &&
         own->position == row->position && own->models_listed_at == row->models_listed_at &&
         g_strcmp0 (own->slug, row->slug) == 0 && g_strcmp0 (own->name, row->name) == 0 &&
         g_strcmp0 (own->protocol, row->protocol) == 0 && g_strcmp0 (own->base_url, row->base_url) == 0 &&
         g_strcmp0 (own->image, row->image) == 0 && g_strcmp0 (own->options, row->options) == 0;
}

/* The names that Easel itself gave are kept as they are and shown in the user's
 * language; one that the user gave is the user's. */
const char *
_easel_provider_translate (const char *slug, const char *name)
{
  static const char *const names[] = { N_ ("Offline samples"), N_ ("Sample editor"), N_ ("Sample painter"),
                                       N_ ("Sample clip") };

  if (g_strcmp0 (slug, EASEL_SANDBOX_SLUG) == 0)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (g_strcmp0 (name, names[i]) == 0)
        return _ (names[i]);
  return name;
}

gint64
easel_provider_get_id (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), 0);

  return self->row->id;
}

/**
 * easel_provider_get_slug:
 * @self: a provider
 *
 * Returns: (transfer none): its short name, which scripts use
 */
const char *
easel_provider_get_slug (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), NULL);

  return self->row->slug;
}

const char *
easel_provider_get_name (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), NULL);

  return _easel_provider_translate (self->row->slug, self->row->name);
}

/**
 * easel_provider_get_protocol:
 * @self: a provider
 *
 * Returns: (transfer none): what it speaks, such as "anthropic"
 */
const char *
easel_provider_get_protocol (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), NULL);

  return self->row->protocol;
}

/**
 * easel_provider_get_base_url:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): its address
 */
const char *
easel_provider_get_base_url (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), NULL);

  return self->row->base_url;
}

gboolean
easel_provider_get_enabled (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), FALSE);

  return self->row->enabled;
}

/**
 * easel_provider_get_allow_http:
 * @self: a provider
 *
 * Returns: whether the user agreed to reach it without encryption
 */
gboolean
easel_provider_get_allow_http (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), FALSE);

  return self->row->allow_http;
}

/**
 * easel_provider_get_models_listed_at:
 * @self: a provider
 *
 * Returns: when it last listed its models, microseconds UTC; 0 if never
 */
gint64
easel_provider_get_models_listed_at (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), 0);

  return self->row->models_listed_at;
}

/**
 * easel_provider_get_logo:
 * @self: a provider
 *
 * Returns: (transfer none) (nullable): name of the user's own picture for it,
 *   see easel_provider_service_dup_logo_path()
 */
const char *
easel_provider_get_logo (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), NULL);

  return self->row->image;
}

/**
 * easel_provider_needs_key:
 * @self: a provider
 *
 * Returns: whether it answers only to a key
 */
gboolean
easel_provider_needs_key (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), FALSE);

  return self->row->needs_key;
}

/**
 * easel_provider_is_sandbox:
 * @self: a provider
 *
 * Returns: whether it is the one that Easel itself serves
 */
gboolean
easel_provider_is_sandbox (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), FALSE);

  return g_str_equal (self->row->slug, EASEL_SANDBOX_SLUG);
}
