// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-address.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ADDRESS_ROW (easel_address_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselAddressRow, easel_address_row, EASEL, ADDRESS_ROW, AdwEntryRow)

char *easel_address_row_dup_address (EaselAddressRow *self);
EaselAddressState easel_address_row_get_state (EaselAddressRow *self);
gboolean easel_address_row_is_usable (EaselAddressRow *self);

G_END_DECLS
