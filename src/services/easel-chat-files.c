// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-files-private.h"

#include "easel-error.h"
#include "easel-image-limit.h"
#include "easel-library-service-private.h"
#include "easel-media-format.h"
#include "easel-provider-private.h"
#include "easel-token-count.h"

/* What goes along with messages on its way to a model. */

/* What the model that the call names now takes of pictures. */
static void
find_limit (EaselModelCall *call, guint n_images, EaselPictureLimit *limit)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (call->providers, call->provider_slug);
  const EaselProviderRow *row = provider != NULL ? _easel_provider_get_row (provider) : NULL;
  EaselImageLimit known;

  easel_image_limit_find (&known, row != NULL ? row->protocol : NULL, row != NULL ? row->base_url : NULL,
                          easel_token_family_of (call->model_id) == EASEL_TOKEN_FAMILY_CLAUDE, n_images);
  limit->side = known.side;
  limit->bytes = known.bytes;
  limit->formats = 1u << EASEL_MEDIA_PNG | 1u << EASEL_MEDIA_JPEG;
  if (known.takes_webp)
    limit->formats |= 1u << EASEL_MEDIA_WEBP;
  if (known.takes_gif)
    limit->formats |= 1u << EASEL_MEDIA_GIF;
}

static gboolean
load_file (EaselModelCall *call,
           EaselLibraryService *library,
           const EaselMessageFile *file,
           const EaselPictureLimit *limit,
           GHashTable *files,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GBytes *data = dex_await_boxed (
      dex_future_first (dex_ref (call->stopped),
                        file->is_text ? easel_library_service_load_file (library, file->asset_id)
                                      : _easel_library_service_load_within (library, file->asset_id, limit),
                        NULL),
      &local_error);

  /* Earlier messages go on without what was deleted since. */
  if (data == NULL && g_error_matches (local_error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND))
    return TRUE;
  if (data == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_hash_table_insert (files, g_memdup2 (&file->asset_id, sizeof file->asset_id), data);
  return TRUE;
}

/* What goes along with what is sent, each file once. */
static GPtrArray *
list_files (GHashTable *rows, guint *n_images)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  *n_images = 0;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const EaselMessageRecord *row = value;

      /* What a model drew is not sent back to it. */
      for (guint i = 0;
           row->head.kind == EASEL_MESSAGE_RECORD_USER && row->files != NULL && i < row->files->len; i++)
        {
          EaselMessageFile *file = g_ptr_array_index (row->files, i);

          *n_images += !file->is_text;
          if (g_hash_table_add (seen, &file->asset_id))
            g_ptr_array_add (files, file);
        }
    }
  return g_steal_pointer (&files);
}

/* Awaits: reads the files of rows, as the model that the call names now takes them,
 * into files: GBytes by the asset's id. */
gboolean
_easel_chat_files_load (
    GHashTable *files, GHashTable *rows, EaselModelCall *call, EaselLibraryService *library, GError **error)
{
  guint n_images;
  g_autoptr (GPtrArray) wanted = list_files (rows, &n_images);
  EaselPictureLimit limit;

  find_limit (call, n_images, &limit);
  for (guint i = 0; i < wanted->len; i++)
    if (!load_file (call, library, g_ptr_array_index (wanted, i), &limit, files, error))
      return FALSE;
  return TRUE;
}

/* Pictures first, then texts with their names, then what was said. */
void
_easel_chat_files_add (GHashTable *files,
                       EaselTextRequest *request,
                       const EaselMessageRecord *row,
                       gboolean blind)
{
  for (guint i = 0; row->files != NULL && i < row->files->len; i++)
    {
      const EaselMessageFile *file = g_ptr_array_index (row->files, i);
      GBytes *data = g_hash_table_lookup (files, &file->asset_id);
      gsize size;
      const char *bytes = data != NULL ? g_bytes_get_data (data, &size) : NULL;
      EaselMediaFormat format;
      g_autofree char *name = NULL;
      g_autofree char *text = NULL;

      if (bytes == NULL || (!file->is_text && blind))
        continue;
      if (!file->is_text)
        {
          /* It may have become a file of another kind on the way. */
          format = easel_media_format_sniff ((const guint8 *) bytes, MIN (size, EASEL_MEDIA_SNIFF_BYTES));
          easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, data,
                                        format != EASEL_MEDIA_UNKNOWN ? easel_media_format_get_mime (format)
                                                                      : file->mime);
          continue;
        }
      name = g_strdelimit (g_strdup (file->name), "\"<>\n", '_');
      text = g_strdup_printf ("<file name=\"%s\">\n%.*s\n</file>\n\n", name, (int) size, bytes);
      easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, text);
    }
}
