// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_PROVIDER (easel_provider_get_type ())
G_DECLARE_FINAL_TYPE (EaselProvider, easel_provider, EASEL, PROVIDER, GObject)

gint64 easel_provider_get_id (EaselProvider *self);
const char *easel_provider_get_slug (EaselProvider *self);
const char *easel_provider_get_name (EaselProvider *self);
const char *easel_provider_get_protocol (EaselProvider *self);
const char *easel_provider_get_base_url (EaselProvider *self);
gboolean easel_provider_get_enabled (EaselProvider *self);
gboolean easel_provider_get_allow_http (EaselProvider *self);
gint64 easel_provider_get_models_listed_at (EaselProvider *self);
const char *easel_provider_get_logo (EaselProvider *self);
gboolean easel_provider_needs_key (EaselProvider *self);
guint easel_provider_get_most_calls (EaselProvider *self);
gboolean easel_provider_is_sandbox (EaselProvider *self);

G_END_DECLS
