// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-message.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_SOURCES (easel_message_sources_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageSources, easel_message_sources, EASEL, MESSAGE_SOURCES, AdwBin)

GtkWidget *easel_message_sources_new (void);
void easel_message_sources_set_message (EaselMessageSources *self, EaselMessage *message);

G_END_DECLS
