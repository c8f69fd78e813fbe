// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-file-store.h"

G_BEGIN_DECLS

#define EASEL_TEMPORARY_PREFIX ".new-"

struct _EaselFileStore
{
  char *folder;
};

gboolean _easel_file_fail (const char *path, int saved_errno, GError **error);

G_END_DECLS
