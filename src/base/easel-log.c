// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-log.h"

#include "easel-redact.h"

#include <stdio.h>
#include <string.h>

/* GLib has one log writer a process, so this is the one piece of state that
 * belongs to no object. */
static gboolean show_debug;

static GLogWriterOutput
write_redacted (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autofree GLogField *redacted = g_memdup2 (fields, n_fields * sizeof *fields);
  g_autofree char *message = NULL;
  const char *domain = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
      if (strcmp (fields[i].key, "MESSAGE") == 0 && message == NULL)
        {
          g_autofree char *text = fields[i].length < 0
                                      ? g_strdup (fields[i].value)
                                      : g_strndup (fields[i].value, (gsize) fields[i].length);
          message = easel_redact_patterns (text);
          redacted[i].value = message;
          redacted[i].length = -1;
        }
    }

  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0 && !show_debug)
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
 * easel_log_start:
 * @verbose: whether debug messages are shown
 *
 * From here on each message of this process passes through the redaction of
 * easel_redact_patterns() on its way to standard error. To be called once, by
 * a main function.
 */
void
easel_log_start (gboolean verbose)
{
  show_debug = verbose;
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_redacted, NULL, NULL);
}
