// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-thread.h"

#include "easel-thread-row.h"

G_BEGIN_DECLS

EaselThread *_easel_thread_new (EaselThreadRow *row) G_GNUC_WARN_UNUSED_RESULT;
void _easel_thread_update (EaselThread *self, EaselThreadRow *row);
EaselThreadRow *_easel_thread_get_row (EaselThread *self);

G_END_DECLS
