// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <sys/un.h>

G_BEGIN_DECLS

/* With the NUL at its end. */
#define EASEL_SANDBOX_LONGEST_PATH (sizeof ((struct sockaddr_un *) 0)->sun_path)

char *_easel_sandbox_make_folder (GError **error);

G_END_DECLS
