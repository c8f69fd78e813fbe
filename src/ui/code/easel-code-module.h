// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_CODE_MODULE_FUNCTION "easel_code_module_colour"

/* The one function of the module: the coloured pieces of @text, (element-type
 * EaselCodeSpan), their styles static; NULL if the language is not known. */
typedef GArray *(*EaselCodeModuleColour) (const char *language, const char *text, gsize length);

GArray *easel_code_module_colour (const char *language, const char *text, gsize length);

G_END_DECLS
