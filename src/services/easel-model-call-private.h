// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-ledger-private.h"
#include "easel-provider-service-private.h"
#include "easel-text-call.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/*
 * A call of a language model from the ledger to its end, as every service makes
 * it: reserved before anything leaves, in the provider's queue, at the user's
 * fallback if the provider is out of reach, settled however it ends.
 */

/**
 * EaselCallPhase:
 * @EASEL_CALL_STARTING: nothing was sent yet; also when another model is asked
 * @EASEL_CALL_QUEUED: other calls of the provider go first
 * @EASEL_CALL_WAITING: sent, no answer yet
 * @EASEL_CALL_RETRYING: tried again at a time
 * @EASEL_CALL_THINKING: the model reasons
 * @EASEL_CALL_WRITING: text arrives
 */
typedef enum
{
  EASEL_CALL_STARTING,
  EASEL_CALL_QUEUED,
  EASEL_CALL_WAITING,
  EASEL_CALL_RETRYING,
  EASEL_CALL_THINKING,
  EASEL_CALL_WRITING,
} EaselCallPhase;

typedef struct _EaselModelCall EaselModelCall;

/*
 * What is asked of the call's owner. Each but estimate and append may be NULL.
 *
 * build: the request to the model that the call names now
 * estimate: what a model would read and write
 * append: text or, if so, reasoning came; not called once it is too long
 * restart: what came is void
 * image: a picture came
 * citation: an event that names a source
 * state: JSON that the provider wants back
 * phase: how it goes; retry_at is of the monotonic clock
 * redirect: another model answers from here on; may await
 */
typedef struct
{
  EaselTextRequest *(*build) (EaselModelCall *call, GError **error);
  void (*estimate) (EaselModelCall *call, const char *model_id, gint64 *input, gint64 *output);
  void (*append) (EaselModelCall *call, const char *text, gboolean is_reasoning);
  void (*restart) (EaselModelCall *call);
  void (*image) (EaselModelCall *call, GBytes *data, const char *mime_type);
  void (*citation) (EaselModelCall *call, const EaselTextEvent *event);
  void (*state) (EaselModelCall *call, const char *json);
  void (*phase) (EaselModelCall *call, EaselCallPhase phase, gint64 retry_at);
  void (*redirect) (EaselModelCall *call);
} EaselModelCallFuncs;

/* Filled in by its owner up to the blank line; the rest is what became of it. */
struct _EaselModelCall
{
  const EaselModelCallFuncs *funcs;
  gpointer owner;
  EaselStore *store;
  EaselProviderService *providers;
  DexFuture *stopped;
  const char *kind;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *model_name;
  EaselModelRow *model;
  gboolean is_free;
  gboolean costs_nothing;
  EaselSpendFlags flags;
  gint64 interaction_id;

  EaselUsageRow *ledger;
  EaselUsage usage;
  gint64 cost;
  gint64 first_token;
  char *request_id;
  char *fallback_for;
  char *asked_name;
  guint http_status;
  guint retries;
  gboolean has_text;
  gboolean sent;
  gboolean whole;

  /*< private >*/
  DexPromise *overflown;
  gsize n_received;
  gint64 sent_at;
};

void _easel_model_call_init (EaselModelCall *self,
                             const EaselModelCallFuncs *funcs,
                             gpointer owner,
                             EaselStore *store,
                             EaselProviderService *providers,
                             DexFuture *stopped);
gboolean _easel_model_call_set_model (EaselModelCall *self, const char *ref);
void _easel_model_call_clear (EaselModelCall *self);

gboolean _easel_model_call_reserve (EaselModelCall *self, GError **error);
gboolean _easel_model_call_run (EaselModelCall *self, GError **error);
void _easel_model_call_end (EaselModelCall *self, gboolean stopped, GError *error);
void _easel_model_call_add_refused (EaselModelCall *self, EaselTextRequest *request);

gboolean _easel_model_call_check (EaselProviderService *providers, const char *ref, GError **error);

G_END_DECLS
