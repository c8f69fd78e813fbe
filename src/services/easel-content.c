// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-content-private.h"

#include "easel-locks.h"
#include "easel-provider-private.h"

static void
append_spans (GArray *spans, const char *column, const char *text)
{
  g_autofree EaselSpan *read = NULL;
  gsize n = 0;

  /* Marks that no longer fit the text are worth less than the text. */
  if (column != NULL && easel_locks_from_json (column, text, &read, &n, NULL) && n > 0)
    g_array_append_vals (spans, read, (guint) n);
}

/* How a version of a prompt stands in the columns of revisions and drafts. */
EaselPromptContent *
_easel_content_from_columns (const char *text, const char *negative, const char *locks, const char *off)
{
  EaselPromptContent *content = easel_prompt_content_new (text != NULL ? text : "", negative);

  append_spans (content->locks, locks, content->text);
  append_spans (content->offs, off, content->text);
  return content;
}

char *
_easel_spans_to_column (const GArray *spans)
{
  return spans->len > 0 ? easel_locks_to_json ((const EaselSpan *) (gconstpointer) spans->data, spans->len)
                        : NULL;
}

/* What people call the model that made a revision, NULL if none did. */
char *
_easel_revision_dup_model_name (const EaselRevisionRow *row)
{
  if (g_strcmp0 (row->provider_slug, EASEL_SANDBOX_SLUG) == 0)
    return g_strdup (_easel_provider_translate (row->provider_slug, row->provider_name));
  return g_strdup (row->model_id);
}
