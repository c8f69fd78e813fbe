// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselAddressState:
 * @EASEL_ADDRESS_EMPTY: nothing was typed, or no more than how an address begins
 * @EASEL_ADDRESS_INVALID: no address that a provider can have
 * @EASEL_ADDRESS_PLAIN: right, but not encrypted and beyond this computer
 * @EASEL_ADDRESS_LOCAL: right, and on this computer
 * @EASEL_ADDRESS_SECURE: right, and encrypted
 *
 * What a provider's address is worth.
 */
typedef enum
{
  EASEL_ADDRESS_EMPTY,
  EASEL_ADDRESS_INVALID,
  EASEL_ADDRESS_PLAIN,
  EASEL_ADDRESS_LOCAL,
  EASEL_ADDRESS_SECURE,
} EaselAddressState;

EaselAddressState easel_address_check (const char *address, const char **problem);
char *easel_address_get_host (const char *address);

G_END_DECLS
