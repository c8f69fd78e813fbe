// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "easel-chat-context-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-import-source.h"
#include "easel-media-format.h"
#include "easel-store-imports.h"
#include "easel-transcript-reader.h"

/* What one write of the store takes, so that no other waits for it. */
#define MOST_ROWS 40
#define MOST_BYTES (32 * 1024)
/* A larger picture of a chat is left out. */
#define MOST_PICTURE (64 * 1024 * 1024)

/* Reading a file and what is in it, in a thread; one step at a time. */
typedef struct
{
  EaselImport *import;
  EaselStore *store;
  EaselLibraryService *library;
  int fd;
  EaselImportSource *source;

  /* What the last step found. */
  gboolean at_end;
  guint n_items;
  char *title;
  EaselThreadRow *thread;
  EaselTranscript *transcript;
  GPtrArray *rows; /* of its messages, in their order */
  guint n_left_out;
  GError *refusal;
  GError *error;
} Reading;

static void
clear_item (Reading *reading)
{
  g_clear_pointer (&reading->title, g_free);
  g_clear_pointer (&reading->thread, easel_thread_row_unref);
  g_clear_pointer (&reading->rows, g_ptr_array_unref);
  g_clear_pointer (&reading->transcript, easel_transcript_free);
  g_clear_error (&reading->refusal);
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  clear_item (reading);
  g_clear_error (&reading->error);
  g_clear_pointer (&reading->source, easel_import_source_free);
  if (reading->fd >= 0)
    close (reading->fd);
  g_object_unref (reading->import);
  g_object_unref (reading->store);
  g_object_unref (reading->library);
  g_free (reading);
}

/* ---- in a thread ---- */

/* Goes through the whole file once: one that is cut off is refused before
 * anything of it is taken. */
static void
count_items (gpointer data, gpointer unused)
{
  Reading *reading = data;
  EaselJsonItem item;

  reading->fd = open (reading->import->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (reading->fd < 0)
    {
      g_set_error (&reading->error, EASEL_ERROR,
                   errno == ENOENT ? EASEL_ERROR_NOT_FOUND : EASEL_ERROR_STORAGE,
                   _ ("The file cannot be opened: %s."), g_strerror (errno));
      return;
    }
  reading->source = easel_import_source_new (reading->fd, &reading->error);
  while (reading->error == NULL && !_easel_import_is_cancelled (reading->import))
    {
      if (!easel_import_source_next (reading->source, &item, &reading->error))
        break;
      if (item.state == EASEL_JSON_ITEM_NONE)
        {
          easel_import_source_rewind (reading->source, &reading->error);
          break;
        }
      reading->n_items++;
    }
}

static void
refuse (Reading *reading, const char *sentence)
{
  g_set_error_literal (&reading->refusal, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, sentence);
}

static void
read_object (Reading *reading, const EaselJsonItem *item)
{
  reading->transcript = easel_transcript_read (item->data, item->length, &reading->refusal);
  if (reading->transcript == NULL)
    {
      g_autofree char *title = easel_transcript_guess_title (item->data, item->length);

      reading->title = _easel_exchange_dup_line (title, EASEL_EXCHANGE_MOST_NAME);
      return;
    }
  reading->thread = _easel_exchange_make_thread (reading->transcript);
  reading->title = *reading->thread->title != '\0' ? g_strdup (reading->thread->title) : NULL;
  reading->rows = _easel_exchange_make_rows (reading->transcript);
  reading->n_left_out = 0;
}

static void
read_item (gpointer data, gpointer unused)
{
  Reading *reading = data;
  EaselJsonItem item;

  if (!easel_import_source_next (reading->source, &item, &reading->error))
    return;
  switch (item.state)
    {
    case EASEL_JSON_ITEM_NONE:
      reading->at_end = TRUE;
      break;
    case EASEL_JSON_ITEM_OBJECT:
      read_object (reading, &item);
      break;
    case EASEL_JSON_ITEM_OTHER:
      refuse (reading, _ ("It is no chat of Easel, ChatGPT, Claude or Open WebUI."));
      break;
    case EASEL_JSON_ITEM_TOO_LARGE:
    case EASEL_JSON_ITEM_TOO_MANY:
    default:
      refuse (reading, _ ("It is too large."));
    }
}

/* ---- in the fiber ---- */

/* Awaits: takes all of thread out again. */
static void
drop_thread (EaselStore *store, gint64 thread_id)
{
  g_autoptr (GError) error = NULL;

  while (dex_await_int64 (easel_store_imports_drop (store, thread_id), &error) == 0 && error == NULL)
    continue;
  if (error != NULL)
    g_warning ("Taking out a part of an import: %s", error->message);
}

/* Awaits: what a process that was killed has left. */
static void
drop_left (EaselStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) left = dex_await_boxed (easel_store_imports_find_left (store), &error);

  for (guint i = 0; left != NULL && i < left->len; i++)
    drop_thread (store, g_array_index (left, gint64, i));
  if (error != NULL)
    g_warning ("Looking for parts of imports: %s", error->message);
}

/* Whether a file cannot be kept for what it is, not for what this computer is. */
static gboolean
is_own_fault (const GError *error)
{
  return g_error_matches (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED) ||
         g_error_matches (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG);
}

static gboolean
check_going_on (Reading *reading, GError **error)
{
  if (!_easel_import_is_cancelled (reading->import))
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("The import was stopped."));
  return FALSE;
}

/* A picture that a chat names, beside it in the ZIP. */
typedef struct
{
  EaselImportSource *source;
  const char *pointer;
  GBytes *bytes;
} Picture;

static void
load_picture (gpointer data, gpointer unused)
{
  Picture *picture = data;

  picture->bytes = easel_import_source_load_picture (picture->source, picture->pointer, MOST_PICTURE);
}

/* Awaits: the file, with the picture that was elsewhere. */
static GBytes *
find_bytes (Reading *reading, const EaselTranscriptFile *file, char **name)
{
  Picture picture = { reading->source, file->name, NULL };
  gsize size;
  const guint8 *data;
  EaselMediaFormat format;

  *name = _easel_exchange_dup_line (file->name, EASEL_EXCHANGE_MOST_NAME);
  if (file->bytes != NULL)
    return g_bytes_ref (file->bytes);
  if (file->type == NULL || !g_str_has_prefix (file->type, "image/"))
    return NULL;
  dex_await (easel_thread_spawn (load_picture, &picture, NULL), NULL);
  if (picture.bytes == NULL)
    return NULL;
  /* What is no picture does not become one by being called so. */
  data = g_bytes_get_data (picture.bytes, &size);
  format = easel_media_format_sniff (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES));
  if (easel_media_format_get_kind (format) != EASEL_MEDIA_IMAGES)
    {
      g_bytes_unref (picture.bytes);
      return NULL;
    }
  if (strchr (*name, '.') == NULL)
    {
      g_free (*name);
      *name = g_strdup_printf ("%s.%s", file->name, easel_media_format_get_extension (format));
    }
  return picture.bytes;
}

/* Awaits: puts a file among those of the library. FALSE if nothing can be kept. */
static gboolean
keep_file (Reading *reading, const EaselTranscriptFile *file, EaselMessageRecord *row, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = find_bytes (reading, file, &name);
  g_autoptr (EaselAsset) asset = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gboolean is_text;

  if (bytes != NULL)
    asset = dex_await_object (
        easel_library_service_add_bytes (reading->library, bytes, name, EASEL_ASSET_FOR_CHAT), &local_error);
  if (asset == NULL)
    {
      reading->n_left_out++;
      if (local_error == NULL || is_own_fault (local_error))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  is_text = g_strcmp0 (easel_asset_get_kind (asset), "text") == 0;
  if (is_text)
    {
      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      _easel_chat_add_text (&row->head, text);
    }
  else
    _easel_chat_add_image (&row->head, easel_asset_get_width (asset), easel_asset_get_height (asset));
  g_ptr_array_add (row->files, easel_message_file_new (easel_asset_get_id (asset), name));
  row->head.attachment_count = row->files->len;
  return TRUE;
}

/* Awaits: the same for all that go along with the messages from @from on. */
static gboolean
keep_files (Reading *reading, GPtrArray *rows, guint from, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EaselTranscriptMessage *message = g_ptr_array_index (reading->transcript->messages, from + i);
      EaselMessageRecord *row = g_ptr_array_index (rows, i);

      if (message->files->len == 0)
        continue;
      row->files = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_file_free);
      for (guint k = 0; k < message->files->len; k++)
        if (!check_going_on (reading, error) ||
            !keep_file (reading, g_ptr_array_index (message->files, k), row, error))
          return FALSE;
      /* Nothing had to stand for them. */
      if (row->files->len > 0 && *message->text == '\0')
        g_set_str (&row->text, "");
    }
  return TRUE;
}

/* The next rows that one write takes. */
static GPtrArray *
take_rows (Reading *reading, guint from)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_record_unref);
  gsize n_bytes = 0;

  for (guint i = from; i < reading->rows->len && rows->len < MOST_ROWS && n_bytes < MOST_BYTES; i++)
    {
      EaselMessageRecord *row = g_ptr_array_index (reading->rows, i);

      n_bytes += strlen (row->text) + (row->reasoning != NULL ? strlen (row->reasoning) : 0);
      g_ptr_array_add (rows, easel_message_record_ref (row));
    }
  return rows;
}

/* Awaits: puts all messages in; their ids come into @known. */
static gboolean
store_rows (Reading *reading, gint64 thread_id, GArray *known, GError **error)
{
  while (known->len < reading->rows->len)
    {
      g_autoptr (GPtrArray) rows = take_rows (reading, known->len);
      g_autoptr (GArray) added = NULL;

      if (!check_going_on (reading, error))
        return FALSE;
      if (keep_files (reading, rows, known->len, error))
        added = dex_await_boxed (easel_store_imports_add (reading->store, thread_id, known, rows), error);
      if (added == NULL)
        return FALSE;
      g_array_append_vals (known, added->data, added->len);
    }
  return TRUE;
}

/* Awaits: FALSE if no further chat can come in. */
static gboolean
store_item (Reading *reading, GError **error)
{
  EaselImport *self = reading->import;
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local_error = NULL;
  gint64 leaf_id = 0;
  gint64 thread_id =
      dex_await_int64 (easel_store_imports_begin (reading->store, reading->thread), &local_error);

  if (local_error == NULL && thread_id == 0)
    {
      self->n_known++;
      return TRUE;
    }
  if (local_error == NULL && store_rows (reading, thread_id, known, &local_error))
    {
      if (known->len > 0)
        leaf_id = g_array_index (
            known, gint64, (reading->transcript->leaf > 0 ? reading->transcript->leaf : known->len) - 1);
      if (dex_await (
              easel_store_imports_finish (reading->store, thread_id, leaf_id, reading->transcript->draft),
              &local_error))
        {
          self->n_imported++;
          self->n_left_out += reading->n_left_out;
          return TRUE;
        }
    }
  if (thread_id != 0)
    drop_thread (reading->store, thread_id);
  if (!g_error_matches (local_error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* It is this chat's own fault. */
  reading->refusal = g_steal_pointer (&local_error);
  return TRUE;
}

static void
note_item (Reading *reading)
{
  EaselImport *self = reading->import;
  g_autofree char *number = NULL;

  if (reading->title == NULL)
    {
      /* Translators: the number of a chat within a file */
      number = g_strdup_printf (_ ("Chat %u"), self->n_done + 1);
      g_set_str (&reading->title, number);
    }
  if (reading->refusal != NULL)
    {
      self->n_refused++;
      _easel_import_add_note (self, reading->title, reading->refusal->message);
    }
  else if (reading->transcript->n_loose > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%u message begins a branch of its own: the one before it is missing.",
                    "%u messages begin branches of their own: those before them are missing.",
                    reading->transcript->n_loose),
          reading->transcript->n_loose);

      _easel_import_add_note (self, reading->title, sentence);
    }
}

static DexFuture *
import_fiber (gpointer data)
{
  Reading *reading = data;
  EaselImport *self = reading->import;
  g_autoptr (GError) error = NULL;

  dex_await (easel_thread_spawn (count_items, reading, NULL), NULL);
  if (reading->error == NULL)
    drop_left (reading->store);
  self->n_all = reading->n_items;
  while (reading->error == NULL && error == NULL && !_easel_import_is_cancelled (self))
    {
      clear_item (reading);
      dex_await (easel_thread_spawn (read_item, reading, NULL), NULL);
      if (reading->at_end || reading->error != NULL)
        break;
      if (reading->refusal == NULL && !store_item (reading, &error))
        break;
      note_item (reading);
      _easel_import_note_done (self);
    }
  if (reading->error != NULL)
    g_propagate_error (&error, g_steal_pointer (&reading->error));
  else if (error == NULL && _easel_import_is_cancelled (self))
    g_set_error_literal (&error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("The import was stopped."));
  if (error != NULL)
    dex_promise_reject (self->ended, g_steal_pointer (&error));
  else
    dex_promise_resolve_boolean (self->ended, TRUE);
  return dex_future_new_true ();
}

/* Begins it; the future is for the end of all that it does. */
DexFuture *
_easel_import_run (EaselImport *self, EaselStore *store, EaselLibraryService *library)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->import = g_object_ref (self);
  reading->store = g_object_ref (store);
  reading->library = g_object_ref (library);
  reading->fd = -1;
  return easel_fiber_spawn (import_fiber, reading, reading_free);
}
