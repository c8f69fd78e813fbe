// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-import.h"

#include "easel-library-service.h"
#include "easel-message-record.h"
#include "easel-store.h"
#include "easel-thread-row.h"
#include "easel-transcript.h"

G_BEGIN_DECLS

struct _EaselImport
{
  GObject parent_instance;

  /* owned */
  char *path;
  GListStore *notes;
  DexPromise *ended;

  /* state */
  int cancelled; /* atomic */
  guint n_done;
  guint n_all;
  guint n_imported;
  guint n_known;
  guint n_refused;
  guint n_left_out;
  guint n_unlisted;
};

EaselImport *_easel_import_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_import_is_cancelled (EaselImport *self);
void _easel_import_add_note (EaselImport *self, const char *title, const char *sentence);
void _easel_import_note_done (EaselImport *self);
DexFuture *_easel_import_run (EaselImport *self,
                              EaselStore *store,
                              EaselLibraryService *library) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes of a name that is brought in: what a page shows at once. */
#define EASEL_EXCHANGE_MOST_NAME 1000

char *_easel_exchange_dup_line (const char *text, gsize most) G_GNUC_WARN_UNUSED_RESULT;

/* A chat of the store, and one outside of it. */
EaselTranscript *_easel_exchange_make_transcript (const EaselThreadRow *thread) G_GNUC_WARN_UNUSED_RESULT;
void _easel_exchange_add_message (EaselTranscript *transcript,
                                  const EaselMessageRecord *row,
                                  GHashTable *places);
EaselThreadRow *_easel_exchange_make_thread (const EaselTranscript *transcript) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *_easel_exchange_make_rows (const EaselTranscript *transcript) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
