// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-code-folder.h"

/**
 * easel_code_folder_dup:
 *
 * Returns: (transfer full): the folder of the module that colours code: where it was
 *   installed, or built if the environment says where that is
 */
char *
easel_code_folder_dup (void)
{
  const char *build = g_getenv ("EASEL_BUILD_DIR");

  return build != NULL ? g_build_filename (build, "src", "ui", "code", NULL) : g_strdup (MODULE_DIR);
}
