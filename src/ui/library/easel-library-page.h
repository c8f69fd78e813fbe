// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-asset-list.h"
#include "easel-context.h"
#include "easel-library-view.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_LIBRARY_PAGE (easel_library_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryPage, easel_library_page, EASEL, LIBRARY_PAGE, AdwBreakpointBin)

EaselLibraryPage *easel_library_page_new (EaselContext *context) G_GNUC_WARN_UNUSED_RESULT;
void easel_library_page_show_view (EaselLibraryPage *self, gint64 key);
void easel_library_page_generate (
    EaselLibraryPage *self, const char *prompt, const char *negative, gint64 prompt_id, gint64 revision_id);
void easel_library_page_vary_revisions (EaselLibraryPage *self, guint older, guint newer);
gint64 easel_library_page_get_view (EaselLibraryPage *self);
EaselAssetList *easel_library_page_get_list (EaselLibraryPage *self);
EaselThumbnails *easel_library_page_get_thumbnails (EaselLibraryPage *self);
void easel_library_page_show_revision (EaselLibraryPage *self, gint64 revision_id, guint number);
void easel_library_page_select (EaselLibraryPage *self, gint64 id);

G_END_DECLS
