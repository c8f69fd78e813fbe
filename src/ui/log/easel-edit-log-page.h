// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-interaction.h"

G_BEGIN_DECLS

#define EASEL_TYPE_EDIT_LOG_PAGE (easel_edit_log_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselEditLogPage, easel_edit_log_page, EASEL, EDIT_LOG_PAGE, AdwNavigationPage)

EaselEditLogPage *easel_edit_log_page_new (EaselInteraction *interaction);

G_END_DECLS
