// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model-info.h"

G_BEGIN_DECLS

GPtrArray *easel_catalogue_file_parse (GBytes *bytes,
                                       char **service,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *easel_catalogue_file_write (const char *service, GPtrArray *models) G_GNUC_WARN_UNUSED_RESULT;
guint easel_catalogue_file_update (GPtrArray *models, GPtrArray *listed, const char *source);

G_END_DECLS
