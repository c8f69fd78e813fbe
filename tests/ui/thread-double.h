// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-thread-source.h"

/*
 * A message as a thread's view wants one, without a store: its text is there at
 * once, or only after it was loaded and the main loop came round.
 */
#define THREAD_TYPE_DOUBLE (thread_double_get_type ())
G_DECLARE_FINAL_TYPE (ThreadDouble, thread_double, THREAD, DOUBLE, GObject)

extern const EaselThreadSource thread_double_source;

ThreadDouble *thread_double_new (gint64 id, EaselThreadVoice voice, const char *text, gboolean loaded);
/* One whose text is made only when it is loaded: an answer of thread_double_make_answer(). */
ThreadDouble *thread_double_new_answer (gint64 id, guint n);
void thread_double_append (ThreadDouble *self, const char *text);
void thread_double_set_streaming (ThreadDouble *self, gboolean is_streaming);
guint thread_double_count_loads (void);

/* A thread of so many messages of all that answers are made of. */
GListStore *thread_double_make (guint n_messages, gboolean loaded);
/* The same without the texts. */
GListStore *thread_double_make_bare (guint n_messages);
/* Has the text grow, and tells only with the next thread_double_tell(). */
void thread_double_append_quietly (ThreadDouble *self, const char *text);
void thread_double_tell (ThreadDouble *self);
char *thread_double_make_answer (guint n);
