// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EaselThinkSplitter EaselThinkSplitter;

EaselThinkSplitter *easel_think_splitter_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_think_splitter_free (EaselThinkSplitter *self);

void easel_think_splitter_push (EaselThinkSplitter *self, const char *text, char **thought, char **said);
void easel_think_splitter_finish (EaselThinkSplitter *self, char **thought, char **said);
void easel_think_splitter_stop (EaselThinkSplitter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselThinkSplitter, easel_think_splitter_free)

G_END_DECLS
