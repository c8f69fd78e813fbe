// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_REDACTED "[redacted]"

char *easel_redact_secret (const char *text, const char *secret);
char *easel_redact_patterns (const char *text);
gboolean easel_redact_find_key (const char *text, gsize *start, gsize *length);

G_END_DECLS
