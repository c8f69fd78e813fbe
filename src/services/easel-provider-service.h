// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-model.h"
#include "easel-provider.h"

G_BEGIN_DECLS

/* Calls that a provider may get at once. */
#define EASEL_MOST_CALLS_LIMIT 64

/**
 * EaselKnownService:
 * @id: the slug that an account of it gets, such as "anthropic"
 * @name: what people call it
 * @protocol: protocol id
 * @also: (nullable) (array zero-terminated=1): ids of others that it speaks
 * @base_url: (nullable): its address, %NULL if the user gives it
 * @key_page: (nullable): where its keys are made
 *
 * A service that Easel knows the address of.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *protocol;
  const char *const *also;
  const char *base_url;
  const char *key_page;
} EaselKnownService;

/**
 * EaselProviderEdit:
 * @name: (nullable): its new name
 * @protocol: (nullable): what it speaks from now on
 * @base_url: (nullable): its new address
 * @allow_http: it may be reached without encryption
 * @forbid_http: it may no longer
 *
 * What shall be different about a provider.
 */
typedef struct
{
  const char *name;
  const char *protocol;
  const char *base_url;
  gboolean allow_http;
  gboolean forbid_http;
} EaselProviderEdit;

/**
 * EaselProtocolName:
 * @id: what accounts keep
 * @name: what people call it
 *
 * A way to speak with models that a server can be compatible with.
 */
typedef struct
{
  const char *id;
  const char *name;
} EaselProtocolName;

/**
 * EaselHealth:
 * @EASEL_HEALTH_UNKNOWN: nobody asked yet
 * @EASEL_HEALTH_READY: it answered
 * @EASEL_HEALTH_KEY_MISSING: there is no key for it
 * @EASEL_HEALTH_KEY_REFUSED: it refused the key
 * @EASEL_HEALTH_KEY_UNREADABLE: the key store did not answer
 * @EASEL_HEALTH_UNREACHABLE: it did not answer
 * @EASEL_HEALTH_LOADING: it answers, but is not ready
 * @EASEL_HEALTH_WRONG_PROTOCOL: what answers there speaks something else
 * @EASEL_HEALTH_FAILED: it answered with another error
 *
 * How a provider was found when it was last asked.
 */
typedef enum
{
  EASEL_HEALTH_UNKNOWN,
  EASEL_HEALTH_READY,
  EASEL_HEALTH_KEY_MISSING,
  EASEL_HEALTH_KEY_REFUSED,
  EASEL_HEALTH_KEY_UNREADABLE,
  EASEL_HEALTH_UNREACHABLE,
  EASEL_HEALTH_LOADING,
  EASEL_HEALTH_WRONG_PROTOCOL,
  EASEL_HEALTH_FAILED,
} EaselHealth;

#define EASEL_TYPE_PROVIDER_SERVICE (easel_provider_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselProviderService, easel_provider_service, EASEL, PROVIDER_SERVICE, GObject)

const EaselKnownService *easel_provider_service_get_known (guint *n_known);
const EaselProtocolName *easel_provider_service_get_protocols (guint *n_protocols);
char *easel_provider_service_clean_key (const char *typed, gboolean *trimmed, GError **error);
gboolean easel_provider_service_check_address (const char *base_url, gboolean allow_http, GError **error);

GListModel *easel_provider_service_get_providers (EaselProviderService *self);
GListModel *easel_provider_service_get_models (EaselProviderService *self);
GListModel *easel_provider_service_get_all_models (EaselProviderService *self);
gboolean easel_provider_service_is_loaded (EaselProviderService *self);
const GError *easel_provider_service_get_list_error (EaselProviderService *self);
DexFuture *easel_provider_service_reload (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
EaselHealth easel_provider_service_get_health (EaselProviderService *self,
                                               const char *slug,
                                               const char **message);
const GError *easel_provider_service_get_health_error (EaselProviderService *self, const char *slug);
gboolean easel_provider_service_is_asking (EaselProviderService *self, const char *slug);
gboolean easel_provider_service_is_queued (EaselProviderService *self, const char *slug);

EaselProvider *easel_provider_service_find (EaselProviderService *self, const char *slug);
EaselModel *easel_provider_service_find_model (EaselProviderService *self, const char *ref);
EaselModel *easel_provider_service_find_any_model (EaselProviderService *self, const char *ref);
EaselModel *easel_provider_service_get_default_model (EaselProviderService *self, EaselPurposes kind);
EaselModel *easel_provider_service_get_fallback_model (EaselProviderService *self, EaselPurposes kind);
EaselModel *easel_provider_service_choose_model (EaselProviderService *self,
                                                 EaselPurposes kind,
                                                 const char *remembered,
                                                 char **notice);

DexFuture *easel_provider_service_add (EaselProviderService *self,
                                       const char *protocol,
                                       const char *name,
                                       const char *slug,
                                       const char *base_url,
                                       const char *key,
                                       gboolean allow_http) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_edit (EaselProviderService *self,
                                        const char *slug,
                                        const EaselProviderEdit *edit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_enabled (EaselProviderService *self,
                                               const char *slug,
                                               gboolean enabled) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_remove (EaselProviderService *self,
                                          const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_forget_key (EaselProviderService *self,
                                              const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_restore (EaselProviderService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_restore_samples (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_logo (EaselProviderService *self,
                                            const char *slug,
                                            const char *path) G_GNUC_WARN_UNUSED_RESULT;
char *easel_provider_service_dup_logo_path (EaselProviderService *self, EaselProvider *provider);
DexFuture *easel_provider_service_set_key (EaselProviderService *self,
                                           const char *slug,
                                           const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_has_key (EaselProviderService *self,
                                           const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_test (EaselProviderService *self,
                                        const char *protocol,
                                        const char *base_url,
                                        const char *key,
                                        gboolean allow_http) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_test_stored (EaselProviderService *self,
                                               const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_refresh_models (EaselProviderService *self,
                                                  const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_add_model (EaselProviderService *self,
                                             const char *ref,
                                             const EaselModelEdit *edit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_edit_model (EaselProviderService *self,
                                              const char *ref,
                                              const EaselModelEdit *edit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_remove_model (EaselProviderService *self,
                                                const char *ref) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_restore_model (EaselProviderService *self,
                                                 gint64 row_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_model_enabled (EaselProviderService *self,
                                                     const char *ref,
                                                     gboolean enabled) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_model_favourite (EaselProviderService *self,
                                                       const char *ref,
                                                       gboolean favourite) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_default_model (EaselProviderService *self,
                                                     EaselPurposes kind,
                                                     const char *ref) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_fallback_model (EaselProviderService *self,
                                                      EaselPurposes kind,
                                                      const char *ref) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_describe_key_store (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_most_calls (EaselProviderService *self,
                                                  const char *slug,
                                                  guint most) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_provider_service_serve_samples (EaselProviderService *self,
                                               guint16 port,
                                               guint *actual_port,
                                               GError **error);

G_END_DECLS
