// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselProviderRow:
 * @id: row id; 0 before it was added
 * @slug: what scripts call it; no colon
 * @name: what people call it
 * @protocol: which adapter speaks to it, such as "openai"
 * @kinds: #EaselModelKinds that it has
 * @base_url: (nullable): %NULL means the protocol's own
 * @image: (nullable): name of its picture
 * @enabled: whether its models are offered
 * @needs_key: whether a key is looked up for it
 * @allow_http: whether the user agreed to plain http
 * @options: (nullable): what the protocol needs beside, as JSON
 * @position: order in lists, smaller first
 * @models_listed_at: when its models were last listed; 0 never
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * An account at a provider, or a server of the user's own. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  char *slug;
  char *name;
  char *protocol;
  guint kinds;
  char *base_url;
  char *image;
  gboolean enabled;
  gboolean needs_key;
  gboolean allow_http;
  char *options;
  gint64 position;
  gint64 models_listed_at;
  gint64 created_at;
  gint64 updated_at;
  gint64 deleted_at;
} EaselProviderRow;

#define EASEL_TYPE_PROVIDER_ROW (easel_provider_row_get_type ())
GType easel_provider_row_get_type (void) G_GNUC_CONST;

EaselProviderRow *easel_provider_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselProviderRow *easel_provider_row_ref (EaselProviderRow *self);
void easel_provider_row_unref (EaselProviderRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselProviderRow, easel_provider_row_unref)

G_END_DECLS
