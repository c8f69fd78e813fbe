// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-secret-private.h"

struct _EaselSecret
{
  /* SecretValue keeps its bytes in memory of its own kind and wipes them. */
  SecretValue *value;
};

G_DEFINE_BOXED_TYPE (EaselSecret, easel_secret, easel_secret_ref, easel_secret_unref)

/**
 * easel_secret_new:
 * @text: a key
 *
 * Returns: (transfer full): a copy of @text
 */
EaselSecret *
easel_secret_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return _easel_secret_new_for_value (secret_value_new (text, -1, "text/plain"));
}

/*
 * Takes value, which is text.
 */
EaselSecret *
_easel_secret_new_for_value (SecretValue *value)
{
  EaselSecret *self = g_atomic_rc_box_new0 (EaselSecret);

  self->value = value;
  return self;
}

/*
 * What libsecret takes; belongs to self.
 */
SecretValue *
_easel_secret_get_value (EaselSecret *self)
{
  return self->value;
}

/**
 * easel_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): @self
 */
EaselSecret *
easel_secret_ref (EaselSecret *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
easel_secret_clear (EaselSecret *self)
{
  secret_value_unref (self->value);
}

/**
 * easel_secret_unref:
 * @self: (transfer full): a secret
 *
 * Drops a reference; the last one wipes the key.
 */
void
easel_secret_unref (EaselSecret *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) easel_secret_clear);
}

/**
 * easel_secret_get_text:
 * @self: a secret
 *
 * Returns: (transfer none): the key
 */
const char *
easel_secret_get_text (EaselSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return secret_value_get_text (self->value);
}

/**
 * easel_secret_free:
 * @text: (transfer full) (nullable): a key that g_malloc() gave room to
 *
 * Wipes @text, then frees it.
 */
void
easel_secret_free (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * easel_secret_check:
 * @text: a key, already without white space at its ends
 * @length: bytes of @text, -1 if it ends with a zero
 * @error: return location for an error
 *
 * Whether @text can be a key: not empty, printable ASCII without spaces, as a
 * header field can carry it (RFC 9110, 5.5). The message never repeats it.
 *
 * Returns: %TRUE if it can; else @error is %EASEL_ERROR_INVALID_INPUT
 */
gboolean
easel_secret_check (const char *text, gssize length, GError **error)
{
  gsize size;

  g_return_val_if_fail (text != NULL, FALSE);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size == 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The key is empty. Paste it again."));
      return FALSE;
    }
  for (gsize i = 0; i < size; i++)
    {
      guchar c = (guchar) text[i];

      if (c > 0x20 && c < 0x7f)
        continue;
      if (c < 0x20 || c == 0x7f)
        g_set_error (
            error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
            _ ("The key has a control character at place %d (a line break perhaps). Copy the key alone "
               "and paste it again."),
            (int) i + 1);
      else
        g_set_error (
            error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
            _ ("The key has a character at place %d that no key has. Copy the key alone and paste it "
               "again."),
            (int) i + 1);
      return FALSE;
    }
  return TRUE;
}
