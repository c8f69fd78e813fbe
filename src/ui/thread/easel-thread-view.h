// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-thread-source.h"

G_BEGIN_DECLS

/**
 * EaselThreadView:
 *
 * The messages of a thread, one under the other, for a #GtkScrolledWindow. Only
 * rows in view are widgets, and only messages in view are loaded and read. What is
 * in view stays where it is while rows above it are filled; at the end the view
 * follows what is added there until the user scrolls away.
 *
 * A selection goes over any number of messages.
 *
 * Properties: "at-end" (boolean, read-only, notified), "has-selection" (boolean,
 * read-only, notified).
 *
 * Signals: "use-as-prompt" (message, text): the user wants that text as a prompt.
 * "place-changed": another message is first in view.
 *
 * Actions: "thread.copy", "thread.copy-plain", "thread.select-all",
 * "thread.use-selection", "thread.to-end".
 */
#define EASEL_TYPE_THREAD_VIEW (easel_thread_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselThreadView, easel_thread_view, EASEL, THREAD_VIEW, GtkWidget)

GtkWidget *easel_thread_view_new (void);
void easel_thread_view_set_rows (EaselThreadView *self,
                                 const EaselThreadRows *rows,
                                 gpointer data,
                                 GDestroyNotify destroy);
void easel_thread_view_set_messages (EaselThreadView *self,
                                     GListModel *messages,
                                     const EaselThreadSource *source);
void easel_thread_view_update_message (EaselThreadView *self, gpointer message);

gboolean easel_thread_view_is_at_end (EaselThreadView *self);
void easel_thread_view_scroll_to_end (EaselThreadView *self);
void easel_thread_view_set_words (EaselThreadView *self, const char *query);
gboolean easel_thread_view_has_words (EaselThreadView *self);
void easel_thread_view_scroll_to_words (EaselThreadView *self, gpointer message);
void easel_thread_view_scroll_to_message (EaselThreadView *self, gpointer message);
gpointer easel_thread_view_get_first_in_view (EaselThreadView *self);
gconstpointer easel_thread_view_get_message_at (EaselThreadView *self, double y);

gboolean easel_thread_view_has_selection (EaselThreadView *self);
void easel_thread_view_select_all (EaselThreadView *self);
void easel_thread_view_select_none (EaselThreadView *self);
DexFuture *easel_thread_view_dup_selection (EaselThreadView *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
