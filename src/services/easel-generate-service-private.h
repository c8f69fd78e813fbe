// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-generate-service.h"

#include "easel-call-queue-private.h"
#include "easel-file-store.h"
#include "easel-job-row.h"
#include "easel-library-service-private.h"
#include "easel-media-schema.h"
#include "easel-prompt-service.h"
#include "easel-provider-service-private.h"
#include "easel-store.h"

G_BEGIN_DECLS

struct _EaselGenerateService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselProviderService *providers;
  EaselPromptService *prompts;
  EaselLibraryService *library;
  EaselFileStore *files;
  EaselCallQueue *queue;
  GListStore *jobs;
  GHashTable *by_id;   /* gint64, borrowed EaselJob */
  GHashTable *schemas; /* by PROVIDER:MODEL */
  GPtrArray *running;  /* EaselJob */
  DexPromise *closing;
  char *spool;

  /* state */
  gint64 seen_at; /* when what was seen last of the journal was written */
  guint keep_source;
  gboolean keeps_up;
  gboolean looking;
  gboolean look_again;
};

EaselGenerateService *_easel_generate_service_new (EaselStore *store,
                                                   EaselProviderService *providers,
                                                   EaselPromptService *prompts,
                                                   EaselLibraryService *library);
DexFuture *_easel_generate_service_stop (EaselGenerateService *self) G_GNUC_WARN_UNUSED_RESULT;
void _easel_generate_service_begin (EaselGenerateService *self, EaselJob *job);
void _easel_generate_service_end (EaselGenerateService *self, EaselJob *job);
EaselJob *_easel_generate_service_show (EaselGenerateService *self, EaselJobRow *row);
/* easel-generate-models.c: a model that is to make something, found and connected to. */
typedef struct
{
  EaselModel *model;
  EaselProvider *provider;
  EaselConnection *connection;
  const EaselMediaProtocol *protocol;
  EaselKinds kind;
  const char *model_id;
} EaselGenerateMaker;

void _easel_generate_maker_clear (EaselGenerateMaker *maker);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EaselGenerateMaker, _easel_generate_maker_clear)

gboolean _easel_generate_service_find_maker (EaselGenerateService *self,
                                             const char *ref,
                                             EaselPurposes kind,
                                             EaselGenerateMaker *maker,
                                             GError **error);
gboolean _easel_generate_service_connect_maker (EaselGenerateService *self,
                                                const char *ref,
                                                EaselPurposes kind,
                                                EaselGenerateMaker *maker,
                                                GError **error);
EaselMediaSchema *_easel_generate_service_await_schema (EaselGenerateService *self,
                                                        EaselConnection *connection,
                                                        const EaselMediaProtocol *protocol,
                                                        const char *model_id,
                                                        EaselKinds kind,
                                                        GError **error);

/* easel-generate-start.c: a request, kept for as long as it takes to begin. */
typedef struct _EaselGenerateStart EaselGenerateStart;

EaselGenerateStart *_easel_generate_start_new (EaselGenerateService *self,
                                               const EaselGenerateRequest *request);
void _easel_generate_start_unref (gpointer data);
gboolean _easel_generate_start_plan (EaselGenerateStart *start, GError **error);
gboolean _easel_generate_start_freeze (EaselGenerateStart *start, GError **error);
const EaselGenerateRequest *_easel_generate_start_get_request (EaselGenerateStart *start);
GPtrArray *_easel_generate_start_get_rows (EaselGenerateStart *start);
GListModel *_easel_generate_service_enter (EaselGenerateService *self, GPtrArray *rows, GError **error);

/* easel-generate-keep.c */
void _easel_generate_service_look (EaselGenerateService *self);
void _easel_generate_service_leave_for_later (EaselGenerateService *self, EaselJob *job);

/* easel-job-work.c */
void _easel_job_work_start (EaselGenerateService *service, EaselJob *job);

/* easel-job-files.c: files of a job on their way. All may block: for a thread. */
char *_easel_job_files_get_path (const char *spool, gint64 job_id, guint position, guint total);
gboolean _easel_job_files_keep (
    const char *spool, gint64 job_id, guint position, guint total, GBytes *data, GError **error);
guint _easel_job_files_find (const char *spool, gint64 job_id, guint64 *kept);
void _easel_job_files_drop (const char *spool, gint64 job_id);

G_END_DECLS
