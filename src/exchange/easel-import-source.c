// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-transcript-reader.h"

#define CHUNK (64 * 1024)

/* What a ZIP may unpack to: so much more than its own size, after a first part
 * that any may have; and so much at most. Text packs to a tenth or so. */
#define LARGEST_RATIO 200
#define FREE_PART (G_GUINT64_CONSTANT (16) * 1024 * 1024)
#define LARGEST_TOTAL (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)
#define MOST_ENTRIES 200000

/* What pictures may take in all, however often they are named: bytes, as so many
 * times the file's own after a first part, and entries that are passed. */
#define PICTURE_RATIO 20
#define PICTURE_FREE_PART (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define MOST_PASSED (20 * 1000 * 1000)

struct _EaselImportSource
{
  int fd;
  guint64 size;
  gboolean zipped;

  struct archive *archive;
  GHashTable *seen;
  guint n_entries;
  guint64 n_unpacked;
  guint64 n_pictured; /* bytes of pictures so far */
  guint64 n_passed;   /* entries that were passed on the way to them */

  EaselJsonSplitter *splitter;
  char *chunk;
  gsize at;
  gsize end;
};

static gboolean
fail_reading (GError **error)
{
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The file cannot be read: %s."),
               g_strerror (errno));
  return FALSE;
}

static gboolean
fail_zip (GError **error)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The ZIP file is damaged or cut off. Nothing was imported; fetch it again."));
  return FALSE;
}

static gssize
read_fd (int fd, char *into, gsize length)
{
  gssize got;

  do
    got = read (fd, into, length);
  while (got < 0 && errno == EINTR);
  return got;
}

static void
close_archive (EaselImportSource *self)
{
  g_clear_pointer (&self->splitter, easel_json_splitter_free);
  if (self->archive != NULL)
    archive_read_free (self->archive);
  self->archive = NULL;
  g_hash_table_remove_all (self->seen);
  self->n_entries = 0;
  self->n_unpacked = 0;
  self->at = self->end = 0;
}

static EaselJsonSplitter *
new_splitter (void)
{
  return easel_json_splitter_new (EASEL_TRANSCRIPT_LARGEST, EASEL_TRANSCRIPT_MOST_VALUES);
}

static gboolean
open_archive (EaselImportSource *self, GError **error)
{
  self->archive = archive_read_new ();
  if (self->archive == NULL || archive_read_support_format_zip (self->archive) != ARCHIVE_OK ||
      archive_read_open_fd (self->archive, self->fd, CHUNK) != ARCHIVE_OK)
    return fail_zip (error);
  return TRUE;
}

/* conversations.json, or conversations-000.json and so on, as large exports are
 * cut; at the top, so that nothing hides behind a folder. */
static gboolean
is_wanted (const char *name)
{
  if (name == NULL || !g_str_has_prefix (name, "conversations"))
    return FALSE;
  name += strlen ("conversations");
  if (*name == '-' && g_ascii_isdigit (name[1]))
    do
      name++;
    while (g_ascii_isdigit (*name));
  return strcmp (name, ".json") == 0;
}

/* Goes to the next wanted entry; sets no splitter after the last one. */
static gboolean
next_entry (EaselImportSource *self, GError **error)
{
  struct archive_entry *entry = NULL;
  int status;

  while ((status = archive_read_next_header (self->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      const char *name = archive_entry_pathname_utf8 (entry);

      if (++self->n_entries > MOST_ENTRIES)
        return fail_zip (error);
      if (!is_wanted (name) || archive_entry_filetype (entry) != AE_IFREG)
        continue;
      if (archive_entry_is_encrypted (entry))
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                               _ ("The ZIP file is locked with a password. Unpack it first, then import its "
                                  "conversations.json."));
          return FALSE;
        }
      if (!g_hash_table_add (self->seen, g_strdup (name)))
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The ZIP file holds two files called %s. Nothing was imported."), name);
          return FALSE;
        }
      self->splitter = new_splitter ();
      return TRUE;
    }
  if (status != ARCHIVE_EOF)
    return fail_zip (error);
  if (g_hash_table_size (self->seen) > 0)
    return TRUE;

  g_set_error_literal (
      error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
      _ ("The ZIP file has no conversations.json at its top, so it is no export of chats that "
         "is known here."));
  return FALSE;
}

/* Fills the chunk, from whatever it comes; 0 bytes at the end. */
static gboolean
fill (EaselImportSource *self, GError **error)
{
  gssize got;

  if (self->zipped)
    {
      got = archive_read_data (self->archive, self->chunk, CHUNK);
      if (got < 0)
        return fail_zip (error);
      self->n_unpacked += (guint64) got;
      if (self->n_unpacked > LARGEST_TOTAL ||
          (self->n_unpacked > FREE_PART && self->n_unpacked / LARGEST_RATIO > self->size))
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                               _ ("The ZIP file unpacks to far more than chats do. Nothing was imported."));
          return FALSE;
        }
    }
  else
    {
      got = read_fd (self->fd, self->chunk, CHUNK);
      if (got < 0)
        return fail_reading (error);
    }
  self->at = 0;
  self->end = (gsize) got;
  return TRUE;
}

/**
 * easel_import_source_new:
 * @fd: a file, open for reading, which must stay so as long as this lives
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): what it holds, from its start; %NULL with
 *   %EASEL_ERROR_STORAGE, or %EASEL_ERROR_INVALID_INPUT if it is a broken ZIP
 */
EaselImportSource *
easel_import_source_new (int fd, GError **error)
{
  g_autoptr (EaselImportSource) self = g_new0 (EaselImportSource, 1);
  struct stat status;

  self->fd = fd;
  self->chunk = g_malloc (CHUNK);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (fstat (fd, &status) != 0)
    {
      fail_reading (error);
      return NULL;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("Chats are imported from a file, and this is none."));
      return NULL;
    }
  self->size = (guint64) status.st_size;
  return easel_import_source_rewind (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * easel_import_source_free:
 * @self: (transfer full) (nullable): a source
 *
 * Frees it; its file stays open.
 */
void
easel_import_source_free (EaselImportSource *self)
{
  if (self == NULL)
    return;

  close_archive (self);
  g_hash_table_unref (self->seen);
  g_free (self->chunk);
  g_free (self);
}

/**
 * easel_import_source_next:
 * @self: a source
 * @item: (out): the next element; its state is %EASEL_JSON_ITEM_NONE after the
 *   last one. Its bytes are valid until the next call
 * @error: return location of an error
 *
 * Returns: %FALSE if the file is damaged, cut off or not readable
 */
gboolean
easel_import_source_next (EaselImportSource *self, EaselJsonItem *item, GError **error)
{
  *item = (EaselJsonItem) { EASEL_JSON_ITEM_NONE, NULL, 0 };
  while (self->splitter != NULL)
    {
      gsize used = 0;

      if (self->at == self->end)
        {
          if (!fill (self, error))
            return FALSE;
          if (self->end == 0)
            {
              if (!easel_json_splitter_end (self->splitter, error))
                return FALSE;
              g_clear_pointer (&self->splitter, easel_json_splitter_free);
              if (self->zipped && !next_entry (self, error))
                return FALSE;
              continue;
            }
        }
      if (!easel_json_splitter_feed (self->splitter, self->chunk + self->at, self->end - self->at, &used,
                                     item, error))
        return FALSE;
      self->at += used;
      if (item->state != EASEL_JSON_ITEM_NONE)
        return TRUE;
    }
  return TRUE;
}

/**
 * easel_import_source_rewind:
 * @self: a source
 * @error: return location of an error
 *
 * Goes back to its start.
 *
 * Returns: %FALSE if the file is not readable, or is a ZIP that cannot be used
 */
gboolean
easel_import_source_rewind (EaselImportSource *self, GError **error)
{
  char start[4] = { 0 };

  close_archive (self);
  if (lseek (self->fd, 0, SEEK_SET) != 0 || read_fd (self->fd, start, sizeof start) < 0 ||
      lseek (self->fd, 0, SEEK_SET) != 0)
    return fail_reading (error);

  self->zipped = memcmp (start, "PK\3\4", 4) == 0 || memcmp (start, "PK\5\6", 4) == 0;
  if (self->zipped)
    return open_archive (self, error) && next_entry (self, error);
  self->splitter = new_splitter ();
  return TRUE;
}

/* ---- pictures ---- */

/* A second look at the file, which leaves the first one where it is. */
typedef struct
{
  int fd;
  gint64 at;
  gint64 size;
  char *chunk;
} Look;

static la_ssize_t
on_read_cb (struct archive *archive, void *data, const void **bytes)
{
  Look *look = data;
  gssize got;

  do
    got = pread (look->fd, look->chunk, CHUNK, look->at);
  while (got < 0 && errno == EINTR);
  *bytes = look->chunk;
  look->at += MAX (got, 0);
  return got;
}

static la_int64_t
on_seek_cb (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  Look *look = data;
  gint64 from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? look->at : look->size;

  if (offset < -from || offset > look->size - from)
    return ARCHIVE_FATAL;
  look->at = from + offset;
  return look->at;
}

static la_int64_t
on_skip_cb (struct archive *archive, void *data, la_int64_t length)
{
  Look *look = data;
  gint64 skipped = CLAMP (length, 0, look->size - look->at);

  look->at += skipped;
  return skipped;
}

/* What names a file in an address such as "file-service://file-AbC": NULL if
 * nothing does. */
static const char *
find_name (const char *pointer)
{
  const char *slash = strrchr (pointer, '/');
  const char *name = slash != NULL ? slash + 1 : pointer;
  gsize length = strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

  return length >= 8 && name[length] == '\0' && g_str_has_prefix (name, "file") &&
                 strchr ("-_", name[4]) != NULL
             ? name
             : NULL;
}

/* Services put a file's own name, or a number, behind what names it. */
static gboolean
is_called (const char *path, const char *name)
{
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  const char *base = slash != NULL ? slash + 1 : path;
  gsize length = strlen (name);

  return base != NULL && strncmp (base, name, length) == 0 && strchr ("-.", base[length]) != NULL;
}

static GBytes *
read_entry (EaselImportSource *self, struct archive *archive, gsize most)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree char *chunk = g_malloc (CHUNK);

  for (;;)
    {
      gssize got = archive_read_data (archive, chunk, CHUNK);

      self->n_pictured += (guint64) MAX (got, 0);
      if (got < 0 || all->len + (gsize) got > most)
        return NULL;
      if (got == 0)
        return all->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&all)) : NULL;
      g_byte_array_append (all, (const guint8 *) chunk, (guint) got);
    }
}

/**
 * easel_import_source_load_picture:
 * @self: a source
 * @pointer: what a conversation names a picture by, such as "file-service://file-AbC"
 * @most: the bytes that it may have
 *
 * Looks for the picture beside the conversations. It is read into memory alone,
 * whatever its entry is called. Where the source reads next is not changed.
 *
 * Returns: (transfer full) (nullable): its file; %NULL if there is none, it is too
 *   large or damaged, or more was looked for than any export names
 */
GBytes *
easel_import_source_load_picture (EaselImportSource *self, const char *pointer, gsize most)
{
  Look look = { .fd = self->fd, .size = (gint64) self->size };
  g_autofree char *chunk = NULL;
  const char *name = find_name (pointer);
  struct archive *archive = NULL;
  struct archive_entry *entry = NULL;
  GBytes *bytes = NULL;
  guint n_entries = 0;
  int status;

  if (!self->zipped || name == NULL || self->n_passed > MOST_PASSED ||
      self->n_pictured > PICTURE_FREE_PART + PICTURE_RATIO * self->size ||
      (archive = archive_read_new ()) == NULL)
    return NULL;
  look.chunk = chunk = g_malloc (CHUNK);
  archive_read_support_format_zip (archive);
  archive_read_set_callback_data (archive, &look);
  archive_read_set_read_callback (archive, on_read_cb);
  archive_read_set_seek_callback (archive, on_seek_cb);
  archive_read_set_skip_callback (archive, on_skip_cb);
  if (archive_read_open1 (archive) == ARCHIVE_OK)
    while (((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) &&
           n_entries++ < MOST_ENTRIES)
      if (is_called (archive_entry_pathname_utf8 (entry), name) &&
          archive_entry_filetype (entry) == AE_IFREG && !archive_entry_is_encrypted (entry))
        {
          bytes = read_entry (self, archive, most);
          break;
        }
  self->n_passed += n_entries;
  archive_read_free (archive);
  return bytes;
}
