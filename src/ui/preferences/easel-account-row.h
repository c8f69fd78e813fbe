// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

/**
 * EaselKeyState:
 * @EASEL_KEY_UNKNOWN: nobody asked yet
 * @EASEL_KEY_THERE: a key is kept, or none is needed
 * @EASEL_KEY_MISSING: none is kept
 * @EASEL_KEY_UNREADABLE: the key store did not answer
 *
 * What is known of an account's key.
 */
typedef enum
{
  EASEL_KEY_UNKNOWN,
  EASEL_KEY_THERE,
  EASEL_KEY_MISSING,
  EASEL_KEY_UNREADABLE,
} EaselKeyState;

#define EASEL_TYPE_ACCOUNT_ROW (easel_account_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselAccountRow, easel_account_row, EASEL, ACCOUNT_ROW, AdwActionRow)

EaselAccountRow *easel_account_row_new (EaselProviderService *service, EaselProvider *provider);
EaselProvider *easel_account_row_get_provider (EaselAccountRow *self);
void easel_account_row_set_provider (EaselAccountRow *self, EaselProvider *provider);
void easel_account_row_set_key_state (EaselAccountRow *self, EaselKeyState state);
EaselKeyState easel_account_row_get_key_state (EaselAccountRow *self);
const char *easel_account_row_get_state_text (EaselAccountRow *self);

gboolean easel_account_row_has_kept_key (EaselProvider *provider);
const EaselKnownService *easel_account_row_find_known (EaselProvider *provider);
void easel_account_row_show_picture (GtkImage *image, EaselProviderService *service, EaselProvider *provider);
const char *easel_account_row_get_icon (EaselProvider *provider);
const char *easel_known_service_get_icon (const EaselKnownService *known);
GListModel *easel_account_row_filter_models (EaselProviderService *service, EaselProvider *provider);

G_END_DECLS
