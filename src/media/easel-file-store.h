// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-media-format.h"

G_BEGIN_DECLS

/* The largest file that is kept, in bytes. */
#define EASEL_FILE_STORE_MOST (G_GINT64_CONSTANT (4) * 1024 * 1024 * 1024)

/**
 * EaselStoredFile:
 * @hash: SHA-256 of its content in 64 hexadecimal digits
 * @bytes: its size
 * @format: what it is
 * @is_new: whether it was not on disk before
 *
 * A file that lies in the store, on disk with its folder's entry. As long as
 * this stands it is not removed: free it once a row refers to the file.
 */
typedef struct
{
  char *hash;
  gint64 bytes;
  EaselMediaFormat format;
  gboolean is_new;
  /*< private >*/
  int lock;
} EaselStoredFile;

typedef struct _EaselFileStore EaselFileStore;
typedef struct _EaselFileWriter EaselFileWriter;

EaselFileStore *easel_file_store_new (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
EaselFileStore *easel_file_store_ref (EaselFileStore *self);
void easel_file_store_unref (EaselFileStore *self);
const char *easel_file_store_get_folder (EaselFileStore *self);

EaselStoredFile *easel_file_store_add_bytes (EaselFileStore *self,
                                             GBytes *bytes,
                                             EaselMediaKinds accept,
                                             const char *name,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
EaselStoredFile *easel_file_store_add_file (EaselFileStore *self,
                                            const char *path,
                                            EaselMediaKinds accept,
                                            gboolean sync,
                                            GCancellable *cancellable,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_file_store_sync (EaselFileStore *self, GError **error);
void easel_stored_file_free (EaselStoredFile *self);

EaselFileWriter *easel_file_store_begin (EaselFileStore *self, gint64 most, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_file_writer_write (EaselFileWriter *self, gconstpointer data, gsize size, GError **error);
EaselStoredFile *easel_file_writer_finish (EaselFileWriter *self,
                                           EaselMediaKinds accept,
                                           gboolean sync,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_file_writer_free (EaselFileWriter *self);

char *easel_file_store_get_path (EaselFileStore *self, const char *hash) G_GNUC_WARN_UNUSED_RESULT;
int easel_file_store_open (EaselFileStore *self, const char *hash, GError **error);
gboolean easel_file_store_verify (EaselFileStore *self,
                                  const char *hash,
                                  GCancellable *cancellable,
                                  GError **error);
GPtrArray *easel_file_store_list (EaselFileStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint easel_file_store_clean (EaselFileStore *self);
gboolean easel_file_store_has_room (EaselFileStore *self, GError **error);
int easel_file_store_lock (EaselFileStore *self, GError **error);
gint64 easel_file_store_remove (EaselFileStore *self, const char *hash, GError **error);

int easel_media_open_regular (const char *path, gint64 *size, gint64 *modified, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselFileStore, easel_file_store_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselFileWriter, easel_file_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselStoredFile, easel_stored_file_free)

G_END_DECLS
