// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-provider-service.h"

#include "easel-call-queue-private.h"
#include "easel-connection-private.h"
#include "easel-environment.h"
#include "easel-http-client.h"
#include "easel-keyring.h"
#include "easel-model-row.h"
#include "easel-sandbox-server.h"
#include "easel-store.h"

G_BEGIN_DECLS

/* Bytes of a provider's or a model's name. */
#define EASEL_LONGEST_NAME 200

struct _EaselProviderService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselKeyring *keyring;
  EaselHttpClient *client;
  EaselEnvironment *environment;
  EaselSandboxServer *sandbox;
  EaselCallQueue *queue;
  GListStore *providers;
  GListStore *models;
  GListStore *all_models;
  GHashTable *by_ref; /* borrowed EaselModel, all of them */
  GHashTable *health;
  GHashTable *stood_in; /* slugs whose key came from the environment */
  GHashTable *thinking; /* by ref: tokens that a model thinks */
  DexFuture *refreshing;
  DexFuture *queued;
  GError *list_error;

  /* state */
  gboolean opened;
  gboolean loaded;
};

EaselProviderService *_easel_provider_service_new (EaselStore *store,
                                                   EaselKeyring *keyring,
                                                   EaselHttpClient *client,
                                                   EaselEnvironment *environment);
DexFuture *_easel_provider_service_open (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_provider_service_connect (EaselProviderService *self,
                                            const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_provider_service_connect_any (EaselProviderService *self,
                                                const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_provider_service_refresh (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
void _easel_provider_service_show_found (EaselProviderService *self,
                                         EaselProviderRow *provider,
                                         GPtrArray *rows);
EaselProviderRow *_easel_provider_service_make_row (EaselProviderService *self,
                                                    const char *protocol,
                                                    const char *name,
                                                    const char *slug,
                                                    const char *base_url,
                                                    gboolean allow_http,
                                                    GError **error);
EaselProviderRow *_easel_provider_service_copy_row (EaselProviderService *self,
                                                    const char *slug,
                                                    GError **error);
gboolean _easel_provider_service_check_remote (const char *slug, GError **error);
gboolean _easel_provider_service_borrows_key (EaselProviderService *self, const char *slug);
EaselSecret *_easel_provider_service_stand_in_key (EaselProviderService *self,
                                                   const char *slug,
                                                   const GError *error);
void _easel_provider_service_set_health (EaselProviderService *self,
                                         const char *slug,
                                         EaselHealth health,
                                         const char *message,
                                         const GError *error);
void _easel_provider_service_tell_asking (EaselProviderService *self, const char *slug, int change);
GPtrArray *_easel_provider_service_ask_models (
    EaselProviderService *self, const char *slug, gboolean retry, const char *use, GError **error);
void _easel_provider_service_set_list_error (EaselProviderService *self, const GError *error);
void _easel_provider_service_give_notice (EaselProviderService *self, const char *text);
void _easel_provider_service_note_error (EaselProviderService *self, const char *slug, const GError *error);
gboolean _easel_provider_service_holds_control (const char *text);
EaselModelRow *_easel_provider_service_get_model_row (EaselProviderService *self, const char *ref);
EaselCallPlace *_easel_provider_service_join (EaselProviderService *self,
                                              EaselConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
EaselHttpClient *_easel_provider_service_get_client (EaselProviderService *self);

G_END_DECLS
