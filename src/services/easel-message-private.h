// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message.h"

#include "easel-library-service.h"
#include "easel-message-record.h"
#include "easel-store.h"

G_BEGIN_DECLS

/* The messages that are held in this process, one object each, and the texts
 * that were asked for, read many at once. To be used from one thread. */
typedef struct _EaselMessageTable EaselMessageTable;

EaselMessageTable *_easel_message_table_new (EaselStore *store,
                                             EaselLibraryService *library) G_GNUC_WARN_UNUSED_RESULT;
EaselLibraryService *_easel_message_table_get_library (EaselMessageTable *self);
EaselMessageTable *_easel_message_table_ref (EaselMessageTable *self);
void _easel_message_table_unref (EaselMessageTable *self);
EaselMessage *_easel_message_table_take (EaselMessageTable *self,
                                         gint64 thread_id,
                                         const EaselMessageHead *head) G_GNUC_WARN_UNUSED_RESULT;
EaselMessage *_easel_message_table_find (EaselMessageTable *self, gint64 id);
DexFuture *_easel_message_table_load (EaselMessageTable *self,
                                      EaselMessage *message) G_GNUC_WARN_UNUSED_RESULT;
void _easel_message_table_forget (EaselMessageTable *self, gint64 id);
void _easel_message_table_note_blocks (EaselMessageTable *self, gint64 id, guint n_blocks);

struct _EaselMessage
{
  GObject parent_instance;

  /* owned */
  EaselMessageTable *table;
  EaselMessageRecord *row;
  GString *text;
  GString *reasoning;
  GListStore *attachments;
  GError *error;
  DexPromise *stopped;
  DexPromise *ended;

  /* state */
  EaselMessageHead head;
  gint64 thread_id;
  EaselMessagePhase phase;
  gint64 started;
  gint64 reasoning_began;
  gint64 retry_at;
  gint64 last_notify;
  guint notify_source;
  gsize text_saved;
  gsize reasoning_saved;
  gboolean own;
  gboolean stale;
  gboolean unsaved;
};

EaselMessage *_easel_message_new (EaselMessageTable *table, gint64 thread_id, const EaselMessageHead *head);
void _easel_message_update (EaselMessage *self, const EaselMessageHead *head);
void _easel_message_take_row (EaselMessage *self, EaselMessageRecord *row);
EaselMessageRecord *_easel_message_get_row (EaselMessage *self);
gboolean _easel_message_is_stale (EaselMessage *self);

/* One that this process writes. */
void _easel_message_begin (EaselMessage *self, EaselMessageRecord *row);
DexFuture *_easel_message_get_stopped (EaselMessage *self) G_GNUC_WARN_UNUSED_RESULT;
void _easel_message_set_phase (EaselMessage *self, EaselMessagePhase phase, gint64 retry_at);
void _easel_message_append (EaselMessage *self, const char *text, gboolean is_reasoning);
void _easel_message_restart (EaselMessage *self);
gboolean _easel_message_take_unsaved (EaselMessage *self, char **text, char **reasoning);
void _easel_message_give_back_unsaved (EaselMessage *self, gsize text_length, gsize reasoning_length);
void _easel_message_set_unsaved (EaselMessage *self, gboolean unsaved);
void _easel_message_note_details (EaselMessage *self);
void _easel_message_finish (EaselMessage *self, EaselMessageState state, const GError *error);
void _easel_message_tell_end (EaselMessage *self);

G_END_DECLS
