// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-secret.h"

G_BEGIN_DECLS

#define EASEL_TYPE_KEYRING (easel_keyring_get_type ())
G_DECLARE_FINAL_TYPE (EaselKeyring, easel_keyring, EASEL, KEYRING, GObject)

EaselKeyring *easel_keyring_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_keyring_set_timeout (EaselKeyring *self, guint msec);

DexFuture *easel_keyring_store (EaselKeyring *self,
                                const char *provider,
                                const char *name,
                                EaselSecret *secret) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_keyring_lookup (EaselKeyring *self, const char *provider) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_keyring_clear (EaselKeyring *self, const char *provider) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_keyring_describe (EaselKeyring *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
