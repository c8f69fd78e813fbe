// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-provider.h"

#include "easel-provider-row.h"

G_BEGIN_DECLS

/* The provider that Easel itself serves. */
#define EASEL_SANDBOX_SLUG "sandbox"

EaselProvider *_easel_provider_new (EaselProviderRow *row);
gboolean _easel_provider_is_same (EaselProvider *self, const EaselProviderRow *row);
EaselProviderRow *_easel_provider_get_row (EaselProvider *self);
guint _easel_provider_row_get_most_calls (const EaselProviderRow *row);
const char *_easel_provider_translate (const char *slug, const char *name);

G_END_DECLS
