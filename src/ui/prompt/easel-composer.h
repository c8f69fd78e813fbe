// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_COMPOSER (easel_composer_get_type ())
G_DECLARE_FINAL_TYPE (EaselComposer, easel_composer, EASEL, COMPOSER, AdwBin)

void easel_composer_set_context (EaselComposer *self, EaselContext *context);
char *easel_composer_dup_instruction (EaselComposer *self);
void easel_composer_set_instruction (EaselComposer *self, const char *instruction);
void easel_composer_focus (EaselComposer *self);
EaselModel *easel_composer_get_model (EaselComposer *self);
void easel_composer_choose_model (EaselComposer *self);
void easel_composer_set_content (EaselComposer *self, const char *text);
void easel_composer_set_run (EaselComposer *self, EaselEditRun *run);
void easel_composer_set_narrow (EaselComposer *self, gboolean narrow);

G_END_DECLS
