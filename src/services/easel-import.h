// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * EaselImportNote:
 *
 * A chat of a file that was not taken, or not as a whole, and why.
 */
#define EASEL_TYPE_IMPORT_NOTE (easel_import_note_get_type ())
G_DECLARE_FINAL_TYPE (EaselImportNote, easel_import_note, EASEL, IMPORT_NOTE, GObject)

const char *easel_import_note_get_title (EaselImportNote *self);
const char *easel_import_note_get_sentence (EaselImportNote *self);

/**
 * EaselImport:
 *
 * Chats that come out of a file, each of them whole or not at all.
 *
 * Property, read-only and notified at most once a chat: "n-done".
 */
#define EASEL_TYPE_IMPORT (easel_import_get_type ())
G_DECLARE_FINAL_TYPE (EaselImport, easel_import, EASEL, IMPORT, GObject)

DexFuture *easel_import_wait (EaselImport *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_import_cancel (EaselImport *self);

guint easel_import_get_n_done (EaselImport *self);
guint easel_import_get_n_all (EaselImport *self);
guint easel_import_get_n_imported (EaselImport *self);
guint easel_import_get_n_known (EaselImport *self);
guint easel_import_get_n_refused (EaselImport *self);
guint easel_import_get_n_left_out (EaselImport *self);
GListModel *easel_import_get_notes (EaselImport *self);
char *easel_import_describe (EaselImport *self);

G_END_DECLS
