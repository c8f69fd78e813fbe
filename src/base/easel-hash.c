// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-hash.h"

/**
 * easel_hash_bytes:
 * @data: (array length=length): any bytes
 * @length: how many
 *
 * Returns: (transfer full): their SHA-256 in 64 hexadecimal digits
 */
char *
easel_hash_bytes (gconstpointer data, gsize length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
}
