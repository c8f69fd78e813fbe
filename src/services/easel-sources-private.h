// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-sources.h"

G_BEGIN_DECLS

GPtrArray *_easel_sources_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _easel_sources_add (GPtrArray *sources, const char *address, const char *title, const char *text);
char *_easel_sources_to_text (GPtrArray *sources) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *_easel_sources_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
