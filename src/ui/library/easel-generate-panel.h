// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_GENERATE_PANEL (easel_generate_panel_get_type ())
G_DECLARE_FINAL_TYPE (EaselGeneratePanel, easel_generate_panel, EASEL, GENERATE_PANEL, AdwBin)

EaselGeneratePanel *easel_generate_panel_new (EaselContext *context) G_GNUC_WARN_UNUSED_RESULT;
void easel_generate_panel_set_prompt (
    EaselGeneratePanel *self, const char *prompt, const char *negative, gint64 prompt_id, gint64 revision_id);
void easel_generate_panel_vary_revisions (EaselGeneratePanel *self, guint older, guint newer);
void easel_generate_panel_set_asset (EaselGeneratePanel *self, EaselAsset *asset, gboolean same_seed);
void easel_generate_panel_add_reference (EaselGeneratePanel *self, const char *path, const char *name);
void easel_generate_panel_focus (EaselGeneratePanel *self);

G_END_DECLS
