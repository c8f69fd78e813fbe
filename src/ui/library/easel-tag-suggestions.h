// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-library-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_TAG_SUGGESTIONS (easel_tag_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (EaselTagSuggestions, easel_tag_suggestions, EASEL, TAG_SUGGESTIONS, AdwBin)

GtkWidget *easel_tag_suggestions_new (EaselLibraryService *service, GtkEditable *entry);
GStrv easel_tag_suggestions_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
