// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-content.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (EaselPromptContent,
                     easel_prompt_content,
                     easel_prompt_content_ref,
                     easel_prompt_content_unref)

static gboolean
spans_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (EaselSpan)) == 0);
}

static void
content_clear (gpointer data)
{
  EaselPromptContent *self = data;

  g_free (self->text);
  g_free (self->negative);
  g_array_unref (self->locks);
  g_array_unref (self->offs);
}

/**
 * easel_prompt_content_new:
 * @text: the positive prompt
 * @negative: (nullable): the negative prompt
 *
 * Returns: (transfer full): a version without locks and switched-off parts
 */
EaselPromptContent *
easel_prompt_content_new (const char *text, const char *negative)
{
  EaselPromptContent *self = g_atomic_rc_box_new0 (EaselPromptContent);

  self->text = g_strdup (text);
  self->negative = g_strdup (negative != NULL ? negative : "");
  self->locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  self->offs = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  return self;
}

EaselPromptContent *
easel_prompt_content_ref (EaselPromptContent *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
easel_prompt_content_unref (EaselPromptContent *self)
{
  g_atomic_rc_box_release_full (self, content_clear);
}

/**
 * easel_prompt_content_equal:
 * @a: a version
 * @b: another
 *
 * Returns: whether texts, locks and switched-off parts are all the same
 */
gboolean
easel_prompt_content_equal (const EaselPromptContent *a, const EaselPromptContent *b)
{
  return strcmp (a->text, b->text) == 0 && strcmp (a->negative, b->negative) == 0 &&
         spans_equal (a->locks, b->locks) && spans_equal (a->offs, b->offs);
}
