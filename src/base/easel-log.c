// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-log.h"

#include "easel-redact.h"

#include <stdio.h>
#include <string.h>

#define CALL_DOMAIN "easel-call"

/* GLib has one log writer a process, so this is the one piece of state that
 * belongs to no object. */
static GStrv shown_areas;

/* Whether the debug messages of @domain are asked for: "all", "easel" for all of
 * Easel's, or an area such as "net". */
static gboolean
is_shown (const char *domain)
{
  gboolean own = domain != NULL && g_str_has_prefix (domain, "easel");

  for (guint i = 0; shown_areas != NULL && shown_areas[i] != NULL; i++)
    if (g_str_equal (shown_areas[i], "all") || g_str_equal (shown_areas[i], "1") ||
        (own &&
         (g_str_equal (shown_areas[i], "easel") ||
          (g_str_has_prefix (domain, "easel-") && g_str_equal (domain + strlen ("easel-"), shown_areas[i])))))
      return TRUE;
  return FALSE;
}

static char *
dup_redacted (const GLogField *field)
{
  g_autofree char *text =
      field->length < 0 ? g_strdup (field->value) : g_strndup (field->value, (gsize) field->length);

  return easel_redact_patterns (text);
}

static GLogWriterOutput
write_redacted (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autofree GLogField *redacted = g_memdup2 (fields, n_fields * sizeof *fields);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *domain = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
      if (strcmp (fields[i].key, "MESSAGE") == 0 || g_str_has_prefix (fields[i].key, "EASEL_"))
        {
          g_ptr_array_add (texts, dup_redacted (&fields[i]));
          redacted[i].value = g_ptr_array_index (texts, texts->len - 1);
          redacted[i].length = -1;
        }
    }

  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0 && !is_shown (domain))
    return g_log_writer_default_would_drop (level, domain)
               ? G_LOG_WRITER_HANDLED
               : g_log_writer_standard_streams (level, redacted, n_fields, NULL);

  /* Standard output is the program's own. */
  {
    g_autofree char *line = g_log_writer_format_fields (level, redacted, n_fields, FALSE);

    fprintf (stderr, "%s\n", line);
  }
  return G_LOG_WRITER_HANDLED;
}

/**
 * easel_log_set_areas:
 * @areas: (nullable): whose debug messages are shown, separated by commas:
 *   areas of Easel such as "net", "call" or "store", "easel" for all of them,
 *   "all" for those of the libraries too
 *
 * To be called by a main function.
 */
void
easel_log_set_areas (const char *areas)
{
  g_strfreev (shown_areas);
  shown_areas = areas != NULL ? g_strsplit_set (areas, ", ", -1) : NULL;
}

/**
 * easel_log_start:
 * @areas: (nullable): as for easel_log_set_areas()
 *
 * From here on each message of this process passes through the redaction of
 * easel_redact_patterns() on its way to standard error. To be called once, by
 * a main function.
 */
void
easel_log_start (const char *areas)
{
  easel_log_set_areas (areas);
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_redacted, NULL, NULL);
}

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "-";
}

/**
 * easel_log_call:
 * @call: a call that has ended
 *
 * Says it in one line of the area "call", with the same as fields for a reader
 * of structured logs.
 */
void
easel_log_call (const EaselCallLog *call)
{
  g_autofree char *first = call->first_token >= 0
                               ? g_strdup_printf ("%" G_GINT64_FORMAT, call->first_token / 1000)
                               : g_strdup ("-");

  g_log_structured (CALL_DOMAIN, G_LOG_LEVEL_INFO, "EASEL_KIND", call->kind, "EASEL_PROVIDER",
                    or_dash (call->provider), "EASEL_MODEL", or_dash (call->model), "EASEL_OUTCOME",
                    call->outcome, "EASEL_REQUEST_ID", or_dash (call->request_id), "MESSAGE",
                    "%s provider=%s model=%s outcome=%s status=%u request=%s retries=%u first=%s ms "
                    "took=%" G_GINT64_FORMAT " ms sent=%" G_GSIZE_FORMAT " B received=%" G_GSIZE_FORMAT " B",
                    call->kind, or_dash (call->provider), or_dash (call->model), call->outcome, call->status,
                    or_dash (call->request_id), call->retries, first, call->duration / 1000, call->sent,
                    call->received);
}
