// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

DexFuture *_easel_dex_secret_store (const SecretSchema *schema,
                                    GHashTable *attributes,
                                    const char *label,
                                    SecretValue *value,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_dex_secret_lookup (const SecretSchema *schema,
                                     GHashTable *attributes,
                                     GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_dex_secret_clear (const SecretSchema *schema,
                                    GHashTable *attributes,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_dex_secret_search (const SecretSchema *schema,
                                     GHashTable *attributes,
                                     GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_dex_session_bus (void) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_dex_bus_call (GDBusConnection *bus,
                                const char *service,
                                const char *path,
                                const char *interface,
                                const char *method,
                                GVariant *arguments) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
