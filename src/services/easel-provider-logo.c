// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-hash.h"
#include "easel-provider-task-private.h"
#include "easel-store-providers.h"

/* The user's own picture of an account: a copy in the data folder, by its content. */

#define FOLDER "logos"
#define MOST_BYTES (1024 * 1024)
#define MOST_PIXELS 2048

static guint
read_be (const guchar *bytes, guint n)
{
  guint value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

/* PNG, 11.2.2: the first chunk is IHDR, with width and height. */
static gboolean
measure_png (const guchar *bytes, gsize length, guint *width, guint *height)
{
  static const guchar magic[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  if (length < 24 || memcmp (bytes, magic, sizeof magic) != 0)
    return FALSE;
  *width = read_be (bytes + 16, 4);
  *height = read_be (bytes + 20, 4);
  return TRUE;
}

/* ITU T.81, B.2.2: a frame header (SOF) has height and width; the segments
 * before it say how long they are. */
static gboolean
measure_jpeg (const guchar *bytes, gsize length, guint *width, guint *height)
{
  gsize at = 2;

  if (length < 4 || bytes[0] != 0xff || bytes[1] != 0xd8)
    return FALSE;
  while (at + 9 <= length && bytes[at] == 0xff)
    {
      guchar marker = bytes[at + 1];

      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          *height = read_be (bytes + at + 5, 2);
          *width = read_be (bytes + at + 7, 2);
          return TRUE;
        }
      at += 2 + read_be (bytes + at + 2, 2);
    }
  return FALSE;
}

static const char *
check_picture (GBytes *content, GError **error)
{
  gsize length;
  const guchar *bytes = g_bytes_get_data (content, &length);
  guint width = 0, height = 0;
  const char *ending = NULL;

  if (measure_png (bytes, length, &width, &height))
    ending = "png";
  else if (measure_jpeg (bytes, length, &width, &height))
    ending = "jpg";

  if (ending == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                         _ ("This is no PNG or JPEG picture. Choose another file."));
  else if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("The picture is %u × %u pixels; a logo is at most %d × %d. Choose a smaller one."), width,
                 height, MOST_PIXELS, MOST_PIXELS);
  else
    return ending;
  return NULL;
}

static GError *
unreadable (const char *path, const GError *why)
{
  return g_error_new (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("“%s” cannot be read: %s."), path,
                      why->message);
}

static GBytes *
load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) local_error = NULL;

  info = dex_await_object (
      dex_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT),
      &local_error);
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
      g_file_info_get_size (info) > MOST_BYTES)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The picture is larger than %d MB. Choose a smaller one."), MOST_BYTES / (1024 * 1024));
      return NULL;
    }
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("“%s” is no file."), path);
      return NULL;
    }
  if (info != NULL)
    content = dex_await_boxed (dex_file_load_contents_bytes (file), &local_error);
  if (content == NULL)
    g_propagate_error (error, unreadable (path, local_error));
  return g_steal_pointer (&content);
}

static char *
dup_folder (EaselProviderService *self)
{
  g_autofree char *data = g_path_get_dirname (easel_store_get_path (self->store));

  return g_build_filename (data, FOLDER, NULL);
}

/* Copies the picture at path; its name in the folder, or NULL. */
static char *
keep (EaselProviderService *self, const char *path, GError **error)
{
  g_autoptr (GBytes) content = load (path, error);
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GFile) target = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *ending;

  if (content == NULL)
    return NULL;
  ending = check_picture (content, error);
  if (ending == NULL)
    return NULL;

  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  name = g_strconcat (hash, ".", ending, NULL);
  folder = dup_folder (self);
  g_mkdir_with_parents (folder, 0700);
  target = g_file_new_build_filename (folder, name, NULL);
  if (!dex_await (dex_file_replace_contents_bytes (target, content, NULL, FALSE, G_FILE_CREATE_PRIVATE),
                  &local_error))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The picture cannot be kept in “%s”: %s."),
                   folder, local_error->message);
      return NULL;
    }
  return g_steal_pointer (&name);
}

static DexFuture *
set_logo_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&task->row->image, g_free);
  if (task->text != NULL)
    {
      task->row->image = keep (task->self, task->text, &error);
      if (task->row->image == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (!dex_await (easel_store_providers_update (task->self->store, task->row), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

/**
 * easel_provider_service_set_logo:
 * @self: the service
 * @slug: the provider
 * @path: (nullable): a PNG or JPEG picture of at most 1 MB, which is copied;
 *   %NULL for Easel's own sign
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_INVALID_INPUT or %EASEL_ERROR_STORAGE and a sentence
 */
DexFuture *
easel_provider_service_set_logo (EaselProviderService *self, const char *slug, const char *path)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = _easel_provider_service_copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  task = _easel_provider_task_new (self, slug);
  task->row = g_steal_pointer (&row);
  task->text = g_strdup (path);
  return _easel_provider_task_spawn (task, set_logo_fiber);
}

/**
 * easel_provider_service_dup_logo_path:
 * @self: the service
 * @provider: a provider
 *
 * Returns: (transfer full) (nullable): where the user's own picture for it is
 */
char *
easel_provider_service_dup_logo_path (EaselProviderService *self, EaselProvider *provider)
{
  const char *name = easel_provider_get_logo (provider);
  g_autofree char *folder = NULL;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  if (name == NULL || strchr (name, '/') != NULL)
    return NULL;
  folder = dup_folder (self);
  return g_build_filename (folder, name, NULL);
}
