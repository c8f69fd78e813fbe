// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-library-service-private.h"

/* What files say of themselves, as rows of the store. */

/*
 * Fills in which file it is.
 */
void
_easel_library_fill_file (EaselAssetRow *row, const EaselStoredFile *file)
{
  g_set_str (&row->hash, file->hash);
  g_set_str (&row->kind, easel_media_format_get_kind_name (file->format));
  g_set_str (&row->mime, easel_media_format_get_mime (file->format));
  row->bytes = file->bytes;
}

static void
fill_text (char **field, const char *value)
{
  if (*field == NULL)
    *field = g_strdup (value);
}

static void
fill_number (gint64 *field, gint64 unknown, gint64 value)
{
  if (*field == unknown)
    *field = value;
}

/*
 * Fills in what its maker did not know better.
 */
void
_easel_library_fill_info (EaselAssetRow *row, const EaselMediaInfo *info)
{
  row->width = info->width;
  row->height = info->height;
  row->duration = info->duration;
  fill_text (&row->tool, info->tool);
  fill_text (&row->prompt, info->prompt);
  fill_text (&row->negative_prompt, info->negative);
  fill_text (&row->model_id, info->model);
  fill_text (&row->raw_kind, info->raw_kind);
  fill_text (&row->raw, info->raw);
  fill_number (&row->seed, -1, info->seed);
  fill_number (&row->steps, -1, info->steps);
  fill_number (&row->guidance, -1, info->guidance);
  fill_number (&row->asked_width, -1, info->asked_width);
  fill_number (&row->asked_height, -1, info->asked_height);
  fill_number (&row->rating, 0, info->rating);
  fill_number (&row->taken_at, 0, info->taken_at);
  if (info->has_credentials)
    easel_media_info_set_parameter ((EaselMediaInfo *) info, "content_credentials", "C2PA");
  if (row->parameters == NULL && json_object_get_size (info->parameters) > 0)
    row->parameters = easel_json_object_to_string (info->parameters);
  if (row->tags == NULL && info->tags->len > 0)
    {
      g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();

      for (guint i = 0; i < info->tags->len; i++)
        g_strv_builder_add (tags, g_ptr_array_index (info->tags, i));
      row->tags = g_strv_builder_end (tags);
    }
}

/*
 * Whether the end of the file is there.
 */
gboolean
_easel_library_check_whole (const EaselMediaInfo *info, const char *name, GError **error)
{
  if (info->complete)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("“%s” is cut off: its end is missing. Get the file again."), name);
  return FALSE;
}
