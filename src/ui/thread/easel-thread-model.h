// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block.h"
#include "easel-thread-source.h"

G_BEGIN_DECLS

/**
 * EaselThreadModel:
 *
 * What a thread's view shows, row by row, over a list of messages. The number of
 * rows is known from what is stored with each message; texts are loaded, and read
 * into blocks, for those that are asked for.
 *
 * Signals: "changed": rows came, went or were filled. "messages-changed"
 * (position, removed, added): so did messages. "grown" (position): the text of that
 * message did.
 */
#define EASEL_TYPE_THREAD_MODEL (easel_thread_model_get_type ())
G_DECLARE_FINAL_TYPE (EaselThreadModel, easel_thread_model, EASEL, THREAD_MODEL, GObject)

/* A row: which message, and which of its rows. */
typedef struct
{
  guint message;
  guint row;
} EaselThreadPlace;

EaselThreadModel *easel_thread_model_new (void);
void easel_thread_model_set_rows (EaselThreadModel *self,
                                  const EaselThreadRows *rows,
                                  gpointer data,
                                  GDestroyNotify destroy);
void easel_thread_model_set_messages (EaselThreadModel *self,
                                      GListModel *messages,
                                      const EaselThreadSource *source);
const EaselThreadSource *easel_thread_model_get_source (EaselThreadModel *self);
const EaselThreadRows *easel_thread_model_get_rows (EaselThreadModel *self, gpointer *data);

guint easel_thread_model_get_n_messages (EaselThreadModel *self);
DexFuture *easel_thread_model_complete (EaselThreadModel *self) G_GNUC_WARN_UNUSED_RESULT;
gpointer easel_thread_model_get_message (EaselThreadModel *self, guint message);
gboolean easel_thread_model_find (EaselThreadModel *self, gpointer message, guint *position);
EaselThreadVoice easel_thread_model_get_voice (EaselThreadModel *self, guint message);
guint easel_thread_model_get_n_rows (EaselThreadModel *self, guint message);
guint easel_thread_model_get_n_blocks (EaselThreadModel *self, guint message);
guint easel_thread_model_get_first_block (EaselThreadModel *self, guint message);
EaselThreadRowKind easel_thread_model_get_kind (EaselThreadModel *self, EaselThreadPlace place);
gboolean easel_thread_model_is_known (EaselThreadModel *self, guint message);

gboolean easel_thread_model_ensure (EaselThreadModel *self, guint message);
EaselBlock *easel_thread_model_get_block (EaselThreadModel *self, EaselThreadPlace place);
void easel_thread_model_update (EaselThreadModel *self, gpointer message);
void easel_thread_model_forget (EaselThreadModel *self, guint first, guint last);
guint easel_thread_model_count_read (EaselThreadModel *self);

int easel_thread_model_get_height (EaselThreadModel *self, guint message);
void easel_thread_model_set_height (EaselThreadModel *self, guint message, int height);
void easel_thread_model_forget_heights (EaselThreadModel *self,
                                        int width,
                                        double char_width,
                                        double line_height);
double easel_thread_model_sum_heights (EaselThreadModel *self, guint n_messages);
guint easel_thread_model_find_height (EaselThreadModel *self, double height, double *rest);

G_END_DECLS
