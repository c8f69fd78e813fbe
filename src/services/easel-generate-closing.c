// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-job-private.h"
#include "easel-media-registry.h"

/* What becomes of what is being made when Easel ends. */

typedef struct
{
  guint unsent;
  guint lost;
  guint kept;
  gint64 least; /* how long the first of those stays, microseconds; 0 not known */
} Fates;

static void
count_job (Fates *fates, EaselJob *job)
{
  const EaselJobRow *row = _easel_job_get_row (job);
  const EaselMediaProtocol *protocol = easel_media_registry_find (row->protocol);

  if (row->stage == EASEL_JOB_QUEUED)
    fates->unsent++;
  else if (row->ticket == NULL && row->outputs == NULL)
    fates->lost++;
  else
    {
      fates->kept++;
      if (protocol != NULL && protocol->keeps > 0 && (fates->least == 0 || protocol->keeps < fates->least))
        fates->least = protocol->keeps;
    }
}

static void
add_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

/**
 * easel_generate_service_describe_loss:
 * @self: the service
 *
 * Returns: (transfer full): in sentences what becomes of the jobs that run if this
 *   program ends now; "" if none does
 */
char *
easel_generate_service_describe_loss (EaselGenerateService *self)
{
  Fates fates = { 0 };
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  for (guint i = 0; i < self->running->len; i++)
    count_job (&fates, g_ptr_array_index (self->running, i));
  if (fates.lost > 0)
    add_sentence (
        text, g_strdup_printf (ngettext ("%u is being made: it is lost, and may be billed.",
                                         "%u are being made: they are lost, and may be billed.", fates.lost),
                               fates.lost));
  if (fates.kept > 0)
    add_sentence (
        text, g_strdup_printf (ngettext ("%u is with its provider: it goes on there, and is fetched when you "
                                         "open Easel again.",
                                         "%u are with their provider: they go on there, and are fetched when "
                                         "you open Easel again.",
                                         fates.kept),
                               fates.kept));
  if (fates.least > 0)
    {
      guint hours = MAX ((guint) (fates.least / G_TIME_SPAN_HOUR), 1);

      add_sentence (text,
                    g_strdup_printf (ngettext ("The provider deletes what is done after %u hour.",
                                               "The provider deletes what is done after %u hours.", hours),
                                     hours));
    }
  if (fates.unsent > 0)
    add_sentence (text,
                  g_strdup_printf (ngettext ("%u waits and was not sent: it is not made.",
                                             "%u wait and were not sent: they are not made.", fates.unsent),
                                   fates.unsent));
  return g_string_free (text, FALSE);
}
