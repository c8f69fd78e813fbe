// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-private.h"

#include <glib/gi18n-lib.h>

/* So many notes are kept; the others are counted. */
#define MOST_NOTES 1000

struct _EaselImportNote
{
  GObject parent_instance;

  char *title;
  char *sentence;
};

G_DEFINE_FINAL_TYPE (EaselImportNote, easel_import_note, G_TYPE_OBJECT)

static void
easel_import_note_finalize (GObject *object)
{
  EaselImportNote *self = EASEL_IMPORT_NOTE (object);

  g_free (self->title);
  g_free (self->sentence);

  G_OBJECT_CLASS (easel_import_note_parent_class)->finalize (object);
}

static void
easel_import_note_class_init (EaselImportNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_import_note_finalize;
}

static void
easel_import_note_init (EaselImportNote *self)
{
}

/**
 * easel_import_note_get_title:
 * @self: a note
 *
 * Returns: what the chat is called, or which one of the file it is
 */
const char *
easel_import_note_get_title (EaselImportNote *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT_NOTE (self), NULL);

  return self->title;
}

/**
 * easel_import_note_get_sentence:
 * @self: a note
 *
 * Returns: what became of it, and why
 */
const char *
easel_import_note_get_sentence (EaselImportNote *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT_NOTE (self), NULL);

  return self->sentence;
}

G_DEFINE_FINAL_TYPE (EaselImport, easel_import, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_DONE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
easel_import_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselImport *self = EASEL_IMPORT (object);

  switch (prop_id)
    {
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_import_finalize (GObject *object)
{
  EaselImport *self = EASEL_IMPORT (object);

  g_free (self->path);
  g_clear_object (&self->notes);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (easel_import_parent_class)->finalize (object);
}

static void
easel_import_class_init (EaselImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_import_get_property;
  object_class->finalize = easel_import_finalize;

  properties[PROP_N_DONE] =
      g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_import_init (EaselImport *self)
{
  self->notes = g_list_store_new (EASEL_TYPE_IMPORT_NOTE);
  self->ended = dex_promise_new ();
}

EaselImport *
_easel_import_new (const char *path)
{
  EaselImport *self = g_object_new (EASEL_TYPE_IMPORT, NULL);

  self->path = g_strdup (path);
  return self;
}

/* May be asked from any thread. */
gboolean
_easel_import_is_cancelled (EaselImport *self)
{
  return g_atomic_int_get (&self->cancelled) != 0;
}

void
_easel_import_add_note (EaselImport *self, const char *title, const char *sentence)
{
  g_autoptr (EaselImportNote) note = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->notes)) >= MOST_NOTES)
    {
      self->n_unlisted++;
      return;
    }
  note = g_object_new (EASEL_TYPE_IMPORT_NOTE, NULL);
  note->title = g_strdup (title);
  note->sentence = g_strdup (sentence);
  g_list_store_append (self->notes, note);
}

void
_easel_import_note_done (EaselImport *self)
{
  self->n_done++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
}

/**
 * easel_import_wait:
 * @self: an import
 *
 * Returns: (transfer full): a future that resolves to %TRUE when each chat of the
 *   file was taken or noted; rejects, and nothing was taken, with
 *   %EASEL_ERROR_STORAGE, %EASEL_ERROR_INVALID_INPUT or %EASEL_ERROR_UNSUPPORTED if
 *   the file cannot be used; with %EASEL_ERROR_CANCELLED, and what was taken before
 *   stays, if it was cancelled
 */
DexFuture *
easel_import_wait (EaselImport *self)
{
  dex_return_error_if_fail (EASEL_IS_IMPORT (self));

  return dex_ref (DEX_FUTURE (self->ended));
}

/**
 * easel_import_cancel:
 * @self: an import
 *
 * Ends it after the chat that it is at, of which nothing stays.
 */
void
easel_import_cancel (EaselImport *self)
{
  g_return_if_fail (EASEL_IS_IMPORT (self));

  g_atomic_int_set (&self->cancelled, 1);
}

/**
 * easel_import_get_n_done:
 * @self: an import
 *
 * Returns: how many chats of the file had their turn
 */
guint
easel_import_get_n_done (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_done;
}

/**
 * easel_import_get_n_all:
 * @self: an import
 *
 * Returns: how many chats the file holds; 0 as long as that is not known
 */
guint
easel_import_get_n_all (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_all;
}

/**
 * easel_import_get_n_imported:
 * @self: an import
 *
 * Returns: how many chats were taken
 */
guint
easel_import_get_n_imported (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_imported;
}

/**
 * easel_import_get_n_known:
 * @self: an import
 *
 * Returns: how many chats were there already, and were left as they are
 */
guint
easel_import_get_n_known (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_known;
}

/**
 * easel_import_get_n_refused:
 * @self: an import
 *
 * Returns: how many chats were not taken since something is wrong with them
 */
guint
easel_import_get_n_refused (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_refused;
}

/**
 * easel_import_get_n_left_out:
 * @self: an import
 *
 * Returns: how many attachments of what was taken did not come along
 */
guint
easel_import_get_n_left_out (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), 0);

  return self->n_left_out;
}

/**
 * easel_import_get_notes:
 * @self: an import
 *
 * Returns: (transfer none): a list of #EaselImportNote, the first thousand
 */
GListModel *
easel_import_get_notes (EaselImport *self)
{
  g_return_val_if_fail (EASEL_IS_IMPORT (self), NULL);

  return G_LIST_MODEL (self->notes);
}

/**
 * easel_import_describe:
 * @self: an import
 *
 * Returns: (transfer full): what it has done so far, in sentences
 */
char *
easel_import_describe (EaselImport *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (EASEL_IS_IMPORT (self), NULL);

  if (self->n_imported == 0)
    g_string_append (text, _ ("No chat was imported."));
  else
    g_string_append_printf (text,
                            ngettext ("%u chat was imported.", "%u chats were imported.", self->n_imported),
                            self->n_imported);
  if (self->n_known > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (
          text, ngettext ("%u was there already.", "%u were there already.", self->n_known), self->n_known);
    }
  if (self->n_refused > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u could not be used.", "%u could not be used.", self->n_refused),
                              self->n_refused);
    }
  if (self->n_left_out > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u attachment did not come along.",
                                        "%u attachments did not come along.", self->n_left_out),
                              self->n_left_out);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
