// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_TEST_ROW (easel_test_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselTestRow, easel_test_row, EASEL, TEST_ROW, AdwPreferencesRow)

void easel_test_row_reset (EaselTestRow *self);
void easel_test_row_set_testing (EaselTestRow *self, gboolean queued);
void easel_test_row_set_health (EaselTestRow *self,
                                EaselProviderService *service,
                                const char *slug,
                                guint n_models);
void easel_test_row_set_works (EaselTestRow *self, guint n_models, const char *note);
void easel_test_row_set_failed (EaselTestRow *self, const GError *error, gboolean offer_keep);

G_END_DECLS
