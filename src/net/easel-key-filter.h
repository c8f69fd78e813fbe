// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EaselKeyFilter EaselKeyFilter;

EaselKeyFilter *easel_key_filter_new (const char *key) G_GNUC_WARN_UNUSED_RESULT;
void easel_key_filter_free (EaselKeyFilter *self);

GBytes *easel_key_filter_push (EaselKeyFilter *self, GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
GBytes *easel_key_filter_finish (EaselKeyFilter *self) G_GNUC_WARN_UNUSED_RESULT;
char *easel_key_filter_text (EaselKeyFilter *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselKeyFilter, easel_key_filter_free)

G_END_DECLS
